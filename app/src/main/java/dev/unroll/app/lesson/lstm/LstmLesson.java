package dev.unroll.app.lesson.lstm;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellPanel;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Material;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** LSTM and GRU: one conveyor that does not fade, the valves on it, and an RNN that learns the same beside it. */
public final class LstmLesson implements LessonPlan<GateReading> {
    static final Knob<String> DATA = Knob.choice("data", Knob.Effect.ANEW, "recall", "text");
    static final Knob<String> FROM = Knob.choice("from", Knob.Effect.ANEW, "trained", "random");
    static final Knob<String> CELL = Knob.choice("cell", Knob.Effect.ANEW, "lstm", "gru", "rnn");
    static final Knob<String> TEXT = Knob.text("");
    static final Knob<String> LETTER = new Knob<>("letter", new Kind.Choice(Material.LETTERS), "C", Knob.Effect.LOOK);
    static final Knob<Integer> LAYERS = Knob.size("layers", 1, 1, 4);
    static final Knob<Integer> HIDDEN = Knob.size("hidden", 32, 1, 256);
    static final Knob<Double> FORGET_BIAS = new Knob<>("forgetBias", new Kind.Decimal(-3, 6), 3.0, Knob.Effect.ANEW);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.002);
    static final Knob<Integer> SEED = Knob.seed();
    static final Knob<Integer> LOSS_AT = Knob.look("lossAt", 199, 0, 199);
    static final Knob<String> BELOW = new Knob<>(
            "below", new Kind.Choice(List.of("none", "tracks", "units", "flow")), "tracks", Knob.Effect.LOOK_ON_STAGE);

    /** Only random weights have sizes that can be chosen. */
    private static final Set<Knob<?>> OF_RANDOM_WEIGHTS = Set.of(LAYERS, HIDDEN, FORGET_BIAS);

    private static final double CLIP_NORM = 1;
    private static final int BATCH_SIZE = 32;
    private static final int LENGTH = 60;

    /** A lesson as it is new. */
    public LstmLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        List<Knob<?>> own = List.of(
                DATA, FROM, CELL, LETTER, LAYERS, HIDDEN, FORGET_BIAS, TEXT, LEARNING_RATE, SEED, LOSS_AT, BELOW);
        return Stream.concat(own.stream(), CellPanel.KNOBS.stream()).toList();
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        if (knob == LETTER)
            return values.get(DATA).equals("recall") && values.get(TEXT).isBlank();
        if (knob == FORGET_BIAS && !values.get(CELL).equals("lstm")) return false;
        return !OF_RANDOM_WEIGHTS.contains(knob) || values.get(FROM).equals("random");
    }

    @Override
    public List<String> memberKeys(KnobValues values) {
        return List.of("knob.cell." + values.get(CELL), "lstm.member.rnn");
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<GateReading> open(KnobValues values) throws SaidException, TextException {
        boolean recall = values.get(DATA).equals("recall");
        boolean beside = !values.get(CELL).equals("rnn");
        List<Member> members = new ArrayList<>();
        Material material;
        if (values.get(FROM).equals("trained")) {
            if (!recall && !values.get(CELL).equals("lstm")) throw new SaidException("lstm.notShipped");
            Checkpoint trained = Samples.checkpoint((recall ? "recall-" : "") + values.get(CELL));
            material = Material.of(recall, values.get(TEXT), values.get(SEED), trained.tokenizer());
            members.add(new Member(trained, material.data()));
            if (recall && beside) members.add(new Member(Samples.checkpoint("recall-rnn"), material.data()));
        } else {
            material = Material.of(recall, values.get(TEXT), values.get(SEED), null);
            members.add(new Member(recipe(values, values.get(CELL)), material.data()));
            if (beside) members.add(new Member(recipe(values, "rnn"), material.data()));
        }
        return new Opening<>(members, (models, now, backend) -> GateReading.of(material, models, now, backend));
    }

    private Recipe recipe(KnobValues values, String cell) {
        Map<String, String> sizes = new HashMap<>();
        sizes.put("hidden", values.get(HIDDEN).toString());
        sizes.put("layers", values.get(LAYERS).toString());
        if (cell.equals("lstm")) sizes.put("forgetBias", values.get(FORGET_BIAS).toString());
        return new Recipe(cell, sizes, Optimizer.Kind.ADAM, settings(values), BATCH_SIZE, LENGTH, values.get(SEED));
    }

    @Override
    public List<Operation<GateReading>> operations() {
        return List.of(
                new Operation<>(
                        "input",
                        (at, t) -> Operation.value(
                                "input", Axis.TOKEN, t, at.text().ids()[t])),
                new Operation<>("gates", (at, t) -> unit(at, t, 0)),
                new Operation<>("content", (at, t) -> unit(at, t, 1)),
                new Operation<>("carried", (at, t) -> unit(at, t, 2)),
                new Operation<>("hidden", (at, t) -> unit(at, t, 3)),
                new Operation<>(
                        "logits",
                        (at, t) -> Operation.value(
                                "logits", Axis.TOKEN, t, at.text().ids()[t + 1])),
                new Operation<>(
                        "loss", (at, t) -> new Place("stepLoss", List.of(Axis.TIME), List.of(t), Quantity.VALUE)));
    }

    private static Place unit(GateReading at, int t, int stage) {
        return Operation.value(
                at.pass().name(at.pass().cell().stages().get(stage)),
                Axis.UNIT,
                t,
                at.pass().unit());
    }

    @Override
    public LessonStage<GateReading> stage(StageKit<GateReading> kit) {
        return new LstmStage(kit);
    }
}

package dev.unroll.app.lesson.rnn;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.NeuronsPanel;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.lesson.WhatIfPanel;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** RNN and its hidden state: HELLO is learnt, and the two Ls are told apart by what was read before them. */
public final class RnnLesson implements LessonPlan<RnnReading> {
    /** The longest sequence that is looked at; a longer text is learnt whole, but shown from its beginning to here. */
    static final int MAX_SHOWN = 200;

    static final String LAYER = "layer.0";
    static final String STATES = LAYER + "/hiddenState";

    /** What is learnt: the text above, or Moby-Dick, of which the network has read much already. */
    static final Knob<String> DATA = Knob.choice("data", Knob.Effect.ANEW, "own", "prose");

    /** Which steps of what is learnt have a loss: each, or of each stretch the last alone. */
    static final Knob<String> ASKED = Knob.choice("asked", Knob.Effect.ANEW, "every", "last");

    static final Knob<String> VIEW =
            Knob.choice("view", Knob.Effect.LOOK_ON_STAGE, "network", "whatIf", "neurons", "readOut");

    static final Knob<String> TEXT = Knob.text("HELLO");
    static final Knob<Integer> HIDDEN = Knob.size("hidden", 2, 1, 512);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.1);
    static final Knob<Integer> SEED = Knob.seed();
    static final Knob<Boolean> GRADIENTS = Knob.toggle("gradients");

    /** The step whose loss the gradients are of; beyond the last it is the last, and −1 is the mean of all. */
    static final Knob<Integer> LOSS_AT = Knob.look("lossAt", MAX_SHOWN - 1, -1, MAX_SHOWN - 1);

    /** The units in whose plane the state is shown; beyond the last it is the last. */
    static final Knob<Integer> UNIT_X = Knob.look("unitX", 0, 0, 511);

    static final Knob<Integer> UNIT_Y = Knob.look("unitY", 1, 0, 511);

    /** Of random weights alone the sizes and the seed can be chosen. */
    private static final Set<Knob<?>> OF_OWN_TEXT = Set.of(TEXT, HIDDEN, SEED);

    /** What goes on with a network that has learnt much. */
    private static final double GENTLE_RATE = .001;

    private static final double CLIP_NORM = 5;
    private static final int BATCH_SIZE = 16;
    private static final int LENGTH = 48;

    @Override
    public List<Knob<?>> knobs() {
        List<Knob<?>> own =
                List.of(TEXT, HIDDEN, LEARNING_RATE, SEED, GRADIENTS, LOSS_AT, UNIT_X, UNIT_Y, VIEW, DATA, ASKED);
        return Stream.of(own, WhatIfPanel.KNOBS, NeuronsPanel.KNOBS)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        return !OF_OWN_TEXT.contains(knob) || values.get(DATA).equals("own");
    }

    @Override
    public void check(KnobValues values) throws SaidException {
        NeuronsPanel.check(values);
    }

    /** Other letters stand in another text, and what has learnt much goes on in small steps. */
    @Override
    public KnobValues follow(Knob<?> knob, KnobValues turned) {
        if (knob != TEXT && knob != DATA) return turned;
        KnobValues unchanged = turned.with(WhatIfPanel.INSTEAD, "");
        if (knob == TEXT) return unchanged;
        boolean prose = turned.get(DATA).equals("prose");
        return unchanged.with(LEARNING_RATE, prose ? GENTLE_RATE : LEARNING_RATE.initial());
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<RnnReading> open(KnobValues values) throws SaidException, TextException {
        boolean prose = values.get(DATA).equals("prose");
        Checkpoint trained = prose ? Samples.checkpoint("prose-rnn") : null;
        Corpus corpus = trained == null
                ? Corpus.of(values.get(TEXT))
                : Corpus.of(Corpus.readText(Samples.file("texts/moby-dick.txt")), trained.tokenizer());
        RnnReader reader = new RnnReader(corpus, MAX_SHOWN);
        boolean whole = corpus.ids().length <= MAX_SHOWN + 1;
        Recipe recipe = new Recipe(
                "rnn",
                Map.of("hidden", values.get(HIDDEN).toString(), "layers", "1"),
                Optimizer.Kind.ADAM,
                settings(values),
                BATCH_SIZE,
                whole ? reader.steps() : LENGTH,
                values.get(SEED));
        Dataset data = values.get(ASKED).equals("last") ? new Dataset.LastToken(corpus) : new Dataset.Text(corpus);
        return new Opening<>(List.of(new Member(recipe, data, trained)), reader);
    }

    @Override
    public List<Operation<RnnReading>> operations() {
        return List.of(
                new Operation<>(
                        "input",
                        (at, t) -> vector("input", Axis.TOKEN, t, at.text().ids()[t])),
                new Operation<>("preactivation", (at, t) -> unit(LAYER + "/preactivation", at, t)),
                new Operation<>("hiddenState", (at, t) -> unit(STATES, at, t)),
                new Operation<>("logits", (at, t) -> vector("logits", Axis.TOKEN, t, asked(at.text(), t))),
                new Operation<>(
                        "loss", (at, t) -> new Place("stepLoss", List.of(Axis.TIME), List.of(t), Quantity.VALUE)));
    }

    /** The token that a step is asked for; the next one where it is asked for none. */
    private static int asked(TextTrace text, int t) {
        int target = text.targetIds().get(t);
        return target < 0 ? text.ids()[t + 1] : target;
    }

    private static Place unit(String name, RnnReading at, int t) {
        return vector(name, Axis.UNIT, t, strongest(at.trace().value(STATES).slice(t)));
    }

    private static Place vector(String name, Axis axis, int t, int index) {
        return new Place(name, List.of(Axis.TIME, axis), List.of(t, index), Quantity.VALUE);
    }

    /** The unit that is furthest from 0. */
    private static int strongest(Tensor state) {
        int best = 0;
        for (int i = 1; i < state.length(); i++) if (Math.abs(state.at(i)) > Math.abs(state.at(best))) best = i;
        return best;
    }

    @Override
    public LessonStage<RnnReading> stage(StageKit<RnnReading> kit) {
        return new RnnStage(kit);
    }
}

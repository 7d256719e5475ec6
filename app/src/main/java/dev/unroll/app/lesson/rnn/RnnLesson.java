package dev.unroll.app.lesson.rnn;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** RNN and its hidden state: HELLO is learnt, and the two Ls are told apart by what was read before them. */
public final class RnnLesson implements LessonPlan<TextTrace> {
    /** The longest sequence that is looked at; a longer text is learnt whole, but shown from its beginning to here. */
    static final int MAX_SHOWN = 200;

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

    private static final double CLIP_NORM = 5;
    private static final int BATCH_SIZE = 16;
    private static final int LENGTH = 48;

    @Override
    public List<Knob<?>> knobs() {
        return List.of(TEXT, HIDDEN, LEARNING_RATE, SEED, GRADIENTS, LOSS_AT, UNIT_X, UNIT_Y);
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<TextTrace> open(KnobValues values) throws TextException {
        Corpus corpus = Corpus.of(values.get(TEXT));
        int[] shown = Arrays.copyOf(corpus.ids(), Math.min(corpus.ids().length, MAX_SHOWN + 1));
        boolean whole = corpus.ids().length <= MAX_SHOWN + 1;
        Recipe recipe = new Recipe(
                "rnn",
                Map.of("hidden", values.get(HIDDEN).toString(), "layers", "1"),
                Optimizer.Kind.ADAM,
                settings(values),
                BATCH_SIZE,
                whole ? shown.length - 1 : LENGTH,
                values.get(SEED));
        return new Opening<>(recipe, new Dataset.Text(corpus), (models, now, backend) -> {
            Trace trace = Trace.ofPrediction((LanguageModel) models.getFirst(), shown, backend);
            int lossAt = now.get(LOSS_AT);
            if (lossAt >= 0) trace.differentiateStepLoss(Math.min(lossAt, shown.length - 2));
            return TextTrace.of(trace, corpus, shown.length);
        });
    }

    @Override
    public List<Operation<TextTrace>> operations() {
        return List.of(
                new Operation<>("input", (at, t) -> vector("input", Axis.TOKEN, t, at.ids()[t])),
                new Operation<>("preactivation", (at, t) -> unit("layer.0/preactivation", at, t)),
                new Operation<>("hiddenState", (at, t) -> unit("layer.0/hiddenState", at, t)),
                new Operation<>("logits", (at, t) -> vector("logits", Axis.TOKEN, t, at.ids()[t + 1])),
                new Operation<>(
                        "loss", (at, t) -> new Place("stepLoss", List.of(Axis.TIME), List.of(t), Quantity.VALUE)));
    }

    private static Place unit(String name, TextTrace at, int t) {
        return vector(
                name,
                Axis.UNIT,
                t,
                strongest(at.trace().value("layer.0/hiddenState").slice(t)));
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
    public LessonStage<TextTrace> stage(StageKit<TextTrace> kit) {
        return new RnnStage(kit);
    }
}

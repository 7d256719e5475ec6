package dev.unroll.app.lesson.bptt;

import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.lesson.Texts;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.BackwardFlow;
import dev.unroll.engine.trace.ClippedStep;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.trace.ScaledRnn;
import dev.unroll.engine.trace.Swaps;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Backpropagation through time: the gradient of one loss on its way back, and what makes it vanish. */
public final class BpttLesson implements LessonPlan<Flow> {
    /** The longest sequence that is looked at. */
    static final int MAX_SHOWN = 200;

    static final Knob<String> TEXT = Knob.text(
            "the keys to the old cabinet in the house by the lake are here and the key to the old cabinet in the house by the lake is here and");
    static final Knob<String> TOKENS = Knob.choice("tokens", Knob.Effect.ANEW, "text", "random");
    static final Knob<Integer> HIDDEN = Knob.size("hidden", 64, 1, 256);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.003);
    static final Knob<Integer> SEED = Knob.seed();
    static final Knob<Double> RADIUS =
            new Knob<>("radius", new Kind.Forced(.2, 2), Double.NaN, Knob.Effect.LOOK_ON_STAGE);
    static final Knob<Integer> LENGTH = Knob.look("length", 12, 10, MAX_SHOWN);
    static final Knob<Boolean> MEAN = Knob.toggle("mean");
    static final Knob<Boolean> SWAP = Knob.toggle("swap");

    /** What the loss is differentiated by: the one-hot tokens, or the states on the way to them. */
    static final Knob<String> BY = Knob.choice("differentiate", Knob.Effect.LOOK_ON_STAGE, "input", "hidden");

    /** The step whose loss is differentiated; beyond the last it is the last. */
    static final Knob<Integer> LOSS_AT = Knob.look("lossAt", MAX_SHOWN - 1, 0, MAX_SHOWN - 1);

    /** The step whose factor is opened. */
    static final Knob<Integer> FACTOR = Knob.look("factor", MAX_SHOWN - 1, 1, MAX_SHOWN - 1);

    /** After so many steps the way back is cut; 0 for never. */
    static final Knob<Integer> WALL = Knob.look("wall", 0, 0, MAX_SHOWN);

    static final Knob<String> PANEL = Knob.choice(
            "panel", Knob.Effect.LOOK_ON_STAGE, "none", "factor", "share", "triangle", "saturation", "wall", "clip");

    static final String PREACTIVATION = "layer.0/preactivation";

    private static final int BATCH_SIZE = 16;
    private static final int TRAINED_LENGTH = 28;
    private static final double CLIP_NORM = 5;

    /** The learning rate of the step that shows what clipping does. */
    private static final double STEP_SIZE = 1;

    /** A lesson as it is new. */
    public BpttLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        return List.of(
                TEXT,
                TOKENS,
                HIDDEN,
                LEARNING_RATE,
                SEED,
                RADIUS,
                LENGTH,
                MEAN,
                SWAP,
                BY,
                LOSS_AT,
                FACTOR,
                WALL,
                PANEL);
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        return knob != TEXT || values.get(TOKENS).equals("text");
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<Flow> open(KnobValues values) throws TextException {
        Corpus corpus = values.get(TOKENS).equals("random")
                ? Texts.random(10 * MAX_SHOWN, values.get(SEED))
                : Texts.repeated(Texts.inWords(values.get(TEXT)), MAX_SHOWN + 1);
        var sizes = Map.of("hidden", values.get(HIDDEN).toString(), "layers", "1");
        int seed = values.get(SEED);
        Recipe recipe =
                new Recipe("rnn", sizes, Optimizer.Kind.ADAM, settings(values), BATCH_SIZE, TRAINED_LENGTH, seed);
        ScaledRnn.Radius radius = new ScaledRnn.Radius();
        return new Opening<>(recipe, new Dataset.Text(corpus), (models, now, backend) -> {
            RnnModel model = (RnnModel) models.getFirst();
            double own = radius.of(model);
            return read(new ScaledRnn(model.truncated(now.get(WALL)), own, now.get(RADIUS)), corpus, now, backend);
        });
    }

    private static Flow read(ScaledRnn model, Corpus corpus, KnobValues now, Backend backend) {
        int length = now.get(LENGTH);
        int[] ids = Arrays.copyOf(corpus.ids(), length + 1);
        int lossAt = now.get(MEAN) ? -1 : Math.min(now.get(LOSS_AT), length - 1);
        Trace trace = model.trace(ids, backend);
        BackwardFlow flow = BackwardFlow.of(trace, lossAt, "layer.0");
        String by = Flow.by(now.get(BY));
        Tensor swaps = now.get(SWAP) && lossAt >= 0
                ? model.swaps(ids, lossAt, Swaps.FEW, backend).mean()
                : null;
        NamedNumbers numbers = new NamedNumbers()
                .add("flow.length", "T", length)
                .add("flow.wall", "τ", now.get(WALL))
                .add("flow.size", "|∂L/∂" + (by.equals(Flow.HIDDEN) ? "h|" : "x|"), GradientFlow.norms(trace, by))
                .add("flow.carried", "|∂L/∂h|", flow.sizes())
                .add("flow.share", "‖δₜ hₜ₋₁ᵀ‖", flow.shares())
                .add("flow.early", "Σ ‖δₜ hₜ₋₁ᵀ‖ (t < T/2)", flow.earlyShare())
                .add("flow.radius", "ρ(W_hh)", model.radius())
                .add("flow.slope", "⟨1 − h²⟩", flow.slope());
        String panel = now.get(PANEL);
        Tensor jacobian = null;
        if (panel.equals("factor")) {
            int t = Math.clamp(now.get(FACTOR), 1, Math.max(1, flow.steps() - 1));
            jacobian = GradientFlow.jacobian(trace, Flow.HIDDEN, t, t - 1);
            numbers.add("flow.factor", "t", t).add("flow.stretch", "σ₁", GradientFlow.singularValues(jacobian)[0]);
        }
        ClippedStep clip = panel.equals("clip") ? model.clippedStep(ids, STEP_SIZE, 1, backend) : null;
        if (clip != null) numbers.add("clip.norm", "|g|", clip.norm());
        if (swaps != null) numbers.add("flow.swap", "|ΔL|", swaps);
        Tensor triangle = panel.equals("triangle") ? model.triangle(ids, backend) : null;
        return new Flow(TextTrace.of(trace, corpus, length + 1), numbers, lossAt, by, jacobian, triangle, clip);
    }

    @Override
    public boolean backward() {
        return true;
    }

    @Override
    public List<Operation<Flow>> operations() {
        return List.of(
                new Operation<>("arrives", (at, t) -> Operation.strongest(at, Flow.HIDDEN, Quantity.GRADIENT, t)),
                new Operation<>("tanh", (at, t) -> Operation.strongest(at, PREACTIVATION, Quantity.GRADIENT, t)));
    }

    @Override
    public LessonStage<Flow> stage(StageKit<Flow> kit) {
        return new BpttStage(kit, KnobValues.initial(knobs()));
    }
}

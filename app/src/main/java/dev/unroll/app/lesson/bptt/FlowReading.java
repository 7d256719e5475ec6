package dev.unroll.app.lesson.bptt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.trace.Change;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.ClippedStep;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** Reads how a gradient flows back, with W_hh scaled to the radius that was asked for. On the trainer's thread. */
final class FlowReading implements Reading<Flow> {
    static final String HIDDEN = "layer.0/hiddenState";
    static final String RECURRENT = "layer.0/weight_hh";

    /** The norm that gradients are clipped to, and the learning rate of the step that shows it. */
    private static final double CLIP_NORM = 1;

    private static final double STEP_SIZE = .1;

    private final Corpus corpus;
    private float[] weights = {};
    private double ownRadius;

    FlowReading(Corpus corpus) {
        this.corpus = corpus;
    }

    @Override
    public Flow read(List<Model> models, KnobValues now, Backend backend) {
        int wall = now.get(BpttLesson.WALL);
        RnnModel model = ((RnnModel) models.getFirst()).truncated(wall);
        int length = Math.min(now.get(BpttLesson.LENGTH), corpus.ids().length - 1);
        int[] shown = Arrays.copyOf(corpus.ids(), length + 1);
        int lossAt = now.get(BpttLesson.MEAN) ? -1 : Math.min(now.get(BpttLesson.LOSS_AT), length - 1);
        double own = radius(parameter(model, RECURRENT).value());
        double wanted = now.get(BpttLesson.RADIUS);
        float scale = Double.isNaN(wanted) || !(own > 0) ? 1 : (float) (wanted / own);
        Intervention[] scaled =
                scale == 1 ? new Intervention[0] : new Intervention[] {new Intervention(RECURRENT, new Change.Scale(scale))};
        Trace trace = Trace.ofPrediction(model, shown, backend, scaled);
        if (lossAt >= 0) trace.differentiateStepLoss(lossAt);
        int last = lossAt < 0 ? length - 1 : lossAt;
        String panel = now.get(BpttLesson.PANEL);
        return new Flow(
                TextTrace.of(trace, corpus, length + 1),
                lossAt,
                GradientFlow.norms(trace, HIDDEN),
                shares(trace),
                own * scale,
                slope(trace, last),
                panel.equals("factor") ? factor(trace, Math.clamp(now.get(BpttLesson.FACTOR), 1, Math.max(1, last))) : null,
                panel.equals("triangle") ? GradientFlow.triangle(model, shown, HIDDEN, backend, scaled) : null,
                panel.equals("clip") ? clip(model, shown, scale, backend) : null);
    }

    private static Parameter parameter(RnnModel model, String name) {
        return model.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** The spectral radius, computed anew only where the weights have changed. */
    private double radius(Tensor recurrent) {
        float[] now = recurrent.toArray();
        if (!Arrays.equals(now, weights)) {
            ownRadius = GradientFlow.spectralRadius(recurrent);
            weights = now;
        }
        return ownRadius;
    }

    private static Tensor shares(Trace trace) {
        Tensor shares = GradientFlow.weightContributions(trace, "layer.0");
        double sum = 0;
        for (float share : shares.toArray()) sum += share;
        for (int t = 0; t < shares.length() && sum > 0; t++) shares.write()[t] /= (float) sum;
        return shares;
    }

    /** The mean slope of tanh at its outputs. */
    private static double slope(Trace trace, int last) {
        Tensor states = trace.value(HIDDEN).range(0, last + 1);
        double sum = 0;
        for (float h : states.toArray()) sum += 1 - h * h;
        return sum / states.length();
    }

    private static Flow.@Nullable Factor factor(Trace trace, int step) {
        Tensor jacobian = GradientFlow.jacobian(trace, HIDDEN, step, step - 1);
        return new Flow.Factor(step, jacobian, GradientFlow.singularValues(jacobian)[0]);
    }

    /** On a copy of the model, for its weights are changed on the way. */
    private static ClippedStep clip(RnnModel model, int[] shown, float scale, Backend backend) {
        RnnModel copy = new RnnModel(
                RecurrentStack.Cell.RNN, model.vocabularySize(), model.hiddenSize(), model.layerCount(), 0);
        for (int i = 0; i < copy.parameters().size(); i++)
            copy.parameters().get(i).value().copyFrom(model.parameters().get(i).value());
        Tensor recurrent = parameter(copy, RECURRENT).value();
        for (int i = 0; i < recurrent.length(); i++) recurrent.write()[recurrent.offset() + i] *= scale;
        return ClippedStep.of(copy, tape -> copy.loss(tape, new int[][] {shown}), STEP_SIZE, CLIP_NORM, backend);
    }
}

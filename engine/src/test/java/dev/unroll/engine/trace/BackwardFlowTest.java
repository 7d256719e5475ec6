package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class BackwardFlowTest {
    private static final Backend BACKEND = Backends.best();
    private static final int[] IDS = {0, 3, 1, 2, 3, 0, 1, 1, 2};
    private static final int STEPS = IDS.length - 1;
    private static final String HIDDEN = "layer.0/hiddenState";
    private final RnnModel rnn = new RnnModel(RecurrentStack.Cell.RNN, 4, 6, 1, 1);

    @Test
    void triangleOfManyCopiesIsThatOfOnePassForEachLoss() {
        Intervention scaled = new Intervention("layer.0/weight_hh", new Change.Scale(1.7f));
        Tensor one = GradientFlow.triangle(Trace.ofPrediction(rnn, IDS, BACKEND, scaled), HIDDEN);
        Tensor many = GradientFlow.triangle(rnn, IDS, HIDDEN, BACKEND, scaled);
        assertThat(many.shape()).isEqualTo(one.shape());
        for (int i = 0; i < one.length(); i++)
            assertThat(many.at(i)).isCloseTo(one.at(i), within(1e-5f * Math.max(1e-3f, one.at(i))));
    }

    @Test
    void triangleOfMoreLossesThanCopiesIsWhole() {
        int[] ids = new int[101];
        for (int i = 0; i < ids.length; i++) ids[i] = i * i % 4;
        Tensor one = GradientFlow.triangle(Trace.ofPrediction(rnn, ids, BACKEND), HIDDEN);
        Tensor many = GradientFlow.triangle(rnn, ids, HIDDEN, BACKEND);
        for (int t : new int[] {0, 63, 64, 65, 99})
            for (int s = 0; s < 100; s++)
                assertThat(many.get(t, s)).as("%d, %d", t, s).isCloseTo(one.get(t, s), within(1e-5f));
    }

    @Test
    void sharesAreThoseOfTheTermsOfTheRecurrentWeightsGradient() {
        Trace trace = Trace.ofPrediction(rnn, IDS, BACKEND);
        BackwardFlow flow = BackwardFlow.of(trace, STEPS - 1, "layer.0");
        Tensor delta = trace.gradient("layer.0/preactivation");
        Tensor states = trace.value(HIDDEN);
        Tensor sum = Tensor.zeros(Shape.of(Axis.UNIT, 6, Axis.INPUT, 6));
        double norms = 0;
        double[] terms = new double[STEPS];
        for (int t = 1; t < STEPS; t++) {
            double squares = 0;
            for (int i = 0; i < 36; i++) {
                double term = (double) delta.get(t, i / 6) * states.get(t - 1, i % 6);
                sum.write()[i] += (float) term;
                squares += term * term;
            }
            terms[t] = Math.sqrt(squares);
            norms += terms[t];
        }
        Tensor gradient = trace.gradient("layer.0/weight_hh");
        for (int i = 0; i < 36; i++) assertThat(sum.at(i)).isCloseTo(gradient.at(i), within(1e-6f));
        for (int t = 0; t < STEPS; t++)
            assertThat((double) flow.shares().at(t)).isCloseTo(terms[t] / norms, within(1e-5));
        assertThat(flow.earlyShare()).isCloseTo((terms[1] + terms[2] + terms[3]) / norms, within(1e-5));
    }

    @Test
    void flowOfALossInTheMiddleEndsThere() {
        BackwardFlow flow = BackwardFlow.of(Trace.ofPrediction(rnn, IDS, BACKEND), 3, "layer.0");
        assertThat(flow.steps()).isEqualTo(4);
        for (int t = 0; t < STEPS; t++) {
            if (t <= 3) assertThat(flow.sizes().at(t)).as("t=%d", t).isPositive();
            else assertThat(flow.sizes().at(t)).as("t=%d", t).isZero();
        }
        assertThat(BackwardFlow.of(Trace.ofPrediction(rnn, IDS, BACKEND), -1, "layer.0")
                        .steps())
                .isEqualTo(STEPS);
    }

    @Test
    void spectralRadiusIsTheLargestEigenvaluesSize() {
        Shape square = Shape.of(Axis.UNIT, 2, Axis.INPUT, 2);
        assertThat(GradientFlow.spectralRadius(Tensor.of(square, 0, -2, 2, 0)))
                .as("±2i")
                .isCloseTo(2, within(1e-9));
        assertThat(GradientFlow.spectralRadius(Tensor.of(square, .5f, 100, 0, -.25f)))
                .as("however large what is not on the diagonal")
                .isCloseTo(.5, within(1e-9));
        assertThat(GradientFlow.spectralRadius(Tensor.of(square, 0, Float.NaN, 1, 1)))
                .isNaN();
    }

    @Test
    void scaledNetworkHasTheRadiusThatWasWantedAndTheModelItsOwn() {
        double own = new ScaledRnn.Radius().of(rnn);
        ScaledRnn scaled = new ScaledRnn(rnn, own, 1.5);
        Tensor used = scaled.trace(IDS, BACKEND).value("layer.0/weight_hh");
        assertThat(GradientFlow.spectralRadius(used)).isCloseTo(1.5, within(1e-5));
        assertThat(new ScaledRnn.Radius().of(rnn)).isEqualTo(own).isNotCloseTo(1.5, within(.1));
        ScaledRnn left = new ScaledRnn(rnn, own, Double.NaN);
        assertThat(left.radius()).isEqualTo(own);
        assertThat(left.trace(IDS, BACKEND).value("layer.0/weight_hh").toArray())
                .isEqualTo(weights().get(1).toArray());
    }

    @Test
    void noGradientPassesTheWall() {
        Trace trace = Trace.ofPrediction(rnn.truncated(3), IDS, BACKEND);
        Trace whole = Trace.ofPrediction(rnn, IDS, BACKEND);
        trace.differentiateStepLoss(7);
        whole.differentiateStepLoss(7);
        Tensor sizes = GradientFlow.norms(trace, HIDDEN);
        Tensor all = GradientFlow.norms(whole, HIDDEN);
        for (int t = 0; t < 6; t++) assertThat(sizes.at(t)).as("t=%d", t).isZero();
        for (int t = 6; t < 8; t++) assertThat(sizes.at(t)).as("t=%d", t).isEqualTo(all.at(t));
        assertThat(trace.value("loss").item())
                .as("the state goes on")
                .isEqualTo(whole.value("loss").item());
        assertThatThrownBy(() -> rnn.truncated(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clippedStepIsAsLongAsTheLimitAllowsAndLeavesTheModelAsItWas() {
        List<Tensor> before = weights();
        ClippedStep step = ClippedStep.of(rnn, tape -> rnn.loss(tape, new int[][] {IDS}), 1e-3, 1e-2, BACKEND);
        assertThat(step.norm()).isGreaterThan(1e-2);
        assertThat(step.clippedLength()).isCloseTo(1e-5, within(1e-9));
        assertThat(step.length()).isCloseTo(1e-3 * step.norm(), within(1e-9));
        // A short step goes down by its length times the gradient's.
        assertThat(step.before() - step.unclipped()).isCloseTo(1e-3 * step.norm() * step.norm(), within(2e-5));
        assertThat(step.clipped()).isBetween(step.unclipped(), step.before());
        for (int i = 0; i < before.size(); i++)
            assertThat(weights().get(i).toArray()).isEqualTo(before.get(i).toArray());
    }

    private List<Tensor> weights() {
        return rnn.parameters().stream().map(Parameter::value).map(Tensor::copy).toList();
    }
}

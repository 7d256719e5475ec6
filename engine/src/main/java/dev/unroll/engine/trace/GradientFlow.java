package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.train.GradientNorms;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How gradients get from where a loss arises back to where they are needed. */
public final class GradientFlow {
    private static final int MOST_COPIES = 64;
    /** As many logits as a pass computes at most, where it can choose. */
    private static final int LARGEST_PASS = 2_000_000;

    private static final Pattern LAYER = Pattern.compile("((?:(?:encoder|decoder)/)?[^/]+)/");

    private GradientFlow() {}

    /**
     * The norm of the gradient of each step's loss with respect to each step's activation, {@code ‖∂L_t/∂h_s‖}: the triangle in which
     * gradients vanish (Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013). The trace's gradients are afterwards
     * those that they were before.
     *
     * @param name an activation with a vector for each step, such as {@code layer.0/hiddenState}
     * @return {@code [TARGET, TIME]}: step {@code t} of the loss, and step {@code s} of the activation; 0 for {@code s > t} where the
     *     model looks back only
     * @throws IllegalArgumentException if there is no such name
     */
    public static Tensor triangle(Trace trace, String name) {
        int losses = trace.value("stepLoss").length();
        Tensor triangle = Tensor.zeros(
                Shape.of(Axis.TARGET, losses, Axis.TIME, norms(trace, name).length()));
        trace.withOtherGradients(() -> {
            for (int t = 0; t < losses; t++) {
                trace.differentiateStepLoss(t);
                triangle.slice(t).copyFrom(norms(trace, name));
            }
        });
        return triangle;
    }

    /**
     * As {@link #triangle(Trace, String)}, in a few passes over many copies of the sequence and not in one for each loss, which is much
     * faster where there are many.
     *
     * @param ids at least two tokens: all but the last are read, all but the first are predicted
     */
    public static Tensor triangle(
            LanguageModel model, int[] ids, String name, Backend backend, Intervention... interventions) {
        int losses = ids.length - 1;
        Tensor triangle = Tensor.zeros(Shape.of(Axis.TARGET, losses, Axis.TIME, losses));
        int copies = Math.clamp(LARGEST_PASS / ((long) losses * model.vocabularySize()), 1, MOST_COPIES);
        for (int from = 0; from < losses; from += copies) {
            int to = Math.min(losses, from + copies);
            Sequences one = oneLossEach(ids, from, to);
            Trace trace = Trace.of(tape -> model.loss(tape, one), backend, interventions);
            float[] gradient = trace.gradient(name).toArray();
            int units = gradient.length / (to * (to - from));
            for (int s = 0; s < to; s++) {
                for (int b = 0; b < to - from; b++) {
                    double squares = 0;
                    int start = (s * (to - from) + b) * units;
                    for (int i = start; i < start + units; i++) squares += (double) gradient[i] * gradient[i];
                    triangle.write()[(from + b) * losses + s] = (float) (Math.sqrt(squares) * (to - from));
                }
            }
        }
        return triangle;
    }

    /** Copies of the beginning of a sequence, of which the first is asked for the loss of step {@code from} alone, and so on. */
    private static Sequences oneLossEach(int[] ids, int from, int to) {
        int[][] inputs = new int[to - from][];
        int[] targets = new int[to * (to - from)];
        Arrays.fill(targets, -1);
        for (int b = 0; b < inputs.length; b++) {
            inputs[b] = Arrays.copyOf(ids, to);
            targets[(from + b) * inputs.length + b] = ids[from + b + 1];
        }
        return new Sequences(inputs, targets);
    }

    /**
     * What share each time step has in the gradient of the recurrent weight that all of them share, {@code ∂L/∂W_hh = Σ_t δ_t h_(t−1)ᵀ}
     * with {@code δ_t = ∂L/∂a_t}: the norm of its term, divided by the sum of all these norms.
     *
     * @param layer what the names of a tanh layer begin with, as in {@code layer.0}
     * @return {@code [TIME]}; 0 for the first step, which has no state before it
     * @throws IllegalArgumentException if there is no such layer
     */
    public static Tensor weightShares(Trace trace, String layer) {
        Tensor deltas = norms(trace, layer + "/preactivation");
        Tensor states = trace.value(layer + "/hiddenState");
        double[] terms = new double[deltas.length()];
        for (int t = 1; t < terms.length; t++) {
            double squares = 0;
            for (float h : states.slice(t - 1).toArray()) squares += (double) h * h;
            terms[t] = deltas.at(t) * Math.sqrt(squares);
        }
        double sum = Arrays.stream(terms).sum();
        Tensor shares = Tensor.zeros(deltas.shape());
        for (int t = 0; t < terms.length && sum > 0; t++) shares.write()[t] = (float) (terms[t] / sum);
        return shares;
    }

    /**
     * The largest absolute value of an eigenvalue. On the long way through a linear network a gradient is multiplied by it at each step.
     *
     * @param matrix as many rows as columns
     * @return NaN if not all its numbers are finite
     */
    public static double spectralRadius(Tensor matrix) {
        for (float x : matrix.toArray()) if (!Float.isFinite(x)) return Double.NaN;
        EigenDecomposition eigen = new EigenDecomposition(matrix(matrix));
        double largest = 0;
        for (int i = 0; i < matrix.shape().size(0); i++)
            largest = Math.max(largest, Math.hypot(eigen.getRealEigenvalue(i), eigen.getImagEigenvalue(i)));
        return largest;
    }

    private static RealMatrix matrix(Tensor tensor) {
        RealMatrix matrix =
                new Array2DRowRealMatrix(tensor.shape().size(0), tensor.shape().size(1));
        for (int i = 0; i < tensor.length(); i++) {
            int[] place = tensor.shape().unflatten(i);
            matrix.setEntry(place[0], place[1], tensor.at(i));
        }
        return matrix;
    }

    /**
     * The norm of the gradient at each step of an activation, for the loss that the trace has differentiated: the mean one, or that of a
     * single step after {@link Trace#differentiateStepLoss}.
     *
     * @return one number for each position along the first of the axes {@code TIME} and {@code TARGET} that it has
     * @throws IllegalArgumentException if there is no such name, or it has neither axis
     */
    public static Tensor norms(Trace trace, String name) {
        Tensor gradient = trace.gradient(name);
        Shape shape = gradient.shape();
        int axis = shape.indexOf(Axis.TIME) >= 0 ? shape.indexOf(Axis.TIME) : shape.indexOf(Axis.TARGET);
        if (axis < 0)
            throw new IllegalArgumentException("‘" + name + "’ has no step in time: its axes are " + shape + ".");
        double[] squares = new double[shape.size(axis)];
        for (int i = 0; i < gradient.length(); i++) {
            double g = gradient.at(i);
            squares[shape.unflatten(i)[axis]] += g * g;
        }
        Tensor norms = Tensor.zeros(Shape.of(shape.axis(axis), squares.length));
        for (int i = 0; i < squares.length; i++) norms.write()[i] = (float) Math.sqrt(squares[i]);
        return norms;
    }

    /**
     * The norm of the gradient with respect to each one-hot token that is read. A token in several windows has the sum of their gradients;
     * one in no window that the loss depends on has 0.
     *
     * @return {@code [TIME]}
     */
    public static Tensor inputNorms(Trace trace) {
        Tensor gradient = trace.gradient("input");
        Shape shape = gradient.shape();
        if (shape.indexOf(Axis.ITEM) < 0) return norms(trace, "input");
        int steps = shape.size(0);
        int window = shape.size(1);
        int tokens = shape.size(2);
        double[][] sums = new double[steps][tokens];
        for (int i = 0; i < gradient.length(); i++) {
            int read = i / tokens / window - window + 1 + i / tokens % window;
            if (read >= 0) sums[read][i % tokens] += gradient.at(i);
        }
        Tensor norms = Tensor.zeros(Shape.of(Axis.TIME, steps));
        for (int t = 0; t < steps; t++)
            norms.write()[t] =
                    (float) Math.sqrt(Arrays.stream(sums[t]).map(g -> g * g).sum());
        return norms;
    }

    /**
     * The norm of the gradient of each layer's parameters together.
     *
     * @param model of the trace's pass
     * @return norms by the name of the layer, such as {@code layer.0}, {@code encoder/layer.0}, {@code block.2} or {@code head}, in the
     *     model's order
     */
    public static Map<String, Double> layerNorms(Trace trace, Model model) {
        Map<String, Double> squares = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            Matcher layer = LAYER.matcher(parameter.name());
            if (!layer.lookingAt())
                throw new IllegalArgumentException("‘" + parameter.name() + "’ belongs to no layer.");
            double sum = 0;
            for (float g : trace.gradient(parameter.name()).toArray()) sum += (double) g * g;
            squares.merge(layer.group(1), sum, Double::sum);
        }
        squares.replaceAll((name, sum) -> Math.sqrt(sum));
        return squares;
    }

    /** The norm of the gradient of each weight matrix, by its name, in the model's order; biases and gains are left out. */
    public static Map<String, Double> weightNorms(Trace trace, Model model) {
        Map<String, Double> norms = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters())
            if (parameter.value().shape().rank() == 2)
                norms.put(parameter.name(), GradientNorms.norm(List.of(trace.gradient(parameter.name()))));
        return norms;
    }

    /**
     * The Jacobian {@code ∂h_t/∂h_s} of a recurrent state. From one step to the next it is what the step itself does: an LSTM's cell
     * state passes its hidden state by and has a Jacobian of its own. The trace's gradients are afterwards those that they were before,
     * where it has a loss.
     *
     * @param name a state with a value for each step
     * @param s not after {@code t}
     * @return {@code [UNIT, INPUT]}: a row for each unit of {@code h_t}, a column for each of {@code h_s}
     * @throws IllegalArgumentException if there is no such name or no such steps
     */
    public static Tensor jacobian(Trace trace, String name, int t, int s) {
        var later = trace.node(name, t);
        var earlier = trace.node(name, s);
        int units = later.shape().length();
        Tensor jacobian = Tensor.zeros(
                Shape.of(Axis.UNIT, units, Axis.INPUT, earlier.shape().length()));
        trace.withOtherGradients(() -> {
            for (int unit = 0; unit < units; unit++) {
                later.tape().backward(later, unit);
                jacobian.slice(unit).copyFrom(earlier.gradient());
            }
        });
        return jacobian;
    }

    /**
     * The singular values of {@link #jacobian}, the largest first: how much it can stretch or shrink a gradient that goes back through
     * it. All below 1 means that gradients vanish.
     */
    public static double[] singularValues(Trace trace, String name, int t, int s) {
        return singularValues(jacobian(trace, name, t, s));
    }

    /** The singular values of a matrix, the largest first; NaN where not all its numbers are finite. */
    public static double[] singularValues(Tensor matrix) {
        for (float x : matrix.toArray()) if (!Float.isFinite(x)) return new double[] {Double.NaN};
        return new SingularValueDecomposition(matrix(matrix)).getSingularValues();
    }
}

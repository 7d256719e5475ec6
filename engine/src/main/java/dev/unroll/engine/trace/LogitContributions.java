package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.nn.LayerNorm;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What each part of a GPT adds to one logit (direct logit attribution, Elhage et al. 2021): the residual stream is a sum, and with the
 * final norm's mean and deviation taken as they are, so is every logit.
 */
public final class LogitContributions {
    private final GptModel model;
    private final Function<String, Tensor> activations;
    private final Map<String, Tensor> parameters = new HashMap<>();

    /** A part and what it adds to the logit. */
    public record Contribution(String part, double value) {}

    private LogitContributions(GptModel model, Function<String, Tensor> activations) {
        this.model = model;
        this.activations = activations;
        for (Parameter parameter : model.parameters()) parameters.put(parameter.name(), parameter.value());
    }

    /**
     * The contributions to the logit of {@code token} at step {@code time}. They sum up to the logit.
     *
     * @param trace of a pass of this model, with the same weights
     * @return {@code embedding}; for each block {@code block.N/head.H}, {@code block.N/attention/bias} and {@code block.N/mlp}; and
     *     {@code finalNorm/bias}
     */
    public static List<Contribution> of(GptModel model, Trace trace, int token, int time) {
        return of(model, trace::value, token, time);
    }

    /** As {@link #of(GptModel, Trace, int, int)}, of activations that were kept by their names. */
    public static List<Contribution> of(GptModel model, Function<String, Tensor> activations, int token, int time) {
        return new LogitContributions(model, activations).of(token, time);
    }

    private List<Contribution> of(int token, int time) {
        int layers = model.sizes().layers();
        double[] residual = row(activations.apply("block." + (layers - 1) + "/mlp/residual"), time);
        double[] direction = direction(residual, token);
        List<Contribution> parts = new ArrayList<>();
        parts.add(new Contribution("embedding", dot(direction, row(activations.apply("embedding"), time))));
        for (int layer = 0; layer < layers; layer++) {
            String block = "block." + layer;
            for (int head = 0; head < model.sizes().heads(); head++)
                parts.add(new Contribution(block + "/head." + head, dot(direction, head(block, head, time))));
            double[] bias = values(parameters.get(block + "/attention/projection/bias"));
            parts.add(new Contribution(block + "/attention/bias", dot(direction, bias)));
            parts.add(new Contribution(
                    block + "/mlp", dot(direction, row(activations.apply(block + "/mlp/output"), time))));
        }
        double[] bias = values(parameters.get("finalNorm/bias"));
        parts.add(new Contribution("finalNorm/bias", dot(unembedding(token), bias)));
        return parts;
    }

    /** What one head adds to the residual stream: its columns of the projection times its output. */
    private double[] head(String block, int head, int time) {
        Tensor output = activations.apply(block + "/attention/headOutput");
        Tensor projection = parameters.get(block + "/attention/projection/weight");
        int channels = output.shape().size(2);
        int units = projection.shape().size(0);
        double[] added = new double[units];
        for (int unit = 0; unit < units; unit++)
            for (int c = 0; c < channels; c++)
                added[unit] += (double) projection.get(unit, head * channels + c) * output.get(head, time, c);
        return added;
    }

    /** What a vector of the residual stream is multiplied with to give its share of the logit. */
    private double[] direction(double[] residual, int token) {
        int units = residual.length;
        double mean = 0;
        for (double x : residual) mean += x / units;
        double variance = 0;
        for (double x : residual) variance += (x - mean) * (x - mean) / units;
        double rstd = 1 / Math.sqrt(variance + LayerNorm.EPSILON);
        double[] unembedding = unembedding(token);
        double[] weight = values(parameters.get("finalNorm/weight"));
        double[] direction = new double[units];
        double average = 0;
        for (int i = 0; i < units; i++) {
            direction[i] = rstd * weight[i] * unembedding[i];
            average += direction[i] / units;
        }
        for (int i = 0; i < units; i++) direction[i] -= average; // the norm takes each vector's own mean away
        return direction;
    }

    private double[] unembedding(int token) {
        String weight = model.sizes().tied() ? "tokenEmbedding/weight" : "head/weight";
        return row(parameters.get(weight), token);
    }

    private static double[] row(Tensor matrix, int row) {
        return values(matrix.slice(row));
    }

    private static double[] values(Tensor tensor) {
        double[] values = new double[tensor.length()];
        for (int i = 0; i < values.length; i++) values[i] = tensor.at(i);
        return values;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
        return sum;
    }
}

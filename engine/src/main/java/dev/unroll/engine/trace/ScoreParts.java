package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.nn.LayerNorm;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a head of a GPT looks where it does: a score is a dot product, so it is a sum, and in the first block what is multiplied is a sum
 * of token and position as well (as in the circuits of Elhage et al. 2021; for another model Ke, He and Liu 2021).
 */
public final class ScoreParts {
    /** What a query or key of the first block is made of, in the order of {@link #origins}. */
    public enum Origin {
        /** The embedding of the token. */
        TOKEN,
        /** The embedding of the position. */
        POSITION,
        /** The biases of the norm and of the layer that makes queries and keys, which are the same for all. */
        BIAS
    }

    private final GptModel model;
    private final int head;
    private final Map<String, Tensor> parameters = new HashMap<>();

    private ScoreParts(GptModel model, int head) {
        this.model = model;
        this.head = head;
        for (Parameter parameter : model.parameters()) parameters.put(parameter.name(), parameter.value());
    }

    /**
     * What each unit adds to the scores of one step: {@code q_i · k_i / √d}. Each row sums up to the score of its key.
     *
     * @param trace of a pass in which the inside of the block was computed
     * @param query the step that looks
     * @return {@code [KEY, UNIT]}, for the keys up to the query
     * @throws IllegalArgumentException if there is no such block, head or step
     */
    public static Tensor units(Trace trace, int block, int head, int query) {
        String attention = "block." + block + "/attention/";
        double[] q = values(trace.value(attention + "query").slice(head).slice(query));
        Tensor keys = trace.value(attention + "key").slice(head);
        Tensor products = Tensor.zeros(Shape.of(Axis.KEY, query + 1, Axis.UNIT, q.length));
        double scale = 1 / Math.sqrt(q.length);
        for (int i = 0; i < products.length(); i++)
            products.write()[i] = (float) (scale * q[i % q.length] * keys.at(i));
        return products;
    }

    /**
     * What token and position add to the scores of one step in the first block. The norm before it takes each vector's mean away and
     * divides by the deviation of their sum; taken as it is, that is linear, so the normalised vector is the sum of a part of the token,
     * one of the position and a bias, and so are query and key. The nine products sum up to the score.
     *
     * @param ids the tokens of the pass
     * @param query the step that looks
     * @return {@code [KEY, ITEM, INPUT]}, for the keys up to the query: a row for what the query is made of, a column for what the key is,
     *     both as {@link Origin} orders them
     * @throws IllegalArgumentException if there is no such head or step
     */
    public static Tensor origins(GptModel model, int[] ids, int head, int query) {
        ScoreParts parts = new ScoreParts(model, head);
        double[][] q = parts.projected(ids[query], query, 0);
        int count = q.length;
        Tensor products = Tensor.zeros(Shape.of(Axis.KEY, query + 1, Axis.ITEM, count, Axis.INPUT, count));
        double scale = 1 / Math.sqrt(q[0].length);
        for (int key = 0; key <= query; key++) {
            double[][] k = parts.projected(ids[key], key, 1);
            for (int i = 0; i < count * count; i++)
                products.write()[key * count * count + i] = (float) (scale * dot(q[i / count], k[i % count]));
        }
        return products;
    }

    /** The parts of a query ({@code which} is 0) or a key (1), {@code [Origin][UNIT]}. */
    private double[][] projected(int id, int position, int which) {
        int units = model.sizes().units();
        int size = units / model.sizes().heads();
        Tensor weight = parameters.get("block.0/attention/queryKeyValue/weight");
        Tensor bias = parameters.get("block.0/attention/queryKeyValue/bias");
        List<double[]> inputs = normalised(id, position);
        double[][] parts = new double[inputs.size()][size];
        for (int i = 0; i < size; i++) {
            int row = which * units + head * size + i;
            double[] weights = values(weight.slice(row));
            for (int part = 0; part < parts.length; part++) parts[part][i] = dot(weights, inputs.get(part));
            parts[Origin.BIAS.ordinal()][i] += bias.at(row);
        }
        return parts;
    }

    /** The parts of the normalised vector. */
    private List<double[]> normalised(int id, int position) {
        double[] token = values(parameters.get("tokenEmbedding/weight").slice(id));
        double[] place = values(parameters.get("positionEmbedding/weight").slice(position));
        double[] gain = values(parameters.get("block.0/norm1/weight"));
        centre(token);
        centre(place);
        double variance = 0;
        for (int i = 0; i < token.length; i++) variance += (token[i] + place[i]) * (token[i] + place[i]) / token.length;
        double rstd = 1 / Math.sqrt(variance + LayerNorm.EPSILON);
        for (int i = 0; i < token.length; i++) {
            token[i] *= rstd * gain[i];
            place[i] *= rstd * gain[i];
        }
        return List.of(token, place, values(parameters.get("block.0/norm1/bias")));
    }

    /** Takes the mean away: the mean of a sum is the sum of the means. */
    private static void centre(double[] vector) {
        double mean = 0;
        for (double x : vector) mean += x / vector.length;
        for (int i = 0; i < vector.length; i++) vector[i] -= mean;
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

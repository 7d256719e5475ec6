package dev.unroll.app.lesson.transformer;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.attention.TransformerPicture.Kind;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A box of a tower.
 *
 * @param kind what it does
 * @param layer which block it belongs to; −1 for none
 * @param name of the vectors after it
 * @param part what the names of all that is computed in it begin with
 */
record BoxRow(Kind kind, int layer, String name, String part) {
    /** The boxes of a tower, the lowest first. */
    static List<BoxRow> of(boolean decoder, int layers, boolean normAfter) {
        String tower = decoder ? "decoder" : "encoder";
        List<BoxRow> rows = new ArrayList<>();
        rows.add(new BoxRow(Kind.EMBEDDING, -1, tower + "/embedding", tower));
        for (int layer = 0; layer < layers; layer++) {
            List<String> parts = decoder ? List.of("attention", "crossAttention", "mlp") : List.of("attention", "mlp");
            for (int i = 0; i < parts.size(); i++) {
                String block = tower + "." + layer + "/";
                String part = block + parts.get(i);
                rows.add(new BoxRow(
                        kind(parts.get(i)), layer, normAfter ? block + "norm" + (i + 1) : part + "/residual", part));
            }
        }
        rows.add(new BoxRow(Kind.NORM, -1, decoder ? "finalNorm" : "memory", tower));
        return List.copyOf(rows);
    }

    private static Kind kind(String part) {
        return switch (part) {
            case "attention" -> Kind.ATTENTION;
            case "crossAttention" -> Kind.CROSS_ATTENTION;
            default -> Kind.FEED_FORWARD;
        };
    }

    boolean attends() {
        return kind == Kind.ATTENTION || kind == Kind.CROSS_ATTENTION;
    }

    /** How much each token takes from each, on average over the heads: {@code [TIME, KEY]}; null where it takes from none. */
    @Nullable
    Tensor meanWeights(Trace trace) {
        if (!attends()) return null;
        Tensor weights = trace.value(part + "/weights");
        int heads = weights.shape().size(0);
        int rows = weights.shape().size(1);
        int keys = weights.shape().size(2);
        Tensor mean = Tensor.zeros(Shape.of(Axis.TIME, rows, Axis.KEY, keys));
        for (int i = 0; i < heads * rows * keys; i++) mean.write()[i % (rows * keys)] += weights.at(i) / heads;
        return mean;
    }

    /** How large the vectors after it are: the mean of their lengths. */
    double size(Trace trace) {
        Tensor values = trace.value(name);
        int units = values.shape().columns();
        double sum = 0;
        for (int t = 0; t < values.shape().rows(); t++) {
            double squares = 0;
            for (int unit = 0; unit < units; unit++) squares += Math.pow(values.at(t * units + unit), 2);
            sum += Math.sqrt(squares);
        }
        return sum / values.shape().rows();
    }
}

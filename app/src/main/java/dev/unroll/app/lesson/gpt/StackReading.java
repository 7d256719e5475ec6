package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.attention.HeadsGrid;

import java.util.ArrayList;
import java.util.List;

/**
 * The residual stream on its way up.
 *
 * @param added how long the vector is that attention and feed-forward network of each block add, {@code [ITEM, TIME]}, bottom first
 * @param stream how long the stream is that each of them adds to, {@code [ITEM, TIME]}
 * @param heads for each block small pictures of its heads, as {@link HeadsGrid} takes them
 * @param predicted the likeliest next token at each step
 * @param looks which token each head looks at most from one step, {@code [ITEM, HEAD]}
 */
record StackReading(Tensor added, Tensor stream, List<Tensor> heads, int[] predicted, Tensor looks) {
    /** The names of what is added, from the bottom. */
    static List<String> parts(int layers) {
        List<String> names = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++)
            for (String part : List.of("attention", "mlp")) names.add("block." + layer + "/" + part);
        return names;
    }

    /** @param at the step that {@link #looks} is told of */
    static StackReading of(GptModel model, Trace trace, int at) {
        List<String> parts = parts(model.sizes().layers());
        List<Tensor> added = new ArrayList<>();
        List<Tensor> stream = new ArrayList<>(List.of(lengths(trace.value("embedding"))));
        for (String part : parts) {
            added.add(lengths(trace.value(part + "/output")));
            stream.add(lengths(trace.value(part + "/residual")));
        }
        List<Tensor> heads = new ArrayList<>();
        List<Tensor> looks = new ArrayList<>();
        for (int layer = 0; layer < model.sizes().layers(); layer++) {
            Tensor weights = trace.value("block." + layer + "/attention/weights");
            heads.add(HeadsGrid.pictures(weights));
            looks.add(looks(weights, at));
        }
        return new StackReading(rows(added), rows(stream), heads, largest(trace.value("logits")), rows(looks));
    }

    private static Tensor looks(Tensor weights, int at) {
        Tensor most = Tensor.zeros(Shape.of(Axis.HEAD, weights.shape().size(0)));
        for (int head = 0; head < most.length(); head++)
            most.write()[head] = largest(weights.slice(head))[at];
        return most;
    }

    /** The length of each row. */
    private static Tensor lengths(Tensor vectors) {
        Tensor lengths = Tensor.zeros(Shape.of(Axis.TIME, vectors.shape().size(0)));
        for (int t = 0; t < lengths.length(); t++) {
            double squares = 0;
            for (float x : vectors.slice(t).toArray()) squares += (double) x * x;
            lengths.write()[t] = (float) Math.sqrt(squares);
        }
        return lengths;
    }

    private static Tensor rows(List<Tensor> rows) {
        Tensor all = Tensor.zeros(rows.getFirst().shape().prepend(Axis.ITEM, rows.size()));
        for (int i = 0; i < rows.size(); i++) all.slice(i).copyFrom(rows.get(i));
        return all;
    }

    /** Where each row has its largest number. */
    static int[] largest(Tensor rows) {
        int[] best = new int[rows.shape().size(0)];
        for (int t = 0; t < best.length; t++) {
            Tensor row = rows.slice(t);
            for (int i = 1; i < row.length(); i++) if (row.at(i) > row.at(best[t])) best[t] = i;
        }
        return best;
    }

    void addTo(NamedNumbers numbers) {
        numbers.add("stack/added", "‖+‖", added).add("stack/stream", "‖r‖", stream).add("stack/looks", "argmax α", looks);
    }
}

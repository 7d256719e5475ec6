package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.LogitLens;
import dev.unroll.viz.attention.HeadsGrid;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

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

    /** How many steps are unembedded at once. */
    static final int AT_ONCE = 64;

    /**
     * Reads a pass.
     *
     * @param at the step that {@link #looks} is told of
     * @param progress is told the share of the work that is done
     */
    static StackReading of(GptModel model, GptPass pass, int at, Backend backend, DoubleConsumer progress) {
        int layers = model.sizes().layers();
        List<Tensor> added = new ArrayList<>();
        List<Tensor> stream = new ArrayList<>(List.of(lengths(pass.value("embedding"))));
        for (String part : parts(layers)) {
            added.add(lengths(pass.value(part + "/output")));
            stream.add(lengths(pass.value(part + "/residual")));
        }
        Tensor top = pass.value("block." + (layers - 1) + "/mlp/residual");
        return new StackReading(
                rows(added), rows(stream), pass.heads(), likeliest(model, top, backend, progress), looks(pass, at));
    }

    /** The same, told of another step. */
    StackReading at(GptPass pass, int step) {
        return new StackReading(added, stream, heads, predicted, looks(pass, step));
    }

    private static Tensor looks(GptPass pass, int at) {
        List<int[][]> all = pass.looks();
        int heads = all.getFirst().length;
        Tensor looks = Tensor.zeros(Shape.of(Axis.ITEM, all.size(), Axis.HEAD, heads));
        for (int i = 0; i < looks.length(); i++) looks.write()[i] = all.get(i / heads)[i % heads][at];
        return looks;
    }

    /** The likeliest next token at each step of a stream. */
    private static int[] likeliest(GptModel model, Tensor stream, Backend backend, DoubleConsumer progress) {
        int[] best = new int[stream.shape().size(0)];
        for (int first = 0; first < best.length; first += AT_ONCE) {
            int last = Math.min(best.length, first + AT_ONCE);
            int[] some = largest(LogitLens.logits(model, stream, first, last, backend));
            System.arraycopy(some, 0, best, first, some.length);
            progress.accept((double) last / best.length);
        }
        return best;
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
        numbers.add(
                        "stack/added",
                        "‖Δr‖",
                        i -> (i % 2 == 0 ? "‖attn" : "‖mlp") + Numbers.superscript(i / 2) + "‖",
                        added)
                .add("stack/stream", "‖r‖", i -> "‖r" + Numbers.superscript(i) + "‖", stream)
                .add("stack/looks", "argmax α", looks);
    }
}

package dev.unroll.app.lesson.gpt;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads branches token by token with a cache of keys and values, draws what is to be drawn, and keeps what it has read for as long as the
 * weights stay. Used by one thread at a time.
 */
final class Writing {
    private static final int MOST_KEPT = 256;
    private static final int MOST_LOGITS = 5_000_000;

    private final Map<List<Integer>, Branch> known = new HashMap<>();
    private final List<Integer> read = new ArrayList<>();
    private long step = -1;
    private @Nullable Decoder decoder;

    /** Logits by how many tokens come before them, of the text that was read last. */
    private final NavigableMap<Integer, float[]> rows = new TreeMap<>();

    /**
     * A branch as it was written.
     *
     * @param ids its tokens after the prompt
     * @param probabilities how likely the model took each of them to be, at temperature 1
     */
    record Branch(List<Integer> ids, double[] probabilities) {
        /** How likely all of it is. */
        double likelihood() {
            return Arrays.stream(probabilities).reduce(1, (a, b) -> a * b);
        }
    }

    /** Writes a branch. */
    Branch write(long now, GptModel model, int[] prompt, List<Integer> wanted, Draws draws, Backend backend) {
        stand(now);
        if (known.size() > MOST_KEPT) known.clear();
        if (wanted.contains(TextTree.DRAWN)) return walk(model, prompt, wanted, draws, backend);
        List<Integer> key = new ArrayList<>(Arrays.stream(prompt).boxed().toList());
        key.add(TextTree.DRAWN); // where the prompt ends
        key.addAll(wanted);
        Branch before = known.get(key);
        if (before == null) known.put(key, before = walk(model, prompt, wanted, draws, backend));
        return before;
    }

    private Branch walk(GptModel model, int[] prompt, List<Integer> wanted, Draws draws, Backend backend) {
        List<Integer> ids = new ArrayList<>(wanted.size());
        double[] probabilities = new double[wanted.size()];
        int[] text = Arrays.copyOf(prompt, prompt.length + wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            int t = prompt.length + i - 1;
            Tensor after = after(model, text, t + 1, backend);
            int id = wanted.get(i) == TextTree.DRAWN
                    ? draws.draw(after, text, t).chosen().id()
                    : wanted.get(i);
            probabilities[i] = probability(after, id);
            ids.add(id);
            text[t + 1] = id;
        }
        return new Branch(List.copyOf(ids), probabilities);
    }

    /** What the model says after the first {@code length} tokens of a text, {@code [TOKEN]}. */
    Tensor logits(long now, GptModel model, int[] text, int length, Backend backend) {
        stand(now);
        return after(model, text, length, backend);
    }

    private void stand(long now) {
        if (now == step) return;
        known.clear();
        rows.clear();
        read.clear();
        decoder = null;
        step = now;
    }

    /** As {@link #logits}; goes on from what was read where that is the beginning. */
    private Tensor after(GptModel model, int[] text, int length, Backend backend) {
        int same = 0;
        while (same < Math.min(read.size(), length) && read.get(same) == text[same]) same++;
        float[] there = same == length ? rows.get(length) : null;
        if (there != null) return row(there);
        Decoder reader = decoder;
        if (same == length) {
            reader = model.decoder(backend); // what is read stays as far as it goes
            return keep(length, reader.read(Arrays.copyOf(text, length)));
        }
        if (reader == null || same < read.size()) {
            rows.tailMap(same, false).clear();
            decoder = reader = model.decoder(backend);
            read.clear();
        }
        Tensor logits = reader.read(Arrays.copyOfRange(text, read.size(), length));
        for (int i = read.size(); i < length; i++) read.add(text[i]);
        return keep(length, logits);
    }

    private Tensor keep(int length, Tensor logits) {
        float[] row = logits.toArray();
        rows.put(length, row);
        while (rows.size() > Math.max(8, MOST_LOGITS / row.length)) rows.pollFirstEntry();
        return row(row);
    }

    private static Tensor row(float[] logits) {
        return Tensor.of(Shape.of(Axis.TOKEN, logits.length), logits);
    }

    private static double probability(Tensor logits, int id) {
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length(); i++) top = Math.max(top, logits.at(i));
        double sum = 0;
        for (int i = 0; i < logits.length(); i++) sum += Math.exp(logits.at(i) - top);
        return Math.exp(logits.at(id) - top) / sum;
    }
}

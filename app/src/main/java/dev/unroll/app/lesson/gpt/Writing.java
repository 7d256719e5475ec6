package dev.unroll.app.lesson.gpt;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.generate.PrefixReader;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.sampling.LogSoftmax;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes branches, draws what is to be drawn, and keeps what it has read for as long as the weights stay. Used by one thread at a time.
 */
final class Writing {
    private static final int MOST_KEPT = 256;

    private final Map<List<Integer>, Branch> known = new HashMap<>();
    private long step = -1;
    private @Nullable PrefixReader reader;

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
        PrefixReader reading = standing(now, model, backend);
        if (known.size() > MOST_KEPT) known.clear();
        if (wanted.contains(TextTree.DRAWN)) return walk(reading, prompt, wanted, draws);
        List<Integer> key = new ArrayList<>(Arrays.stream(prompt).boxed().toList());
        key.add(TextTree.DRAWN); // where the prompt ends
        key.addAll(wanted);
        Branch before = known.get(key);
        if (before == null) known.put(key, before = walk(reading, prompt, wanted, draws));
        return before;
    }

    private static Branch walk(PrefixReader reader, int[] prompt, List<Integer> wanted, Draws draws) {
        List<Integer> ids = new ArrayList<>(wanted.size());
        double[] probabilities = new double[wanted.size()];
        int[] text = Arrays.copyOf(prompt, prompt.length + wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            int t = prompt.length + i - 1;
            Tensor after = reader.logits(text, t + 1);
            int id = wanted.get(i) == TextTree.DRAWN
                    ? draws.draw(after, text, t).chosen().id()
                    : wanted.get(i);
            probabilities[i] = Math.exp(LogSoftmax.of(after, id));
            ids.add(id);
            text[t + 1] = id;
        }
        return new Branch(List.copyOf(ids), probabilities);
    }

    /** What the model says after the first {@code length} tokens of a text, {@code [TOKEN]}. */
    Tensor logits(long now, GptModel model, int[] text, int length, Backend backend) {
        return standing(now, model, backend).logits(text, length);
    }

    private PrefixReader standing(long now, GptModel model, Backend backend) {
        PrefixReader there = reader;
        if (there != null && now == step) return there;
        known.clear();
        step = now;
        return reader = new PrefixReader(model, backend);
    }
}

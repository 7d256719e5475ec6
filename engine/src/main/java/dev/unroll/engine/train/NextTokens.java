package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.text.Sequences;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The mean cross-entropy of the next tokens of a step's sequences.
 *
 * @param batch the sequences of a step; the same for the same step
 */
public record NextTokens(LanguageModel model, LongFunction<Sequences> batch) implements Objective {
    /** Parts have gradients of their own, and pay where the weights are few: no more numbers than this are kept for it. */
    private static final long MOST = 2_000_000;

    @Override
    public Node loss(Tape tape, long step) {
        return model.loss(tape, batch.apply(step));
    }

    @Override
    public List<Part> parts(long step, int rows) {
        Sequences all = batch.apply(step);
        int each = sequencesAtOnce(all, rows);
        if (all.size() < 2 * each) return List.of(new Part(tape -> model.loss(tape, all), 1));
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += each) {
            Sequences some = all.part(from, Math.min(all.size(), from + each));
            float weight = (float) some.targetCount() / all.targetCount();
            if (weight > 0) parts.add(new Part(tape -> model.loss(tape, some), weight));
        }
        return parts;
    }

    private int sequencesAtOnce(Sequences all, int rows) {
        long most = MOST / Math.max(1, model.parameterCount());
        if (!model.computesStepsAtOnce() || most < 2) return all.size();
        int atLeast = (int) ((all.size() + most - 1) / most);
        return Math.max(1, Math.max(atLeast, rows / all.length()));
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Pairs;

import java.util.Arrays;

/**
 * What a model writes when it always takes the likeliest token, and the pass in which it wrote it. Interventions hold while it writes:
 * what is changed at one target step changes what is written from there on.
 *
 * @param target from the token that begins a target to the one that ends it, or to the last that there was room for
 * @param trace the pass over source and target
 */
public record GreedyTranslation(int[] target, Trace trace) {
    /**
     * Translates.
     *
     * @param source at least one token
     * @param start the token that begins a target
     * @param end the token that ends it
     * @param most how many tokens are written at most, the end included; fewer where the model can read no more
     * @param interventions those at a target step that is not reached change nothing
     * @throws IllegalArgumentException if one of them names nothing that is computed, or no place in it
     */
    public static GreedyTranslation of(
            TranslationModel model,
            int[] source,
            int start,
            int end,
            int most,
            Backend backend,
            Intervention... interventions) {
        int room = Math.min(most, model.targetContext());
        int[] target = write(model.decoder(new Tape(backend), source), start, end, room);
        if (interventions.length > 0) {
            int first = Arrays.stream(interventions)
                    .mapToInt(GreedyTranslation::step)
                    .min()
                    .orElseThrow();
            int[] kept = Arrays.copyOf(target, Math.min(first + 1, target.length)); // nothing looks ahead
            target = rewrite(model, source, kept, end, room, backend, interventions);
        }
        Intervention[] reached = until(target.length - 2, interventions);
        return new GreedyTranslation(target, Trace.ofTranslation(model, source, target, backend, reached));
    }

    private static int[] write(Decoder decoder, int start, int end, int most) {
        int[] target = {start};
        while (target.length <= most && (target.length == 1 || target[target.length - 1] != end))
            target = append(target, likeliest(decoder.next(target[target.length - 1]), 0));
        return target;
    }

    /** Reads all anew for each token, since a decoder knows of no interventions. */
    private static int[] rewrite(
            TranslationModel model, int[] source, int[] kept, int end, int most, Backend backend, Intervention[] all) {
        int[] target = kept;
        while (target.length <= most && (target.length == 1 || target[target.length - 1] != end)) {
            Pairs read = Pairs.of(source, append(target, end));
            Trace trace = Trace.of(tape -> model.logits(tape, read), backend, until(target.length - 1, all));
            Tensor logits = trace.value("logits");
            target = append(target, likeliest(logits, logits.shape().columns() * (target.length - 1)));
        }
        return target;
    }

    /** The target step at which an intervention begins to change something. */
    private static int step(Intervention intervention) {
        return intervention.where().getOrDefault(Axis.TARGET, 0);
    }

    private static Intervention[] until(int step, Intervention[] all) {
        return Arrays.stream(all).filter(one -> step(one) <= step).toArray(Intervention[]::new);
    }

    private static int[] append(int[] ids, int id) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = id;
        return longer;
    }

    /** The place of the largest logit, counted from {@code from}. */
    private static int likeliest(Tensor logits, int from) {
        int best = 0;
        int tokens = logits.shape().columns();
        for (int id = 1; id < tokens; id++) if (logits.at(from + id) > logits.at(from + best)) best = id;
        return best;
    }
}

package dev.unroll.engine.generate;

import dev.unroll.engine.message.RefusedException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for the likeliest sequence by going on with the best few at each step (Graves 2012; Sutskever, Vinyals and Le 2014), and keeps
 * all that it looked at. Finished sequences are compared by their score over {@code ((5 + length) / 6)^α} (Wu et al. 2016, eq. 14).
 *
 * @param width how many sequences go on at each step
 * @param lengthPenalty α: 0 compares plain sums of log probabilities, larger numbers favour longer sequences
 * @param end the token that finishes a sequence
 * @param maxLength how many tokens a sequence has at most, its end included
 */
public record BeamSearch(int width, double lengthPenalty, int end, int maxLength) {
    /** A model as the search sees it. */
    @FunctionalInterface
    public interface Model {
        /** The logarithm of each token's probability after a sequence, which begins empty. */
        double[] logProbabilities(int[] sequence);
    }

    /**
     * A sequence that was looked at.
     *
     * @param ids its tokens
     * @param logProbability the sum over its tokens, in nats
     * @param parent which of the step before it goes on from; −1 at the first step
     * @param fate what became of it
     */
    public record Hypothesis(int[] ids, double logProbability, int parent, Fate fate) {}

    /** What became of a sequence. */
    public enum Fate {
        /** It went on. */
        KEPT,
        /** It ended. */
        FINISHED,
        /** Others were better. */
        DROPPED
    }

    /**
     * What was found.
     *
     * @param best the best sequence, with its end if it has one
     * @param score its log probability over its length penalty
     * @param steps all sequences of each step that were looked at, the best first
     */
    public record Result(int[] best, double score, List<List<Hypothesis>> steps) {}

    /** @throws IllegalArgumentException if a setting is out of range */
    public BeamSearch {
        if (width < 1 || maxLength < 1) throw new RefusedException("generate.beam");
        if (!(lengthPenalty >= 0)) throw new RefusedException("generate.lengthPenalty", lengthPenalty);
    }

    /** Searches. */
    public Result search(Model model) {
        List<List<Hypothesis>> steps = new ArrayList<>();
        List<Hypothesis> beam = List.of(new Hypothesis(new int[0], 0, -1, Fate.KEPT));
        List<Hypothesis> finished = new ArrayList<>();
        for (int length = 1; length <= maxLength && !beam.isEmpty(); length++) {
            List<Hypothesis> step = judge(expand(beam, model, length == 1), length == maxLength);
            steps.add(step);
            finished.addAll(step.stream().filter(h -> h.fate == Fate.FINISHED).toList());
            List<Hypothesis> kept =
                    step.stream().filter(h -> h.fate == Fate.KEPT).toList();
            beam = canStillWin(kept, finished) ? kept : List.of();
        }
        Hypothesis best =
                finished.stream().max(Comparator.comparingDouble(this::score)).orElseThrow();
        return new Result(best.ids, score(best), steps);
    }

    /** The likeliest {@code 2 · width} next sequences: enough to keep {@code width} of them even if as many end. */
    private List<Hypothesis> expand(List<Hypothesis> beam, Model model, boolean first) {
        List<Hypothesis> all = new ArrayList<>();
        for (int i = 0; i < beam.size(); i++) {
            Hypothesis before = beam.get(i);
            int parent = first ? -1 : i;
            double[] logProbabilities = model.logProbabilities(before.ids);
            IntStream.range(0, logProbabilities.length)
                    .mapToObj(id -> new Hypothesis(
                            append(before.ids, id), before.logProbability + logProbabilities[id], parent, Fate.DROPPED))
                    .sorted(Comparator.comparingDouble(h -> -h.logProbability))
                    .limit(2L * width)
                    .forEach(all::add);
        }
        all.sort(Comparator.comparingDouble(h -> -h.logProbability));
        return all;
    }

    /** Says what becomes of each; where there is no more room, what would have gone on has to end. */
    private List<Hypothesis> judge(List<Hypothesis> step, boolean last) {
        List<Hypothesis> judged = new ArrayList<>();
        int kept = 0;
        for (int rank = 0; rank < step.size(); rank++) {
            Hypothesis h = step.get(rank);
            boolean ended = h.ids[h.ids.length - 1] == end;
            Fate fate = Fate.DROPPED;
            if (ended && rank < width) fate = Fate.FINISHED;
            else if (!ended && kept++ < width) fate = last ? Fate.FINISHED : Fate.KEPT;
            judged.add(new Hypothesis(h.ids, h.logProbability, h.parent, fate));
        }
        return List.copyOf(judged);
    }

    /** Sums of log probabilities only fall, so what is behind even with the longest length's penalty stays behind. */
    private boolean canStillWin(List<Hypothesis> kept, List<Hypothesis> finished) {
        double best = finished.stream().mapToDouble(this::score).max().orElse(Double.NEGATIVE_INFINITY);
        return kept.stream().anyMatch(h -> h.logProbability / penalty(maxLength) > best);
    }

    private double score(Hypothesis h) {
        return h.logProbability / penalty(h.ids.length);
    }

    private double penalty(int length) {
        return Math.pow((5 + length) / 6.0, lengthPenalty);
    }

    private static int[] append(int[] ids, int id) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = id;
        return longer;
    }
}

package dev.unroll.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Applies merges to a piece of text: the one that was learnt first among those that fit, wherever it does, from the left to the right;
 * then the next, until none fits. It looks only at the pairs that a merge has made, so a long piece takes little longer than its length.
 */
final class Merging {
    private final List<Merge> merges;
    private final Map<Pair, Integer> ranks = new HashMap<>();

    private record Pair(String left, String right) {}

    /** A pair that can be merged: the left part of it and both as they were when it was found. */
    private record Candidate(int rank, int at, String left, String right) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return rank != other.rank ? Integer.compare(rank, other.rank) : Integer.compare(at, other.at);
        }
    }

    /** @param merges the first learnt first */
    Merging(List<Merge> merges) {
        this.merges = List.copyOf(merges);
        for (int i = 0; i < merges.size(); i++)
            ranks.putIfAbsent(new Pair(merges.get(i).left(), merges.get(i).right()), i);
    }

    List<Merge> merges() {
        return merges;
    }

    /** The tokens that the parts of a piece become. */
    List<String> apply(List<String> piece) {
        return new Run(piece).tokens();
    }

    /** One piece on its way: its tokens stand where their first parts stood, and what has gone into another is empty. */
    private final class Run {
        private static final String GONE = "";

        private final String[] tokens;
        private final int[] before;
        private final int[] after;
        private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();

        Run(List<String> piece) {
            tokens = piece.toArray(String[]::new);
            before = new int[tokens.length];
            after = new int[tokens.length];
            for (int i = 0; i < tokens.length; i++) {
                before[i] = i - 1;
                after[i] = i + 1;
            }
            for (int i = 0; i + 1 < tokens.length; i++) find(i);
        }

        private void find(int at) {
            if (at < 0 || after[at] >= tokens.length) return;
            String left = tokens[at];
            String right = tokens[after[at]];
            Integer rank = ranks.get(new Pair(left, right));
            if (rank != null) candidates.add(new Candidate(rank, at, left, right));
        }

        List<String> tokens() {
            for (Candidate next = candidates.poll(); next != null; next = candidates.poll()) {
                if (stands(next)) merge(next);
            }
            List<String> left = new ArrayList<>();
            for (int i = 0; i < tokens.length; i = after[i]) left.add(tokens[i]);
            return left;
        }

        private boolean stands(Candidate pair) {
            int at = pair.at;
            return tokens[at].equals(pair.left) && after[at] < tokens.length && tokens[after[at]].equals(pair.right);
        }

        private void merge(Candidate pair) {
            int gone = after[pair.at];
            tokens[pair.at] = merges.get(pair.rank).token();
            tokens[gone] = GONE;
            after[pair.at] = after[gone];
            if (after[gone] < tokens.length) before[after[gone]] = pair.at;
            find(before[pair.at]);
            find(pair.at);
        }
    }
}

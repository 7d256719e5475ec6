package dev.unroll.engine.text;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Learns the merges of byte pair encoding. Each different piece of the text is kept once with its count, and after a merge only
 * the pieces that it touches are counted anew.
 */
final class BytePairTraining {
    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<int[]> pieces = new ArrayList<>();
    private final List<Integer> frequencies = new ArrayList<>();
    private final Map<Pair, Long> counts = new HashMap<>();

    // A piece may still stand here when its pair is gone; merging it once more then changes nothing.
    private final Map<Pair, Set<Integer>> places = new HashMap<>();

    /** Two ids that stand side by side. Among equally frequent pairs the one of older tokens is merged. */
    private record Pair(int left, int right) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return left != other.left ? Integer.compare(left, other.left) : Integer.compare(right, other.right);
        }
    }

    BytePairTraining(List<List<String>> text) {
        Set<String> characters = new TreeSet<>();
        Map<List<String>, Integer> different = new LinkedHashMap<>();
        for (List<String> piece : text) {
            characters.addAll(piece);
            different.merge(piece, 1, Integer::sum);
        }
        tokens = new ArrayList<>(characters);
        for (int i = 0; i < tokens.size(); i++) ids.put(tokens.get(i), i);
        different.forEach((piece, frequency) -> {
            pieces.add(piece.stream().mapToInt(ids::get).toArray());
            frequencies.add(frequency);
            count(pieces.size() - 1, frequency);
        });
    }

    BytePairTokenizer learn(int wanted) {
        List<Merge> merges = new ArrayList<>();
        while (merges.size() < wanted) {
            Pair best = mostFrequent();
            if (best == null || counts.get(best) < 2) break;
            Merge merge = new Merge(tokens.get(best.left), tokens.get(best.right), counts.get(best));
            merges.add(merge);
            int id = ids.computeIfAbsent(merge.token(), token -> {
                tokens.add(token);
                return tokens.size() - 1;
            });
            apply(best, id);
        }
        return new BytePairTokenizer(new Vocabulary(tokens), merges);
    }

    private @Nullable Pair mostFrequent() {
        Pair best = null;
        long most = 0;
        for (var entry : counts.entrySet()) {
            long count = entry.getValue();
            Pair pair = entry.getKey();
            if (best == null || count > most || count == most && pair.compareTo(best) < 0) {
                best = pair;
                most = count;
            }
        }
        return best;
    }

    private void apply(Pair pair, int id) {
        for (int place : places.remove(pair)) {
            count(place, -frequencies.get(place));
            pieces.set(place, merged(pieces.get(place), pair, id));
            count(place, frequencies.get(place));
        }
    }

    private static int[] merged(int[] piece, Pair pair, int id) {
        int[] merged = new int[piece.length];
        int length = 0;
        for (int i = 0; i < piece.length; i++) {
            boolean fits = i + 1 < piece.length && piece[i] == pair.left && piece[i + 1] == pair.right;
            merged[length++] = fits ? id : piece[i];
            if (fits) i++;
        }
        return Arrays.copyOf(merged, length);
    }

    /** Adds {@code times} the pairs of a piece to the counts, or takes them away if it is negative. */
    private void count(int place, int times) {
        int[] piece = pieces.get(place);
        for (int i = 1; i < piece.length; i++) {
            Pair pair = new Pair(piece[i - 1], piece[i]);
            if (counts.merge(pair, (long) times, Long::sum) == 0) counts.remove(pair);
            if (times > 0) places.computeIfAbsent(pair, p -> new HashSet<>()).add(place);
        }
    }
}

package dev.unroll.viz.draw;

import dev.unroll.engine.sampling.Choice;
import dev.unroll.engine.sampling.Filter;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Neighbours among the candidates of a choice, from a first to a last rank, which share a row where there is no room for one each.
 *
 * @param first the rank of the likeliest of them
 * @param last the rank of the unlikeliest
 */
record Ranks(int first, int last) {
    /** Those that a filter removed, or that are hardly ever drawn, are seen by a few of them. */
    private static final int REMOVED = 4;

    private static final double HARDLY_EVER = 5e-4;

    private static final int LEAST = 8;

    int count() {
        return last - first + 1;
    }

    boolean single() {
        return first == last;
    }

    /** At most so many rows that cover all candidates: the likeliest, the chosen one and those at the borders of the filters alone. */
    static List<Ranks> rows(Choice choice, int most) {
        SortedSet<Integer> marked = marked(choice);
        int count = choice.candidates().size();
        int wanted = Math.min(most, Math.max(LEAST, notable(choice) + REMOVED));
        if (count <= wanted) return rows(count, marked, count);
        for (int alone = wanted; alone > 1; alone--) {
            List<Ranks> rows = rows(count, marked, alone);
            if (rows.size() <= most) return rows;
        }
        return rows(count, new TreeSet<>(), Math.max(1, most - 1));
    }

    private static int notable(Choice choice) {
        return (int) choice.candidates().stream()
                .filter(candidate -> candidate.chance() >= HARDLY_EVER)
                .count();
    }

    private static SortedSet<Integer> marked(Choice choice) {
        SortedSet<Integer> marked = new TreeSet<>();
        marked.add(choice.rank(choice.chosen().id()));
        Filter before = null;
        for (int rank = 0; rank < choice.candidates().size(); rank++) {
            Filter filter = choice.candidates().get(rank).removedBy();
            if (filter != before) marked.add(rank);
            before = filter;
        }
        return marked;
    }

    /** Each of the first {@code alone} and of the marked ones by itself, the others together. */
    private static List<Ranks> rows(int count, SortedSet<Integer> marked, int alone) {
        List<Ranks> rows = new ArrayList<>();
        int next = 0;
        while (next < count) {
            int last = next;
            if (next >= alone && !marked.contains(next)) {
                SortedSet<Integer> later = marked.tailSet(next);
                last = later.isEmpty() ? count - 1 : later.first() - 1;
            }
            rows.add(new Ranks(next, last));
            next = last + 1;
        }
        return rows;
    }
}

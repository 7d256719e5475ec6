package dev.unroll.engine.trace;

import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Another order of the same tokens: whoever sees no positions gives each token the same vector wherever it stands (permutation
 * equivariance).
 *
 * @param order where each token that is read stood before, from 0
 */
public record Permutation(List<Integer> order) {
    private static final int WAYS = 10;
    private static final int MOST_TRIES = 100;

    /**
     * One of nine ways to shuffle, always the same for the same number.
     *
     * @param way from 1 to 9, or 0 for the order itself; where several tokens are shuffled, the order is another one
     */
    public static Permutation shuffled(int count, int way) {
        List<Integer> own = IntStream.range(0, count).boxed().toList();
        List<Integer> order = new ArrayList<>(own);
        for (int tries = 0; way > 0 && order.equals(own) && tries < MOST_TRIES; tries++)
            Collections.shuffle(order, new Random(way + (long) WAYS * tries));
        return new Permutation(List.copyOf(order));
    }

    /** The same things in this order. */
    public <T> List<T> of(List<T> things) {
        return order.stream().map(things::get).toList();
    }

    /**
     * By how much the vectors of the same tokens differ at most.
     *
     * @param before {@code [TIME, UNIT]}, the tokens in their own order
     * @param after the same with the tokens in this order
     */
    public double largestChange(Tensor before, Tensor after) {
        int units = before.shape().columns();
        double most = 0;
        for (int t = 0; t < order.size(); t++)
            for (int unit = 0; unit < units; unit++)
                most = Math.max(most, Math.abs(after.at(t * units + unit) - before.at(order.get(t) * units + unit)));
        return most;
    }
}

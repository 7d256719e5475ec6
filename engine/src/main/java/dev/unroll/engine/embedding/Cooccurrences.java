package dev.unroll.engine.embedding;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How often words stand near one another, each pair weighted with one over its distance (Pennington, Socher and Manning 2014, §4.2).
 *
 * @param rows one word of each pair
 * @param columns the other
 * @param counts how often, above 0
 */
public record Cooccurrences(int[] rows, int[] columns, float[] counts) {
    /** Counts the pairs of a text that are at most {@code radius} words apart, both ways round. */
    public static Cooccurrences count(int[] ids, int radius) {
        Map<Long, Double> sums = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            for (int distance = 1; distance <= radius && i - distance >= 0; distance++) {
                int other = ids[i - distance];
                sums.merge((long) ids[i] << 32 | other, 1.0 / distance, Double::sum);
                sums.merge((long) other << 32 | ids[i], 1.0 / distance, Double::sum);
            }
        }
        long[] keys = sums.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        Cooccurrences counted = new Cooccurrences(new int[keys.length], new int[keys.length], new float[keys.length]);
        for (int i = 0; i < keys.length; i++) {
            counted.rows[i] = (int) (keys[i] >> 32);
            counted.columns[i] = (int) keys[i];
            counted.counts[i] = sums.get(keys[i]).floatValue();
        }
        return counted;
    }

    /**
     * The counts among the first words alone, as a table to look at: {@code [TOKEN, KEY]}, 0 for pairs that never stand near one another.
     *
     * @param most how many words there are in it
     * @param radius how many words apart pairs are at most
     */
    public static Tensor table(int[] ids, int most, int radius) {
        Tensor table = Tensor.zeros(Shape.of(Axis.TOKEN, most, Axis.KEY, most));
        for (int i = 0; i < ids.length; i++)
            for (int distance = 1; distance <= radius && distance <= i; distance++) {
                int other = ids[i - distance];
                if (ids[i] >= most || other >= most) continue;
                table.write()[ids[i] * most + other] += 1f / distance;
                table.write()[other * most + ids[i]] += 1f / distance;
            }
        return table;
    }

    /** How many pairs there are. */
    public int size() {
        return counts.length;
    }

    /** Pairs for a training step, drawn by the seed and the step alone. */
    public Cooccurrences batch(long step, int batchSize, long seed) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
        int[] drawn = new int[batchSize];
        Arrays.setAll(drawn, _ -> random.nextInt(size()));
        Cooccurrences batch = new Cooccurrences(new int[batchSize], new int[batchSize], new float[batchSize]);
        for (int b = 0; b < batchSize; b++) {
            batch.rows[b] = rows[drawn[b]];
            batch.columns[b] = columns[drawn[b]];
            batch.counts[b] = counts[drawn[b]];
        }
        return batch;
    }
}

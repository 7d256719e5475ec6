package dev.unroll.engine.text;

import dev.unroll.engine.text.ContextIndex.Contexts;
import dev.unroll.engine.text.ContextIndex.Measured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ContextIndexTest {
    private static final int LONGEST = 4;

    private static int[] random(int length, int vocabulary, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, length).map(_ -> random.nextInt(vocabulary)).toArray();
    }

    /** Every context of the beginning of a text, counted one by one. */
    private static Map<List<Integer>, float[]> counted(int[] ids, int vocabulary, int length, int end) {
        Map<List<Integer>, float[]> rows = new LinkedHashMap<>();
        for (int t = length; t < end; t++) {
            List<Integer> context = Arrays.stream(ids, t - length, t).boxed().toList();
            rows.computeIfAbsent(context, _ -> new float[vocabulary])[ids[t]]++;
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 2", "60, 3", "300, 5"})
    void everyRowOfEveryBeginningIsThatOfCountingOneByOne(int length, int vocabulary) {
        int[] ids = random(length, vocabulary, length);
        ContextIndex index = new ContextIndex(ids, vocabulary, LONGEST);
        for (int context = 0; context <= LONGEST; context++) {
            Contexts all = index.contexts(context);
            for (int end = 0; end <= length; end += Math.max(1, length / 6)) {
                Map<List<Integer>, float[]> expected = counted(ids, vocabulary, context, end);
                assertThat(all.before(end)).as("contexts").isEqualTo(expected.size());
                int rank = 0;
                for (var row : expected.entrySet()) {
                    int[] here = row.getKey().stream().mapToInt(i -> i).toArray();
                    float[] counts = new float[vocabulary + 1];
                    index.count(here, end, counts, 1);
                    assertThat(Arrays.copyOfRange(counts, 1, counts.length)).isEqualTo(row.getValue());
                    // Rows stand in the order in which they first appear.
                    assertThat(index.context(all.firsts()[rank], context)).isEqualTo(here);
                    assertThat(index.first(here)).isEqualTo(all.firsts()[rank++]);
                }
            }
        }
    }

    @Test
    void aContextThatIsNotThereHasNoCounts() {
        ContextIndex index = new ContextIndex(new int[] {0, 1, 0, 1}, 3, LONGEST);
        float[] counts = new float[3];
        index.count(new int[] {2}, 4, counts, 0);
        index.count(new int[] {1, 1}, 4, counts, 0);
        assertThat(counts).containsOnly(0);
        assertThat(index.first(new int[] {2})).isEqualTo(-1);
    }

    @Test
    void bitsAreThoseOfTheDefinition() {
        int[] ids = random(500, 4, 9);
        ContextIndex index = new ContextIndex(ids, 4, LONGEST);
        int length = 2;
        double k = .5;
        Map<List<Integer>, int[]> rows = new HashMap<>();
        for (int t = 0; t < ids.length; t++)
            if (t % 10 != 9) rows.computeIfAbsent(context(ids, t, length), _ -> new int[4])[ids[t]]++;
        double[] bits = new double[2];
        int[] places = new int[2];
        int never = 0;
        for (int t = 0; t < ids.length; t++) {
            int out = t % 10 == 9 ? 1 : 0;
            int[] row = rows.getOrDefault(context(ids, t, length), new int[4]);
            int total = IntStream.of(row).sum();
            bits[out] -= Math.log((row[ids[t]] + k) / (total + 4 * k)) / Math.log(2);
            places[out]++;
            if (out == 1 && total == 0) never++;
        }
        Measured measured = Objects.requireNonNull(index.measure(length, k, t -> t % 10 == 9));
        assertThat(measured.learnt()).isCloseTo(bits[0] / places[0], within(1e-9));
        assertThat(measured.heldOut()).isCloseTo(bits[1] / places[1], within(1e-9));
        assertThat(measured.never()).isCloseTo((double) never / places[1], within(1e-9));
        assertThat(measured.contexts()).isEqualTo(rows.size());
        long once = rows.values().stream()
                .filter(row -> IntStream.of(row).sum() == 1)
                .count();
        assertThat(measured.once()).isCloseTo((double) once / rows.size(), within(1e-9));
    }

    private static List<Integer> context(int[] ids, int t, int length) {
        return Arrays.stream(ids, Math.max(0, t - length), t).boxed().toList();
    }

    @Test
    void measuringStopsWhereItsThreadIsInterrupted() {
        ContextIndex index = new ContextIndex(random(50, 3, 1), 3, LONGEST);
        Thread.currentThread().interrupt();
        assertThat(index.measure(1, 1, _ -> false)).isNull();
        assertThat(Thread.interrupted()).isTrue();
    }
}

package dev.unroll.engine.profile;

import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a pass consists of, and what of it must wait. */
class ProfilerTest {
    private static final int VOCABULARY = 10;
    private static final Profiler PROFILER = new Profiler();

    private static LanguageModel rnn() {
        return (LanguageModel) Models.create("rnn", Map.of("hidden", "16", "layers", "1", "vocabulary", "10"), 1);
    }

    private static LanguageModel gpt() {
        return (LanguageModel) Models.create(
                "gpt", Map.of("hidden", "16", "layers", "1", "heads", "2", "context", "64", "vocabulary", "10"), 1);
    }

    private static int[] text(int length) {
        return IntStream.range(0, length).map(i -> i * 7 % VOCABULARY).toArray();
    }

    /** There and back again: at least a product and a nonlinearity at each step, forward and backward, none of which can overlap. */
    @ParameterizedTest
    @ValueSource(ints = {5, 12, 40})
    void theChainOfAnRnnGrowsWithTheText(int length) {
        Profile profile = PROFILER.training(rnn(), text(length + 1), 2);
        assertThat(profile.positions()).isEqualTo(length);
        assertThat(profile.chain()).isGreaterThan(4 * length);
        for (int t = 0; t < length; t++) {
            int step = t;
            assertThat(profile.work())
                    .anyMatch(work -> work.step() == step && !work.backward() && work.onChain())
                    .anyMatch(work -> work.step() == step && work.backward());
        }
    }

    @Test
    void theChainOfAGptDoesNotGrowWithTheText() {
        Profile shorter = PROFILER.training(gpt(), text(6), 2);
        Profile longer = PROFILER.training(gpt(), text(61), 2);
        assertThat(longer.work()).allMatch(work -> work.step() == Work.ALL_POSITIONS);
        assertThat(longer.chain()).isBetween(shorter.chain() - 5, shorter.chain() + 5);
        assertThat(longer.flops()).isGreaterThan(9 * shorter.flops());
    }

    /** In order, without overlap, and nothing of the time is lost. */
    @Test
    void theTimeIsDividedAmongTheWork() {
        List<Work> work = PROFILER.training(gpt(), text(20), 1).work();
        assertThat(work.getFirst().start()).isZero();
        for (int i = 1; i < work.size(); i++)
            assertThat(work.get(i).start()).isEqualTo(work.get(i - 1).end());
        assertThat(work).allMatch(one -> one.seconds() > 0);
    }

    /** h W_hh, 2 · 16 · 16 at each step but the first one's zeros, which are multiplied as well; x W_xh is a look-up. */
    @Test
    void theArithmeticOfProductsIsCounted() {
        Profile profile = PROFILER.training(rnn(), text(9), 1);
        long recurrent = profile.work().stream()
                .filter(work ->
                        !work.backward() && work.step() == 3 && work.kernels().contains("matmul"))
                .mapToLong(Work::flops)
                .sum();
        assertThat(recurrent).isBetween(2L * 16 * 16, 2L * 16 * 16 + 4 * 16);
    }

    @Test
    void aGptThatWritesIsAChainAsWell() {
        for (LanguageModel model : List.of(rnn(), gpt())) {
            Profile profile = PROFILER.writing(model, text(10), 2);
            assertThat(profile.work()).extracting(Work::step).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(profile.chain()).isEqualTo(10);
            assertThat(profile.read(profile.forwardDone(4))).isEqualTo(5);
            assertThat(profile.read(profile.seconds())).isEqualTo(10);
        }
    }
}

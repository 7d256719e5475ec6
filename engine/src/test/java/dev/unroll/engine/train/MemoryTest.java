package dev.unroll.engine.train;

import com.sun.management.ThreadMXBean;
import dev.unroll.engine.backend.SimdBackend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack.Cell;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Training for hours must not need more memory than training for a minute. */
class MemoryTest {
    private static final int[][] TEXTS = {{0, 1, 2, 3, 4, 3, 2}, {4, 2, 0, 1, 3, 1, 1}};

    enum Small {
        LSTM {
            @Override
            LanguageModel model() {
                return new RnnModel(Cell.LSTM, 5, 8, 1, 1);
            }
        },
        GPT {
            @Override
            LanguageModel model() {
                return new GptModel(GptModel.Configuration.of(5, 6, 8, 1, 2), 1);
            }
        };

        abstract LanguageModel model();
    }

    @ParameterizedTest
    @EnumSource(Small.class)
    void tenThousandStepsNeedNoMoreMemoryThanOneThousand(Small small) {
        LanguageModel model = small.model();
        Training training = new Training(
                model,
                Optimizer.Kind.ADAM.create(),
                (tape, step) -> model.loss(tape, TEXTS),
                new SimdBackend(1)); // one thread, so that its allocations are all there are
        TrainingSettings settings = new TrainingSettings(1e-3, 1);
        steps(training, settings, 1000);
        long early = allocated(training, settings);
        long heapEarly = heap();
        steps(training, settings, 8000);
        long late = allocated(training, settings);
        long heapLate = heap();
        assertThat(training.step()).isEqualTo(10_000);
        assertThat(late).as("bytes allocated in 500 steps").isLessThanOrEqualTo(early + early / 20);
        assertThat(heapLate - heapEarly).as("growth of the heap, bytes").isLessThan(1 << 20);
    }

    private static void steps(Training training, TrainingSettings settings, int count) {
        for (int i = 0; i < count; i++) training.step(settings);
    }

    private static long allocated(Training training, TrainingSettings settings) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        steps(training, settings, 500);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

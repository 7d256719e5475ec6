package dev.unroll.engine.backend;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A part that is lost or done twice leaves the caller waiting, so each test has its time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void doesEachPartOnceAndReturnsWhenAllAreDone(int threads) {
        Workers workers = new Workers(threads);
        for (int parts = 0; parts < 300; parts++) {
            int[] times = new int[parts];
            workers.run(parts, part -> times[part]++);
            assertThat(times).containsOnly(parts == 0 ? new int[0] : new int[] {1});
        }
    }

    @Test
    void wakesThreadsThatHaveGoneToSleep() throws InterruptedException {
        Workers workers = new Workers(2);
        for (int i = 0; i < 5; i++) {
            Thread.sleep(60);
            // Each part waits for the other, so it takes two threads.
            AtomicIntegerArray begun = new AtomicIntegerArray(2);
            workers.run(2, part -> {
                begun.set(part, 1);
                while (begun.get(1 - part) == 0) Thread.onSpinWait();
            });
        }
    }

    @Test
    void servesCallersAtTheSameTime() {
        Workers workers = new Workers(2);
        CompletableFuture<?>[] callers = new CompletableFuture<?>[3];
        for (int c = 0; c < callers.length; c++) {
            callers[c] = CompletableFuture.runAsync(() -> {
                int[] times = new int[7];
                for (int i = 0; i < 5_000; i++) workers.run(7, part -> times[part]++);
                assertThat(Arrays.stream(times).distinct()).containsExactly(5_000);
            });
        }
        CompletableFuture.allOf(callers).join();
    }

    @Test
    void runsATaskOfATask() {
        Workers workers = new Workers(2);
        int[] times = new int[64];
        workers.run(8, outer -> workers.run(8, inner -> times[8 * outer + inner]++));
        assertThat(times).containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9})
    void throwsWhatAPartThrewAndGoesOn(int failing) {
        Workers workers = new Workers(2);
        int[] times = new int[10];
        assertThatThrownBy(() -> workers.run(10, part -> {
                    times[part]++;
                    if (part == failing) throw new IllegalStateException("part " + part);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("part " + failing);
        assertThat(times).as("the other parts are done all the same").containsOnly(1);
        workers.run(10, part -> times[part]++);
        assertThat(times).containsOnly(2);
    }
}

package dev.unroll.engine.backend;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A few threads that are kept, since a kernel is over in microseconds. A task is cut into parts that write to different places,
 * so the result does not depend on who computes which. The caller takes part. Each thread begins with a range of its own: what it wrote in
 * one kernel, such as the same rows, is then still in its core's cache in the next; whoever is done helps the others.
 */
final class Workers {
    private static final int SPINS = 20_000;

    private final Thread[] threads;
    private volatile Job job = new Job(0, 1, part -> {});

    /** One task with its own counters, so that a thread that comes late to it finds nothing left and does no harm. */
    private static final class Job {
        final int parts;
        final IntConsumer task;
        final AtomicInteger[] next;
        final AtomicInteger left;
        volatile @Nullable Throwable failure;

        Job(int parts, int threads, IntConsumer task) {
            this.parts = parts;
            this.task = task;
            this.left = new AtomicInteger(parts);
            this.next = new AtomicInteger[threads];
            for (int t = 0; t < threads; t++) next[t] = new AtomicInteger(first(t));
        }

        /** Where the range of a thread begins, and that of the one before ends. */
        private int first(int thread) {
            return (int) ((long) parts * thread / next.length);
        }

        void take(int thread) {
            for (int i = 0; i < next.length; i++) range((thread + i) % next.length);
        }

        private void range(int thread) {
            int end = first(thread + 1);
            for (int part = next[thread].getAndIncrement(); part < end; part = next[thread].getAndIncrement()) {
                try {
                    task.accept(part);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    left.decrementAndGet();
                }
            }
        }
    }

    /** @param count how many threads compute, the caller's among them */
    Workers(int count) {
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            int thread = i + 1; // the caller is 0
            threads[i] = Thread.ofPlatform().name("kernel-" + thread).daemon().start(() -> serve(thread));
        }
    }

    /** How many threads compute. */
    int count() {
        return threads.length + 1;
    }

    /** Does a stretch of a task: from {@code from} on, up to but without {@code to}. */
    interface Stretch {
        void accept(int from, int to);
    }

    /** Cuts 0 … {@code length} into stretches of {@code size}, whatever the number of threads. */
    void stretches(int length, int size, Stretch task) {
        if (length <= size) {
            if (length > 0) task.accept(0, length);
        } else {
            run((length + size - 1) / size, part -> task.accept(part * size, Math.min(length, (part + 1) * size)));
        }
    }

    /** Runs parts 0 to {@code parts − 1} and returns when all are done. */
    void run(int parts, IntConsumer task) {
        if (threads.length == 0 || parts <= 1) {
            for (int part = 0; part < parts; part++) task.accept(part);
            return;
        }
        Job mine = new Job(parts, count(), task);
        job = mine;
        for (Thread thread : threads) LockSupport.unpark(thread);
        mine.take(0);
        for (int spin = 0; mine.left.get() > 0; spin++) pause(spin);
        switch (mine.failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    /** Waits a moment, and now and then lets go of the core, which on a busy machine may be the one that the other thread needs. */
    private static void pause(int spin) {
        if (spin % 64 == 63) Thread.yield();
        else Thread.onSpinWait();
    }

    private void serve(int thread) {
        Job seen = job;
        while (true) {
            for (int spin = 0; job == seen && spin < SPINS; spin++) pause(spin);
            while (job == seen) LockSupport.park(this);
            seen = job;
            seen.take(thread);
        }
    }
}

package dev.unroll.engine.backend;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A few threads that are kept, since a kernel is over in microseconds. A task is cut into parts that write to different places,
 * so the result does not depend on who computes which. The caller takes part. Each thread begins with a range of its own: what it wrote in
 * one kernel, such as the same rows, is then still in its core's cache in the next; whoever is done helps the others. A second caller
 * meanwhile, or a task of a task, computes alone.
 */
final class Workers {
    private static final int SPINS = 20_000;

    /** From a thread's number to the next thread's, so that no two lie in a line of the cache, for which cores would wait in turn. */
    private static final int LINE = 16;

    private final Thread[] threads;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** The next part of each thread's range, and above 32 bits the job that it is of: a thread that comes late takes none of another. */
    private final AtomicLongArray next;

    /** How many parts each thread has done, of all jobs; none is written by two threads. */
    private final AtomicLongArray done;

    private final AtomicLongArray asleep;
    private long ordered;
    private volatile @Nullable Throwable failure;

    /** Set without waiting for other cores to notice. A thread that falls asleep just then misses a job: the caller does it all. */
    private final AtomicReference<Job> job = new AtomicReference<>(new Job(0, 0, part -> {}));

    private final @Nullable PartWatch watch;

    private record Job(int number, int parts, IntConsumer task) {}

    /** @param count how many threads compute, the caller's among them */
    Workers(int count) {
        this(count, null);
    }

    /** @param watch told of every part that is handed out */
    Workers(int count, @Nullable PartWatch watch) {
        this.watch = watch;
        threads = new Thread[count - 1];
        next = new AtomicLongArray((count + 1) * LINE);
        done = new AtomicLongArray((count + 1) * LINE);
        asleep = new AtomicLongArray((count + 1) * LINE);
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
        if (threads.length == 0 || parts <= 1 || !taken.compareAndSet(false, true)) {
            for (int part = 0; part < parts; part++) task.accept(part);
            return;
        }
        Throwable thrown;
        try {
            Job mine = new Job(job.getPlain().number + 1, parts, task);
            next.setOpaque(at(0), word(mine, 1)); // the first part is the caller's
            for (int t = 1; t < count(); t++) next.setOpaque(at(t), word(mine, first(mine, t)));
            if (failure != null) failure = null;
            ordered += parts;
            job.setRelease(mine);
            for (int t = 1; t < count(); t++) if (asleep.get(at(t)) != 0) LockSupport.unpark(threads[t - 1]);
            compute(mine, 0, 0);
            take(mine, 0);
            for (int spin = 0; finished() < ordered; spin++) pause(spin);
            thrown = failure;
        } finally {
            taken.setRelease(false);
        }
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    private static int at(int thread) {
        return (thread + 1) * LINE;
    }

    private static long word(Job job, int part) {
        return (long) job.number << 32 | part;
    }

    /** Where the range of a thread begins, and that of the one before ends; the caller's is never empty. */
    private int first(Job job, int thread) {
        return (int) (((long) job.parts * thread + threads.length) / count());
    }

    private long finished() {
        long sum = 0;
        for (int t = 0; t < count(); t++) sum += done.getAcquire(at(t));
        return sum;
    }

    /** Does parts as long as there are any, of the thread's own range first. */
    private void take(Job job, int thread) {
        for (int i = 0; i < count(); i++) range(job, (thread + i) % count(), thread);
    }

    private void range(Job job, int range, int thread) {
        int end = first(job, range + 1);
        while (true) {
            long word = next.get(at(range));
            int part = (int) word;
            if ((int) (word >> 32) != job.number || part >= end) return;
            if (!next.compareAndSet(at(range), word, word + 1)) continue;
            compute(job, part, thread);
        }
    }

    private void compute(Job job, int part, int thread) {
        PartWatch told = watch;
        long start = told == null ? 0 : System.nanoTime();
        try {
            job.task.accept(part);
            if (told != null) told.done(thread, start, System.nanoTime());
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            done.setRelease(at(thread), done.getPlain(at(thread)) + 1);
        }
    }

    /** Waits a moment, and now and then lets go of the core, which on a busy machine may be the one that the other thread needs. */
    private static void pause(int spin) {
        if (spin % 64 == 63) Thread.yield();
        else Thread.onSpinWait();
    }

    private void serve(int thread) {
        Job seen = job.getAcquire();
        while (true) {
            for (int spin = 0; job.getAcquire() == seen && spin < SPINS; spin++) pause(spin);
            if (job.getAcquire() == seen) sleep(seen, thread);
            seen = job.getAcquire();
            take(seen, thread);
        }
    }

    /** Says first that it sleeps and looks then whether there is something new. */
    private void sleep(Job seen, int thread) {
        asleep.set(at(thread), 1);
        while (job.getAcquire() == seen) LockSupport.park(this);
        asleep.set(at(thread), 0);
    }
}

package dev.unroll.engine.backend;

/** Is told which thread has computed when. Called by several threads at once. */
@FunctionalInterface
public interface PartWatch {
    /**
     * A part of a kernel that was cut into parts is done.
     *
     * @param thread its number; 0 is the one that called the kernel
     * @param start when it began, as {@link System#nanoTime} counts
     * @param end when it was done, as {@link System#nanoTime} counts
     */
    void done(int thread, long start, long end);
}

package dev.unroll.app.bench;

import java.lang.management.ManagementFactory;

/** As long as Java's compiler works, it is not the program that is measured. */
final class CompilerWatch {
    private static final long SECOND = 1_000_000_000;
    private static final int LEAST = 3;
    private static final int MOST = 60;

    /** Of a second. */
    private static final double RESTING = .1;

    private final long start;
    private long at;
    private long millis;

    CompilerWatch(long now) {
        start = now;
        at = now;
        millis = compiling();
    }

    private static long compiling() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    /** Whether it compiled for less than a tenth of the last second, or goes on for a minute. */
    boolean rests(long now) {
        if (now - at < SECOND) return false;
        long before = millis;
        millis = compiling();
        double share = (millis - before) * 1e6 / (now - at);
        at = now;
        return now - start > LEAST * SECOND && share < RESTING || now - start > MOST * SECOND;
    }
}

package dev.unroll.engine.train;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The reports of a run that grows. What has been handed out as {@link Reports} is never written to again: numbers are added behind it, and
 * where some are forgotten, those that come in their place go into arrays of their own.
 */
final class ReportLog {
    /** Steps whose numbers lie in one array. */
    static final int CHUNK = 4096;

    /** The numbers of some steps. */
    static final class Chunk {
        final double[] losses = new double[CHUNK];
        final double[] gradientNorms = new double[CHUNK];
        final float[] seconds = new float[CHUNK];
        final @Nullable TrainingSettings[] settings = new TrainingSettings[CHUNK];

        /** The first {@code count} steps of this one, in arrays of their own. */
        private Chunk first(int count) {
            Chunk copy = new Chunk();
            System.arraycopy(losses, 0, copy.losses, 0, count);
            System.arraycopy(gradientNorms, 0, copy.gradientNorms, 0, count);
            System.arraycopy(seconds, 0, copy.seconds, 0, count);
            System.arraycopy(settings, 0, copy.settings, 0, count);
            return copy;
        }
    }

    private final long firstStep;
    private Chunk[] chunks = {};
    private int size;

    ReportLog(long firstStep) {
        this.firstStep = firstStep;
    }

    int size() {
        return size;
    }

    /** All so far. */
    Reports all() {
        return new Reports(firstStep, chunks, size);
    }

    void add(StepReport report) {
        if (size == chunks.length * CHUNK) {
            chunks = Arrays.copyOf(chunks, chunks.length + 1);
            chunks[chunks.length - 1] = new Chunk();
        }
        Chunk chunk = chunks[size / CHUNK];
        int at = size % CHUNK;
        chunk.losses[at] = report.loss();
        chunk.gradientNorms[at] = report.gradientNorm();
        chunk.seconds[at] = (float) report.seconds();
        chunk.settings[at] = report.settings();
        size++;
    }

    /** Forgets all but the first {@code count}. */
    void keepFirst(int count) {
        if (count == size) return;
        chunks = Arrays.copyOf(chunks, Math.ceilDiv(count, CHUNK));
        if (count % CHUNK != 0) chunks[chunks.length - 1] = chunks[chunks.length - 1].first(count % CHUNK);
        size = count;
    }
}

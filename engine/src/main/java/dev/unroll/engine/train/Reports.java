package dev.unroll.engine.train;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The reports of a run's steps up to where it had come, one after the other. It never changes, and takes no time to make, since it shares
 * its numbers with the run, which goes on behind them. A step takes 24 bytes.
 */
public final class Reports extends AbstractList<StepReport> implements RandomAccess {
    private final long firstStep;
    private final ReportLog.Chunk[] chunks;
    private final int size;

    Reports(long firstStep, ReportLog.Chunk[] chunks, int size) {
        this.firstStep = firstStep;
        this.chunks = chunks;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    /** As {@code get(index).loss()}, for whoever draws many. */
    public double loss(int index) {
        return chunk(index).losses[index % ReportLog.CHUNK];
    }

    /** As {@code get(index).gradientNorm()}. */
    public double gradientNorm(int index) {
        return chunk(index).gradientNorms[index % ReportLog.CHUNK];
    }

    @Override
    public StepReport get(int index) {
        ReportLog.Chunk chunk = chunk(index);
        int at = index % ReportLog.CHUNK;
        return new StepReport(
                firstStep + index,
                chunk.losses[at],
                chunk.gradientNorms[at],
                Objects.requireNonNull(chunk.settings[at]),
                chunk.seconds[at]);
    }

    private ReportLog.Chunk chunk(int index) {
        return chunks[Objects.checkIndex(index, size) / ReportLog.CHUNK];
    }
}

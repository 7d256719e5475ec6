package dev.unroll.engine.nn;

import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.HEAD;
import static dev.unroll.engine.tensor.Axis.KEY;
import static dev.unroll.engine.tensor.Axis.UNIT;

/** The keys and values of the positions that one attention layer has read, so that a new position needs no second look at them. */
public final class KeyValueCache {
    private final Tensor keys;
    private final Tensor values;
    private int length;

    /** An empty cache for one sequence of at most {@code capacity} positions. */
    public KeyValueCache(Backend backend, int heads, int capacity, int channels) {
        Shape shape = Shape.of(BATCH, 1, HEAD, heads, KEY, capacity, UNIT, channels);
        keys = backend.allocate(shape);
        values = backend.allocate(shape);
    }

    /**
     * Adds new positions after those that are there.
     *
     * @param k {@code [BATCH 1, HEAD, KEY, UNIT]}
     * @param v {@code [BATCH 1, HEAD, KEY, UNIT]}
     * @return what the new positions see: those before them and themselves
     * @throws IllegalArgumentException if there is no room
     */
    AttentionMask append(Tensor k, Tensor v) {
        int added = k.shape().size(2);
        int capacity = keys.shape().size(2);
        if (length + added > capacity)
            throw new IllegalArgumentException("a cache of " + capacity + " positions has no room for " + added
                    + " more than the " + length + " in it");
        int before = length;
        copy(k, keys, before);
        copy(v, values, before);
        length += added;
        return new AttentionMask(true, before, null);
    }

    private static void copy(Tensor from, Tensor to, int position) {
        int heads = from.shape().size(1);
        int channels = from.shape().columns();
        int block = from.shape().size(2) * channels;
        int stride = to.shape().size(2) * channels;
        for (int head = 0; head < heads; head++) {
            System.arraycopy(
                    from.read(),
                    from.offset() + head * block,
                    to.write(),
                    to.offset() + head * stride + position * channels,
                    block);
        }
    }

    /** How many positions have been read. */
    public int length() {
        return length;
    }

    /** Forgets all positions. */
    public void clear() {
        length = 0;
    }

    /** {@code [BATCH 1, HEAD, KEY, UNIT]}, of which only the first {@link #length} keys mean something. */
    Tensor keys() {
        return keys;
    }

    /** {@code [BATCH 1, HEAD, KEY, UNIT]}, likewise. */
    Tensor values() {
        return values;
    }
}

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
    /** Room for so many positions is made at first, if the sequence may be as long. */
    private static final int FIRST = 64;

    private final Backend backend;
    private final int capacity;
    private Tensor keys;
    private Tensor values;
    private int length;

    /** An empty cache for one sequence of at most {@code capacity} positions; its memory grows with what is read. */
    public KeyValueCache(Backend backend, int heads, int capacity, int channels) {
        this.backend = backend;
        this.capacity = capacity;
        Shape shape = Shape.of(BATCH, 1, HEAD, heads, KEY, Math.min(FIRST, capacity), UNIT, channels);
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
        if (length + added > capacity)
            throw new IllegalArgumentException("a cache of " + capacity + " positions has no room for " + added
                    + " more than the " + length + " in it");
        grow(length + added);
        int before = length;
        copy(k, keys, before);
        copy(v, values, before);
        length += added;
        return new AttentionMask(true, before, null);
    }

    /** Makes room for so many positions: twice what there was, or more where that is not enough. */
    private void grow(int needed) {
        int room = keys.shape().size(2);
        if (needed <= room) return;
        int more = Math.min(capacity, Math.max(needed, 2 * room));
        keys = grown(keys, more);
        values = grown(values, more);
    }

    private Tensor grown(Tensor old, int room) {
        Shape shape = old.shape();
        Tensor larger = backend.allocate(Shape.of(BATCH, 1, HEAD, shape.size(1), KEY, room, UNIT, shape.columns()));
        copy(old, larger, 0);
        return larger;
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

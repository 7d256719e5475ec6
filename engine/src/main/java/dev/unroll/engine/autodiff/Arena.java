package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The buffers of a tape. A training step asks for the same sizes in the same order as the step before, so the n-th request is
 * met by the n-th buffer of the last round and a steady run allocates nothing.
 */
final class Arena {
    private final Backend backend;
    private final List<Tensor> buffers = new ArrayList<>();
    private final Map<Integer, ArrayDeque<Tensor>> free = new HashMap<>();
    private int next;
    private @Nullable List<Tensor> part;

    Arena(Backend backend) {
        this.backend = backend;
    }

    /** A tensor with undefined contents. */
    Tensor take(Shape shape) {
        List<Tensor> taken = part;
        if (taken == null) return takeToKeep(shape);
        Tensor buffer = takeAgain(shape);
        taken.add(buffer);
        return buffer;
    }

    /** As {@link #take}, but what is taken in a part outlasts it. */
    Tensor takeToKeep(Shape shape) {
        if (next == buffers.size()) buffers.add(backend.allocate(shape));
        else if (buffers.get(next).length() != shape.length()) buffers.set(next, backend.allocate(shape));
        Tensor buffer = buffers.get(next++);
        return buffer.shape().equals(shape) ? buffer : buffer.reshape(shape);
    }

    /** As {@link #take}, but the buffer that was last {@linkplain #release released}, if there is one: it is still in the cache. */
    Tensor takeAgain(Shape shape) {
        ArrayDeque<Tensor> released = free.get(shape.length());
        if (released == null || released.isEmpty()) return takeToKeep(shape);
        Tensor buffer = released.pop();
        return buffer.shape().equals(shape) ? buffer : buffer.reshape(shape);
    }

    /** Whoever took this buffer needs it no more. */
    void release(Tensor buffer) {
        free.computeIfAbsent(buffer.length(), length -> new ArrayDeque<>()).push(buffer);
    }

    /** From now on all buffers that are taken are noted, until {@link #endPart}. */
    void beginPart() {
        part = new ArrayList<>();
    }

    /** Takes the buffers back that were taken since {@link #beginPart}, but for the one that holds {@code kept}, if any does. */
    void endPart(@Nullable Tensor kept) {
        List<Tensor> taken = part;
        part = null;
        if (taken == null) throw new IllegalStateException("no part has begun");
        for (Tensor buffer : taken) if (kept == null || buffer.read() != kept.read()) release(buffer);
    }

    /** Takes all buffers back. What was taken before must not be used any more. */
    void rewind() {
        buffers.subList(next, buffers.size()).clear();
        next = 0;
        free.values().forEach(ArrayDeque::clear);
    }
}

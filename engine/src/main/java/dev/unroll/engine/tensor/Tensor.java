package dev.unroll.engine.tensor;

import java.util.Arrays;

/**
 * A dense, row-major array of float32 with named axes: a {@link Shape} over a window of a {@link Storage}. Slices along the
 * first axis and reshapes share the storage. The shape never changes; the numbers may, through {@link #write} or a backend.
 */
public final class Tensor {
    private final Shape shape;
    private final Storage storage;
    private final int offset;

    /**
     * A tensor over {@code storage} from {@code offset} on.
     *
     * @throws IllegalArgumentException if the storage is too short
     */
    public Tensor(Shape shape, Storage storage, int offset) {
        if (offset < 0 || offset > storage.length() - shape.length()) {
            throw new IllegalArgumentException(
                    shape + " at " + offset + " does not fit a storage of " + storage.length());
        }
        this.shape = shape;
        this.storage = storage;
        this.offset = offset;
    }

    /** A tensor of zeros on the host. */
    public static Tensor zeros(Shape shape) {
        return new Tensor(shape, Storage.of(new float[shape.length()]), 0);
    }

    /**
     * A tensor over the given numbers in row-major order; the array is used, not copied.
     *
     * @throws IllegalArgumentException if their number is not that of the shape
     */
    public static Tensor of(Shape shape, float... values) {
        if (values.length != shape.length()) {
            throw new IllegalArgumentException(values.length + " numbers for a tensor of " + shape);
        }
        return new Tensor(shape, Storage.of(values), 0);
    }

    /** A single number. */
    public static Tensor scalar(float value) {
        return of(Shape.scalar(), value);
    }

    /** The axes and their sizes. */
    public Shape shape() {
        return shape;
    }

    /** How many numbers there are. */
    public int length() {
        return shape.length();
    }

    /** Where the numbers live, together with those of every tensor that shares them. */
    public Storage storage() {
        return storage;
    }

    /** Where this tensor begins in its storage, and so in {@link #read} and {@link #write}. */
    public int offset() {
        return offset;
    }

    /** The storage's numbers on the host, to be read; this tensor's begin at {@link #offset}. */
    public float[] read() {
        return storage.read();
    }

    /** The storage's numbers on the host, to be written; this tensor's begin at {@link #offset}. */
    public float[] write() {
        return storage.write();
    }

    /** The number at {@code flat} in row-major order. */
    public float at(int flat) {
        if (flat < 0 || flat >= length())
            throw new IndexOutOfBoundsException("element " + flat + " is outside " + shape);
        return storage.read()[offset + flat];
    }

    /** The number at an index for each axis. */
    public float get(int... index) {
        return storage.read()[offset + shape.flatten(index)];
    }

    /** The only number of a tensor of length 1. */
    public float item() {
        if (length() != 1) throw new IllegalStateException(shape + " is not a single number");
        return at(0);
    }

    /** A copy of the numbers in row-major order. */
    public float[] toArray() {
        return Arrays.copyOfRange(storage.read(), offset, offset + length());
    }

    /** A copy on the host that shares nothing with this tensor. */
    public Tensor copy() {
        return of(shape, toArray());
    }

    /**
     * Takes over the numbers of another tensor of the same length.
     *
     * @throws IllegalArgumentException if the lengths differ
     */
    public void copyFrom(Tensor other) {
        if (other.length() != length()) throw new IllegalArgumentException(other.shape + " does not fit " + shape);
        System.arraycopy(other.read(), other.offset, write(), offset, length());
    }

    /** Sets every number to {@code value}. */
    public void fill(float value) {
        Arrays.fill(write(), offset, offset + length(), value);
    }

    /** The tensor at {@code index} along the first axis; it shares this one's numbers. */
    public Tensor slice(int index) {
        Shape rest = shape.drop(0);
        if (index < 0 || index >= shape.size(0)) throw new IndexOutOfBoundsException(index + " is outside " + shape);
        return new Tensor(rest, storage, offset + index * rest.length());
    }

    /** The tensors at the indices from {@code from} on, up to but without {@code to}, along the first axis; they share this one's numbers. */
    public Tensor range(int from, int to) {
        if (from < 0 || to < from || to > shape.size(0))
            throw new IndexOutOfBoundsException(from + " to " + to + " is outside " + shape);
        Shape rest = shape.drop(0);
        return new Tensor(rest.prepend(shape.axis(0), to - from), storage, offset + from * rest.length());
    }

    /** The same numbers under another shape of the same length. */
    public Tensor reshape(Shape other) {
        if (other.length() != length()) throw new IllegalArgumentException(shape + " cannot be seen as " + other);
        return new Tensor(other, storage, offset);
    }

    /** Where, counted in row-major order, the largest number stands; of equals the first. */
    public int argmax() {
        int best = 0;
        for (int i = 1; i < length(); i++) if (at(i) > at(best)) best = i;
        return best;
    }

    /** As {@link #argmax}, of the numbers without their signs. */
    public int argmaxOfAbs() {
        int best = 0;
        for (int i = 1; i < length(); i++) if (Math.abs(at(i)) > Math.abs(at(best))) best = i;
        return best;
    }

    @Override
    public String toString() {
        return "Tensor " + shape;
    }
}

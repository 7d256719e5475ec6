package dev.unroll.engine.tensor;

import dev.unroll.engine.message.RefusedException;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * The axes of a tensor, outermost first, each with its name and size. Storage is row-major: the last axis is contiguous.
 * A shape with no axes is that of a scalar.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new Axis[0], new int[0]);

    private final Axis[] axes;
    private final int[] sizes;
    private final int length;
    private @Nullable Shape withoutFirst;

    private Shape(Axis[] axes, int[] sizes) {
        long count = 1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 0)
                throw new IllegalArgumentException("The axis " + axes[i] + " cannot have the size " + sizes[i] + ".");
            count *= sizes[i];
            if (count > Integer.MAX_VALUE)
                throw new RefusedException("tensor.tooLarge", describe(axes, sizes), Integer.MAX_VALUE);
        }
        this.axes = axes;
        this.sizes = sizes;
        this.length = (int) count;
    }

    /** The shape of a single number. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** A vector. */
    public static Shape of(Axis axis, int size) {
        return new Shape(new Axis[] {axis}, new int[] {size});
    }

    /** A matrix, rows first. */
    public static Shape of(Axis a, int sizeA, Axis b, int sizeB) {
        return new Shape(new Axis[] {a, b}, new int[] {sizeA, sizeB});
    }

    /** Three axes, outermost first. */
    public static Shape of(Axis a, int sizeA, Axis b, int sizeB, Axis c, int sizeC) {
        return new Shape(new Axis[] {a, b, c}, new int[] {sizeA, sizeB, sizeC});
    }

    /** Four axes, outermost first. */
    public static Shape of(Axis a, int sizeA, Axis b, int sizeB, Axis c, int sizeC, Axis d, int sizeD) {
        return new Shape(new Axis[] {a, b, c, d}, new int[] {sizeA, sizeB, sizeC, sizeD});
    }

    /**
     * Any number of axes, outermost first.
     *
     * @throws IllegalArgumentException if there are not as many sizes as axes, or a size is negative
     */
    public static Shape of(List<Axis> axes, int... sizes) {
        if (axes.size() != sizes.length) {
            throw new IllegalArgumentException(axes.size() + " axes but " + sizes.length + " sizes");
        }
        return axes.isEmpty() ? SCALAR : new Shape(axes.toArray(Axis[]::new), sizes.clone());
    }

    /** How many axes there are. */
    public int rank() {
        return sizes.length;
    }

    /** How many numbers a tensor of this shape holds; 1 for a scalar. */
    public int length() {
        return length;
    }

    /** The size of axis {@code i}; negative numbers count from the end, so {@code -1} is the last axis. */
    public int size(int i) {
        return sizes[i < 0 ? sizes.length + i : i];
    }

    /**
     * The size of the named axis.
     *
     * @throws IllegalArgumentException if there is no such axis
     */
    public int size(Axis axis) {
        int i = indexOf(axis);
        if (i < 0) throw new IllegalArgumentException(this + " has no axis " + axis);
        return sizes[i];
    }

    /** The name of axis {@code i}; negative numbers count from the end. */
    public Axis axis(int i) {
        return axes[i < 0 ? axes.length + i : i];
    }

    /** The position of the named axis, or −1. */
    public int indexOf(Axis axis) {
        return Arrays.asList(axes).indexOf(axis);
    }

    /** The axes, outermost first. */
    public List<Axis> axes() {
        return List.of(axes);
    }

    /** The sizes, outermost first; a copy. */
    public int[] sizes() {
        return sizes.clone();
    }

    /** The size of the last axis: how wide a tensor is when it is looked at as a matrix. 1 for a scalar. */
    public int columns() {
        return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
    }

    /** The product of all sizes but the last: how many rows a tensor has when it is looked at as a matrix. */
    public int rows() {
        int rows = 1;
        for (int i = 0; i < sizes.length - 1; i++) rows *= sizes[i];
        return rows;
    }

    /** This shape with another last axis. */
    public Shape withLast(Axis axis, int size) {
        if (axis(-1) == axis && size(-1) == size) return this;
        Axis[] newAxes = axes.clone();
        int[] newSizes = sizes.clone();
        newAxes[axes.length - 1] = axis;
        newSizes[axes.length - 1] = size;
        return new Shape(newAxes, newSizes);
    }

    /** This shape with one more axis before all others. */
    public Shape prepend(Axis axis, int size) {
        Axis[] newAxes = new Axis[axes.length + 1];
        int[] newSizes = new int[axes.length + 1];
        newAxes[0] = axis;
        newSizes[0] = size;
        System.arraycopy(axes, 0, newAxes, 1, axes.length);
        System.arraycopy(sizes, 0, newSizes, 1, axes.length);
        return new Shape(newAxes, newSizes);
    }

    /** This shape with one more axis after all others. */
    public Shape append(Axis axis, int size) {
        return prepend(axis, size).rotateFirstToLast();
    }

    private Shape rotateFirstToLast() {
        Axis[] newAxes = new Axis[axes.length];
        int[] newSizes = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            newAxes[i] = axes[(i + 1) % axes.length];
            newSizes[i] = sizes[(i + 1) % axes.length];
        }
        return new Shape(newAxes, newSizes);
    }

    /** This shape without axis {@code i}. */
    public Shape drop(int i) {
        if (i != 0) return without(i);
        Shape known = withoutFirst; // what a slice has: all of a tensor's share it
        if (known == null) withoutFirst = known = without(0);
        return known;
    }

    private Shape without(int i) {
        Axis[] newAxes = new Axis[axes.length - 1];
        int[] newSizes = new int[axes.length - 1];
        for (int from = 0, to = 0; from < axes.length; from++) {
            if (from == i) continue;
            newAxes[to] = axes[from];
            newSizes[to++] = sizes[from];
        }
        return new Shape(newAxes, newSizes);
    }

    /**
     * Where the element at {@code index} lies in row-major order.
     *
     * @throws IndexOutOfBoundsException if an index is outside its axis or there are too few or too many of them
     */
    public int flatten(int... index) {
        if (index.length != sizes.length) {
            throw new IndexOutOfBoundsException(index.length + " indices into " + this);
        }
        int flat = 0;
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= sizes[i]) {
                throw new IndexOutOfBoundsException("index " + Arrays.toString(index) + " is outside " + this);
            }
            flat = flat * sizes[i] + index[i];
        }
        return flat;
    }

    /** The inverse of {@link #flatten}. */
    public int[] unflatten(int flat) {
        if (flat < 0 || flat >= length) throw new IndexOutOfBoundsException("element " + flat + " is outside " + this);
        int[] index = new int[sizes.length];
        for (int i = sizes.length - 1, rest = flat; i >= 0; rest /= sizes[i], i--) index[i] = rest % sizes[i];
        return index;
    }

    @Override
    public boolean equals(Object o) {
        return this == o || o instanceof Shape s && Arrays.equals(axes, s.axes) && Arrays.equals(sizes, s.sizes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(axes) + Arrays.hashCode(sizes);
    }

    /** For example {@code [TIME 7, UNIT 6]}. */
    @Override
    public String toString() {
        return describe(axes, sizes);
    }

    private static String describe(Axis[] axes, int[] sizes) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < axes.length; i++)
            text.append(i == 0 ? "" : ", ").append(axes[i]).append(' ').append(sizes[i]);
        return text.append(']').toString();
    }
}

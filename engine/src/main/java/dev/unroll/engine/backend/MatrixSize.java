package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Shape;

/**
 * The sizes of a product.
 *
 * @param m rows of the result
 * @param k how many numbers go into each sum
 * @param n columns of the result
 */
public record MatrixSize(int m, int k, int n) {
    /** @throws IllegalArgumentException if the factors and the result do not fit together */
    public static MatrixSize of(Form form, Shape a, Shape b, Shape out) {
        return check(form, a.rows(), a.columns(), b.rows(), b.columns(), out.rows(), out.columns());
    }

    /** As {@link #of} for the matrices that the last two axes make; all have as many. */
    public static MatrixSize ofBatched(Form form, Shape a, Shape b, Shape out) {
        if (batches(a) != batches(out) || batches(b) != batches(out)) {
            throw new IllegalArgumentException(
                    "a batch of products of " + a + " and " + b + " into " + out + " does not fit");
        }
        return check(form, a.size(-2), a.size(-1), b.size(-2), b.size(-1), out.size(-2), out.size(-1));
    }

    /** How many matrices the last two axes make. */
    public static int batches(Shape shape) {
        int count = 1;
        for (int i = 0; i < shape.rank() - 2; i++) count *= shape.size(i);
        return count;
    }

    private static MatrixSize check(
            Form form, int aRows, int aColumns, int bRows, int bColumns, int outRows, int outColumns) {
        int m = form.transposeLeft() ? aColumns : aRows;
        int k = form.transposeLeft() ? aRows : aColumns;
        int kRight = form.transposeRight() ? bColumns : bRows;
        int n = form.transposeRight() ? bRows : bColumns;
        if (k != kRight || m != outRows || n != outColumns) {
            throw new IllegalArgumentException("a product " + form + " of " + aRows + " × " + aColumns + " and " + bRows
                    + " × " + bColumns + " into " + outRows + " × " + outColumns + " does not fit");
        }
        return new MatrixSize(m, k, n);
    }
}

package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The kernels that everything else is computed with. A tensor is seen as a matrix with {@link Shape#rows} rows and
 * {@link Shape#columns} columns wherever rows are spoken of. Outputs are allocated by the caller, never alias an input unless
 * said so, and are overwritten; those named {@code d…} are gradients and are <em>added to</em>.
 *
 * <p>A backend gives the same bits for the same input at any number of threads: work is split over outputs, never over a sum.
 * Shapes are checked by who records the operation; a kernel given shapes that do not fit throws
 * {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
 */
public interface Backend {
    /** A short name for people, with what it computes on, as in {@code SIMD 2 × 512 bit}. */
    String name();

    /** A tensor of zeros in this backend's own storage. */
    Tensor allocate(Shape shape);

    /** Work on some rows, from {@code from} on, up to but without {@code to}. */
    @FunctionalInterface
    interface RowTask {
        /** @param backend what is to compute them */
        void run(Backend backend, int from, int to);
    }

    /**
     * Runs a task for ranges of rows that do not depend on each other, if possible at once.
     *
     * @param size how many rows a range has, at any number of threads; a backend may give all rows at once instead
     */
    default void overRows(int rows, int size, RowTask task) {
        task.run(this, 0, rows);
    }

    /** How many rows of activations a thread is best given to itself: those that stay in its core's cache. */
    default int rowsAtOnce() {
        return Integer.MAX_VALUE;
    }

    /**
     * A decoder that keeps the weights of a GPT, as they are now, where it computes; {@code null} where the kernels do as well. It lets
     * go of what it holds when nobody uses it any more.
     *
     * @throws DeviceException if they do not fit there
     */
    default @Nullable ResidentDecoder decoder(GptWeights weights) {
        return null;
    }

    // --- products ---

    /** Matrix product {@code out = op(a) · op(b)}, or {@code out += …} where {@code accumulate}. Every tensor is seen as a matrix. */
    void matmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate);

    /** As {@link #matmul} for each of the matrices that the last two axes make; all axes before them have the same sizes in all three. */
    void batchedMatmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate);

    /** {@code out = xᵀ}, both seen as matrices. */
    void transpose(Tensor x, Tensor out);

    // --- element by element ---

    /** {@code out = f(x)}; {@code out} may be {@code x}. */
    void apply(ElementFunction f, Tensor x, Tensor out);

    /** {@code dx += f′(x) · dy}, where {@code y = f(x)}. */
    void applyBackward(ElementFunction f, Tensor x, Tensor y, Tensor dy, Tensor dx);

    /** {@code out = a + b}; {@code out} may be either. */
    void add(Tensor a, Tensor b, Tensor out);

    /** {@code out = a · b}, element by element; {@code out} may be either. */
    void multiply(Tensor a, Tensor b, Tensor out);

    /** {@code out += a · b}, element by element. */
    void addProduct(Tensor a, Tensor b, Tensor out);

    /** {@code out += alpha · x}. */
    void addScaled(float alpha, Tensor x, Tensor out);

    /** Every number of {@code out} becomes {@code value}. */
    void fill(float value, Tensor out);

    /** {@code out = x}, whatever their shapes, which have as many numbers. */
    void copy(Tensor x, Tensor out);

    // --- rows ---

    /** Every row of {@code out} becomes {@code row}. */
    void repeatRow(Tensor row, Tensor out);

    /** {@code out = x + bias} for every row; {@code out} may be {@code x}. {@code bias} has {@link Shape#columns} elements. */
    void addBias(Tensor x, Tensor bias, Tensor out);

    /** {@code dBias += } the sum of the rows of {@code dy}. */
    void addBiasBackward(Tensor dy, Tensor dBias);

    /** Row {@code i} of {@code out} is row {@code ids[i]} of {@code table}. */
    void gatherRows(Tensor table, int[] ids, Tensor out);

    /** {@code dTable[ids[i]] += dy[i]}, in the order of {@code i}. */
    void gatherRowsBackward(Tensor dy, int[] ids, Tensor dTable);

    /** Row {@code i} of {@code out} is <em>column</em> {@code ids[i]} of {@code matrix}: the product of a one-hot row with the matrix transposed. */
    void gatherColumns(Tensor matrix, int[] ids, Tensor out);

    /** Column {@code ids[i]} of {@code dMatrix} gets row {@code i} of {@code dy} added, in the order of {@code i}. */
    void gatherColumnsBackward(Tensor dy, int[] ids, Tensor dMatrix);

    /** Softmax of every row; {@code out} may be {@code x}. */
    void softmax(Tensor x, Tensor out);

    /**
     * Softmax of the first numbers of every row; the others get 0, and so do all where the first are none.
     *
     * @param lengths how many numbers of each row they are
     */
    default void partialSoftmax(Tensor x, IntUnaryOperator lengths, Tensor out) {
        copy(x, out);
        fillEnds(out, lengths, Float.NEGATIVE_INFINITY);
        softmax(out, out);
        fillEnds(out, lengths, 0);
    }

    private static void fillEnds(Tensor rows, IntUnaryOperator lengths, float value) {
        int columns = rows.shape().columns();
        for (int row = 0, at = rows.offset(); row < rows.shape().rows(); row++, at += columns) {
            Arrays.fill(rows.write(), at + lengths.applyAsInt(row), at + columns, value);
        }
    }

    /** {@code dx += y · (dy − Σ y · dy)} for every row of {@code y = softmax(x)}. */
    void softmaxBackward(Tensor y, Tensor dy, Tensor dx);

    /**
     * Cross-entropy in nats of every row of logits with one target each.
     *
     * @param targets the right token of each row; a negative one marks padding, whose loss and gradient are 0
     * @param probabilities softmax of the logits, written for the backward pass
     * @param losses one number a row: {@code −Σ_j q_j log p_j}, where {@code q} is 1 − labelSmoothing on the target plus
     *     labelSmoothing spread evenly over all tokens
     */
    void crossEntropy(Tensor logits, int[] targets, float labelSmoothing, Tensor probabilities, Tensor losses);

    /** {@code dLogits += dLosses · (probabilities − q)}, row by row. */
    void crossEntropyBackward(
            Tensor probabilities, int[] targets, float labelSmoothing, Tensor dLosses, Tensor dLogits);

    /**
     * Layer normalisation of every row (Ba, Kiros and Hinton 2016): {@code (x − mean) · rstd · weight + bias}.
     *
     * @param mean one number a row, written for the backward pass
     * @param rstd one number a row, {@code 1 / √(variance + epsilon)} with the biased variance, likewise
     */
    void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor out, Tensor mean, Tensor rstd);

    /** The gradients of {@link #layerNorm}. */
    void layerNormBackward(
            Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias);

    // --- heads ---

    /**
     * Cuts one of the parts (query, key, value) that stand side by side in each row into heads: {@code heads[b, h, t, c] = rows[t, b,
     * part, h, c]}, or {@code +=} where {@code accumulate}.
     *
     * @param rows {@code [TIME, BATCH, parts · HEAD · UNIT]}
     * @param heads {@code [BATCH, HEAD, TIME, UNIT]}
     */
    void splitHeads(Tensor rows, int part, int parts, Tensor heads, boolean accumulate);

    /** The way back: {@code rows[t, b, part, h, c] = heads[b, h, t, c]} or {@code +=}; the other parts stay as they are. */
    void mergeHeads(Tensor heads, Tensor rows, int part, int parts, boolean accumulate);

    // --- fused ---

    /**
     * Scaled dot-product attention (Vaswani et al. 2017, eq. 1): {@code softmax(scale · q kᵀ) v}, keys hidden by the mask getting
     * weight 0 and a query that sees no key giving 0.
     *
     * @param weights {@code [BATCH, HEAD, TIME, KEY]}, written where it is not {@code null}
     * @param logSumExp {@code [BATCH, HEAD, TIME]}: the logarithm of each softmax's denominator, written for the backward pass
     * @param out {@code [BATCH, HEAD, TIME, UNIT]}
     */
    void attention(AttentionInputs in, @Nullable Tensor weights, Tensor logSumExp, Tensor out);

    /** The gradients of {@link #attention}; the weights are computed again from {@code logSumExp}. */
    void attentionBackward(
            AttentionInputs in, Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv);

    /**
     * The element-wise part of an LSTM cell (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000):
     * {@code i, f, o = σ(·)}, {@code g = tanh(·)}, {@code c = f · cPrevious + i · g}, {@code h = o · tanh(c)}.
     *
     * @param preactivations {@code [BATCH, 4 · UNIT]} in PyTorch's order i, f, g, o
     * @param gates {@code [BATCH, 4 · UNIT]}: i, f, g, o after their functions; may be {@code preactivations}
     */
    void lstmCell(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h);

    /** The gradients of {@link #lstmCell}; {@code dc} holds what later steps passed back through the cell state. */
    void lstmCellBackward(
            Tensor gates, Tensor cPrevious, Tensor c, Tensor dh, Tensor dc, Tensor dPreactivations, Tensor dcPrevious);

    /**
     * Whether a block of a GPT is to be computed as one, because the arrays in between then need not leave the device.
     *
     * @param rows how many rows {@link #block} would get
     */
    default boolean computesBlocks(GptBlock block, int rows) {
        return false;
    }

    /**
     * A block of a GPT, where this backend {@linkplain #computesBlocks computes blocks}.
     *
     * @param x {@code [TIME, BATCH, UNIT]}, not empty
     * @throws DeviceException.PassLost if it does not any more: the pass is to be made again, and will record the block's steps
     */
    default void block(GptBlock block, Tensor x, Tensor out) {
        throw new UnsupportedOperationException(name() + " computes a block step by step");
    }

    /**
     * The gradients of {@link #block}, which nothing is kept of: it is computed again.
     *
     * @param dx written
     * @param gradients of the parameters, written
     * @throws DeviceException.PassLost as {@link #block} does
     */
    default void blockBackward(GptBlock block, Tensor x, Tensor dOut, Tensor dx, GptWeights.Block gradients) {
        throw new UnsupportedOperationException(name() + " computes a block step by step");
    }
}

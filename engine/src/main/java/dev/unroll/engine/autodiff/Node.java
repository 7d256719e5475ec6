package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/**
 * A recorded result: what was computed, from what, under which name. Its methods record further operations on the same tape, so
 * that a forward pass reads like its equations.
 */
public final class Node {
    /** The step of a node that is not of one time step. */
    public static final int ALL_STEPS = -1;

    private final Tape tape;
    private final Op op;
    private final List<Node> inputs;
    private final boolean needsGradient;
    private final Shape shape;
    private @Nullable String name;
    private int step = ALL_STEPS;
    private Axis stepAxis = Axis.TIME;
    private @Nullable Tensor value;
    private @Nullable Tensor gradient;
    private boolean hasGradient;
    private boolean releasedGradient;

    Node(Tape tape, Op op, List<Node> inputs, boolean needsGradient) {
        this.tape = tape;
        this.op = op;
        this.inputs = inputs;
        this.needsGradient = needsGradient;
        this.shape = op.shape(inputs);
    }

    Op op() {
        return op;
    }

    /** The tape that it is recorded on. */
    public Tape tape() {
        return tape;
    }

    /** What it was computed from. */
    public List<Node> inputs() {
        return inputs;
    }

    Node input(int i) {
        return inputs.get(i);
    }

    /** The axes of the value and of the gradient. */
    public Shape shape() {
        return shape;
    }

    /** The name that the model gave it, or {@code null} for a step in between. */
    public @Nullable String name() {
        return name;
    }

    /** The time step it belongs to, or {@link #ALL_STEPS}. */
    public int step() {
        return step;
    }

    /** The axis that {@link #step} counts along. */
    public Axis stepAxis() {
        return stepAxis;
    }

    /** Whether a gradient can reach it. */
    public boolean needsGradient() {
        return needsGradient;
    }

    /** What the forward pass computed. */
    public Tensor value() {
        Tensor result = value;
        if (result == null) {
            if (op instanceof Op.View view)
                return value = view.of(inputs.getFirst().value(), shape);
            if (op instanceof Leaf leaf) return value = leaf.value();
            result = value = tape.take(shape);
            op.forward(tape.backend(), this);
        }
        return result;
    }

    /**
     * The derivative with respect to this node that the last {@link Tape#backward} computed; zeros if none reached it.
     *
     * @throws IllegalStateException if the tape does not {@linkplain Tape#retainGradients retain} it
     */
    public Tensor gradient() {
        if (releasedGradient) throw new IllegalStateException("the tape has not retained the gradient of " + this);
        if (op instanceof Op.View view && inputs.getFirst().needsGradient()) {
            hasGradient = true;
            return view.of(inputs.getFirst().gradient(), shape);
        }
        Tensor result = gradient;
        if (result == null) result = gradient = tape.takeForGradient(shape);
        if (!hasGradient) {
            hasGradient = true;
            tape.backend().fill(0, result);
        }
        return result;
    }

    /** Whether what is passed back to this node has to be added to what is there; a view never knows, since others may share it. */
    boolean addsToGradient() {
        return hasGradient || op instanceof Op.View;
    }

    /** As {@link #gradient}, with undefined numbers unless it {@link #addsToGradient}: for whoever then writes them all. */
    Tensor gradientToWrite() {
        if (addsToGradient()) return gradient();
        Tensor result = gradient;
        if (result == null) result = gradient = tape.takeForGradient(shape);
        hasGradient = true;
        return result;
    }

    /** Makes the whole gradient of {@code result} that of this node, which has none yet: nobody needs it there any more. */
    void inheritGradient(Node result) {
        Tensor inherited = result.gradient();
        gradient = inherited.shape().equals(shape) ? inherited : inherited.reshape(shape);
        hasGradient = true;
        result.gradient = null;
        result.releasedGradient = true;
    }

    /** Gives the gradient's memory back, if it is this node's own and not what training asks for. */
    void releaseGradient() {
        Tensor own = gradient;
        if (own == null || op instanceof Leaf) return;
        tape.release(own);
        gradient = null;
        releasedGradient = true;
    }

    boolean hasGradient() {
        return hasGradient;
    }

    void forgetGradient() {
        hasGradient = false;
        releasedGradient = false;
    }

    Node rename(String newName, Axis newAxis, int newStep) {
        name = newName;
        stepAxis = newAxis;
        step = newStep;
        return this;
    }

    /** Another node has taken its place under its name. */
    void forgetName() {
        name = null;
    }

    /** Gives this node a name for traces, explanations and interventions; returns the node to go on with. */
    public Node named(String name) {
        return tape.named(name, Axis.TIME, ALL_STEPS, this);
    }

    /** As {@link #named(String)}, for one step along {@code axis} of a sequence of nodes of the same name. */
    public Node named(String name, Axis axis, int step) {
        return tape.named(name, axis, step, this);
    }

    /**
     * The arithmetic that made one number of this node, down to the nearest operands that have a name.
     *
     * @param index the element in row-major order
     */
    public Expression explain(int index, Quantity quantity) {
        return Derivation.of(this, index, quantity);
    }

    // --- operations ---

    /** Matrix product; this node is seen as a matrix of rows. */
    public Node matmul(Form form, Node other) {
        return tape.record(new MatMul(form), this, other);
    }

    /** {@code x Wᵀ} for a weight stored as out × in, as PyTorch's {@code Linear} has it. */
    public Node linear(Node weight) {
        return matmul(Form.NT, weight);
    }

    /** {@code x Wᵀ + b}. */
    public Node linear(Node weight, Node bias) {
        return tape.record(new MatMul(Form.NT), this, weight, bias);
    }

    /** {@code this + x Wᵀ + b}, as PyTorch's {@code addmm} has it. */
    public Node plusLinear(Node x, Node weight, Node bias) {
        return tape.record(new MatMul(Form.NT), x, weight, bias, this);
    }

    /** {@code a · b} or {@code a · bᵀ} for each of the matrices that the last two axes make. */
    public Node batchedMatmul(Form form, Node other) {
        return tape.record(new BatchedMatMul(form), this, other);
    }

    /**
     * Scaled dot-product attention of these queries {@code [BATCH, HEAD, TIME, UNIT]} to keys and values {@code [BATCH, HEAD, KEY,
     * UNIT]} (Vaswani et al. 2017, eq. 1): one operation on a tape for training, and on an observed one {@code name/scores}, {@code
     * name/weights} and {@code name/headOutput}.
     */
    public Node attention(Node keys, Node values, AttentionMask mask, float scale, String name) {
        if (!tape.observed()) return tape.record(new Attention(mask, scale), this, keys, values);
        Node scores = batchedMatmul(Form.NT, keys).scale(scale).named(name + "/scores");
        Node weights = scores.softmax(mask).named(name + "/weights");
        return weights.batchedMatmul(Form.NN, values).named(name + "/headOutput");
    }

    /**
     * Part {@code part} of {@code parts} that stand side by side in each row, cut into heads.
     *
     * @param positions what the first axis is called in the result
     * @return {@code [BATCH, HEAD, positions, UNIT]}, from {@code [positions, BATCH, parts · HEAD · UNIT]}
     */
    public Node splitHeads(int part, int parts, int heads, Axis positions) {
        return tape.record(new SplitHeads(part, parts, heads, positions), this);
    }

    /** The heads side by side again, {@code [positions, BATCH, UNIT]}. */
    public Node mergeHeads() {
        return tape.record(new MergeHeads(), this);
    }

    /** {@code [positions, BATCH, UNIT]} as {@code [BATCH, positions, UNIT]}. */
    public Node batchFirst() {
        Node oneHead = splitHeads(0, 1, 1, shape.axis(0));
        return oneHead.reshape(oneHead.shape().drop(1));
    }

    /** {@code [BATCH, positions, UNIT]} as {@code [positions, BATCH, UNIT]}. */
    public Node batchSecond() {
        Shape oneHead = Shape.of(
                shape.axis(0), shape.size(0), Axis.HEAD, 1, shape.axis(1), shape.size(1), shape.axis(2), shape.size(2));
        return reshape(oneHead).mergeHeads();
    }

    /** Every row of this {@code [BATCH, M, UNIT]} plus every row of the other {@code [BATCH, N, UNIT]}: {@code [BATCH, M, N, UNIT]}. */
    public Node pairwiseSum(Node other) {
        return tape.record(new PairwiseSum(), this, other);
    }

    /** Row by row from this where {@code fromThis} says so, else from the other. */
    public Node selectRows(boolean[] fromThis, Node other) {
        return tape.record(new SelectRows(fromThis), this, other);
    }

    /**
     * All steps of a tanh layer at once, from {@code W_ih x + b_ih}, {@code [TIME, BATCH, UNIT]}, which this is.
     *
     * @return {@code [ITEM 1, TIME, BATCH, UNIT]}
     */
    public Node tanhScan(Node weightHh, Node biasHh, Node h) {
        return tape.record(new TanhScan(), this, weightHh, biasHh, h);
    }

    /**
     * All steps of an LSTM layer at once, from {@code W_ih x + b_ih}, {@code [TIME, BATCH, 4 · UNIT]}, which this is.
     *
     * @return {@code [ITEM 2, TIME, BATCH, UNIT]}: all hidden states, then all cell states
     */
    public Node lstmScan(Node weightHh, Node biasHh, Node h, Node c) {
        return tape.record(new LstmScan(), this, weightHh, biasHh, h, c);
    }

    /**
     * This residual stream {@code [TIME, BATCH, UNIT]} after a {@link dev.unroll.engine.backend.GptBlock}.
     *
     * @param parameters in the order of its {@code tensors}
     */
    public Node gptBlock(List<Node> parameters, int heads, float epsilon) {
        Node[] inputs = Stream.concat(Stream.of(this), parameters.stream()).toArray(Node[]::new);
        return tape.record(new FusedBlock(heads, epsilon), inputs);
    }

    /** Drops elements with a probability where {@linkplain Tape#train training}, and changes nothing elsewhere. */
    public Node dropout(float probability) {
        return tape.training() && probability > 0 ? tape.record(new Dropout(probability, tape.nextSeed()), this) : this;
    }

    /** {@code factor_i · x_i + addend_i}: the change that an intervention makes. */
    public Node changed(Tensor factor, Tensor addend) {
        return tape.record(new Intervened(factor, addend), this);
    }

    /** Element-wise sum. */
    public Node plus(Node other) {
        return tape.record(new Add(), this, other);
    }

    /** Element-wise product. */
    public Node times(Node other) {
        return tape.record(new Multiply(), this, other);
    }

    /** {@code a · b + c · d}, element by element. */
    public static Node sumOfProducts(Node a, Node b, Node c, Node d) {
        return a.tape.record(new SumOfProducts(), a, b, c, d);
    }

    /** {@code factor · x + addend}, with constants. */
    public Node affine(float factor, float addend) {
        return tape.record(new Affine(factor, addend), this);
    }

    /** {@code factor · x}. */
    public Node scale(float factor) {
        return affine(factor, 0);
    }

    /** A function of every element. */
    public Node apply(ElementFunction function) {
        return tape.record(new Elementwise(function), this);
    }

    /** Hyperbolic tangent. */
    public Node tanh() {
        return apply(ElementFunction.TANH);
    }

    /** Logistic sigmoid. */
    public Node sigmoid() {
        return apply(ElementFunction.SIGMOID);
    }

    /** max(0, x). */
    public Node relu() {
        return apply(ElementFunction.RELU);
    }

    /** GELU in its tanh form. */
    public Node gelu() {
        return apply(ElementFunction.GELU);
    }

    /** Softmax over the last axis. */
    public Node softmax() {
        return tape.record(new Softmax(), this);
    }

    /** Softmax over the keys, the last axis, that the mask shows; the batch is the first axis and the queries the last but one. */
    public Node softmax(AttentionMask mask) {
        return tape.record(new MaskedSoftmax(mask), this);
    }

    /** Layer normalisation over the last axis. */
    public Node layerNorm(Node weight, Node bias, float epsilon) {
        return tape.record(new LayerNorm(epsilon), this, weight, bias);
    }

    /**
     * Cross-entropy in nats of every row of logits.
     *
     * @param targets the right token of each row; a negative one marks padding and gives 0
     * @return a node without the last axis
     */
    public Node crossEntropy(int[] targets, float labelSmoothing) {
        return tape.record(new CrossEntropy(targets, labelSmoothing), this);
    }

    /** The mean of all elements. */
    public Node mean() {
        return sum().scale(1f / shape.length());
    }

    /** The sum of all elements. */
    public Node sum() {
        return tape.record(new Sum(), this);
    }

    /** The sum of each row; the last axis goes. */
    public Node sumColumns() {
        return tape.record(new SumColumns(), this);
    }

    /** Element {@code index} along the first axis; the numbers are shared, not copied. */
    public Node slice(int index) {
        return tape.record(new Slice(index), this);
    }

    /** {@code count} elements of the last axis, from {@code from} on. */
    public Node columns(int from, int count) {
        Columns columns = new Columns(from, count);
        return tape.record(shape.rows() == 1 ? new ColumnsOfRow(columns) : columns, this);
    }

    /** The same numbers under another shape. */
    public Node reshape(Shape other) {
        return tape.record(new Reshape(other), this);
    }

    /** The same numbers with no way back for the gradient: where truncated backpropagation through time stops. */
    public Node detach() {
        return tape.constant(value());
    }

    /** Nodes of one shape, one after the other along a new first axis. */
    public static Node stack(Axis axis, List<Node> nodes) {
        return nodes.getFirst().tape.record(new Stack(axis), nodes.toArray(Node[]::new));
    }

    /** Nodes side by side along the last axis. */
    public static Node concatenate(Node... nodes) {
        return nodes[0].tape.record(new Concatenate(), nodes);
    }

    @Override
    public String toString() {
        return (name == null ? op.toString() : name) + (step == ALL_STEPS ? "" : "@" + step) + " " + shape;
    }
}

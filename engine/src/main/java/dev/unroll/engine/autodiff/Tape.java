package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Records a forward pass as it is computed, so that it can be differentiated backwards (reverse mode, as in Baydin et al. 2018)
 * and explained. A tape is used by one thread at a time.
 */
public final class Tape {
    /** Sees every node that a model names, and may put another in its place: this is where interventions come in. */
    @FunctionalInterface
    public interface Observer {
        /** Observes nothing. */
        Observer NONE = (name, node) -> node;

        /**
         * @param node what was named, its step along a sequence included
         * @return the node that the pass goes on with: {@code node} itself, or one made from it
         */
        Node named(String name, Node node);
    }

    /** Is told before something is computed. */
    @FunctionalInterface
    public interface Watch {
        /**
         * @param node what is computed, or what a gradient is passed back from; null for gradients of weights that were put off to the end
         * @param backward whether it is a gradient
         */
        void begins(@Nullable Node node, boolean backward);
    }

    private final Backend backend;
    private final Observer observer;
    private @Nullable Watch watch;
    private final Arena arena;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Parameter, Node> parameters = new IdentityHashMap<>();
    private @Nullable Node seed;
    private int seedElement;
    private boolean retainsGradients = true;
    private boolean copiesParameters;
    private final WeightGradients weightGradients;
    private final TransposedWeights transposedWeights;
    private @Nullable SplittableRandom random;

    /** A tape for training: fused operations stay fused. */
    public Tape(Backend backend) {
        this(backend, Observer.NONE);
    }

    /** A tape that shows every named node to {@code observer}. */
    public Tape(Backend backend, Observer observer) {
        this.backend = backend;
        this.observer = observer;
        this.arena = new Arena(backend);
        this.weightGradients = new WeightGradients(backend);
        this.transposedWeights = new TransposedWeights(backend, arena::takeToKeep);
    }

    /** What computes. */
    public Backend backend() {
        return backend;
    }

    /** Whether someone looks: then an operation that could be fused is recorded in its parts, so that each can be seen and changed. */
    public boolean observed() {
        return observer != Observer.NONE;
    }

    /** From now on tells {@code watch} of everything before it is computed. */
    public void watch(Watch watch) {
        this.watch = watch;
    }

    private void begins(@Nullable Node node, boolean backward) {
        Watch told = watch;
        if (told != null) told.begins(node, backward);
    }

    /**
     * Whether every node keeps its gradient after {@link #backward}, which is so unless this is called, or only inputs and
     * parameters do, as in PyTorch without {@code retain_grad}. Then a pass works in a few buffers, which stay in the cache.
     */
    public void retainGradients(boolean retains) {
        retainsGradients = retains;
    }

    boolean retainsGradients() {
        return retainsGradients;
    }

    /** From now on a parameter's numbers are copied when it is first used: the pass stays as it was while the parameters change. */
    public void copyParameters() {
        copiesParameters = true;
    }

    /** Makes the passes until the next {@link #reset} those of training: dropout drops, the same elements for the same seed. */
    public void train(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Whether {@link #train} was called since the last {@link #reset}. */
    public boolean training() {
        return random != null;
    }

    long nextSeed() {
        SplittableRandom source = random;
        if (source == null) throw new IllegalStateException("nothing is random outside training");
        return source.nextLong();
    }

    /** Everything recorded so far, in order. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** A parameter as a node; the same node each time. */
    public Node parameter(Parameter parameter) {
        return parameters.computeIfAbsent(parameter, p -> {
            Tensor value = p.value();
            if (copiesParameters) {
                value = arena.take(p.value().shape());
                backend.copy(p.value(), value);
            }
            Node node = add(new Leaf(value, "parameter"), List.of(), true);
            return named(p.name(), Axis.ITEM, Node.ALL_STEPS, node);
        });
    }

    /** A number array that training does not change and that gets no gradient. It is used, not copied. */
    public Node constant(Tensor value) {
        return add(new Leaf(value, "constant"), List.of(), false);
    }

    /** An input that is given from outside and whose gradient is wanted. It is used, not copied. */
    public Node input(Tensor value) {
        return add(new Leaf(value, "input"), List.of(), true);
    }

    /**
     * One-hot rows. They take no room until somebody looks at them: a product with them is a look-up. They have a gradient where the
     * tape is observed: what each token would do to the loss if a little of it were there.
     *
     * @param shape the shape without its last axis, with one place for each id
     */
    public Node oneHot(int[] ids, Shape shape, int vocabularySize) {
        return add(new OneHot(ids, shape, vocabularySize), List.of(), observed());
    }

    /**
     * Computes a part of a pass for its result alone, as PyTorch does in inference mode: nothing else that is recorded in it can be
     * asked for afterwards, no gradient goes back through it, and its buffers serve again in the next part, so that a deep model
     * works in those of one layer.
     *
     * @return the result, as a constant
     */
    public Node inference(Supplier<Node> part) {
        int before = nodes.size();
        Tensor result = null;
        arena.beginPart();
        try {
            result = part.get().value();
        } finally {
            arena.endPart(result);
            nodes.subList(before, nodes.size()).removeIf(node -> !(node.op() instanceof Leaf));
        }
        return constant(result);
    }

    Node record(Op op, Node... inputs) {
        boolean needsGradient = false;
        for (Node input : inputs) needsGradient |= input.needsGradient();
        return add(op, List.of(inputs), needsGradient);
    }

    private Node add(Op op, List<Node> inputs, boolean needsGradient) {
        Node node = new Node(this, op, inputs, needsGradient);
        nodes.add(node);
        if (!op.lazy()) {
            begins(node, false);
            node.value();
        }
        return node;
    }

    Node named(String name, Axis axis, int step, Node node) {
        Node seen = observer.named(name, node.rename(name, axis, step));
        if (seen == node) return node;
        node.forgetName();
        return seen.rename(name, axis, step);
    }

    WeightGradients weightGradients() {
        return weightGradients;
    }

    TransposedWeights transposedWeights() {
        return transposedWeights;
    }

    Tensor take(Shape shape) {
        return arena.take(shape);
    }

    Tensor takeForGradient(Shape shape) {
        return retainsGradients ? arena.take(shape) : arena.takeAgain(shape);
    }

    void release(Tensor gradient) {
        arena.release(gradient);
    }

    /**
     * Computes the derivative of {@code loss} with respect to every node. What an earlier call computed is forgotten.
     *
     * @throws IllegalArgumentException if the loss is not a single number
     */
    public void backward(Node loss) {
        if (loss.shape().length() != 1) {
            throw new IllegalArgumentException("only a single number can be differentiated, not " + loss.shape());
        }
        backward(loss, 0);
    }

    /** Computes the derivative of one element of {@code output} with respect to every node. */
    public void backward(Node output, int element) {
        for (Node node : nodes) node.forgetGradient();
        weightGradients.forget();
        seed = output;
        seedElement = element;
        Tensor one = output.gradient();
        one.write()[one.offset() + element] = 1;
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (!node.needsGradient() || !node.hasGradient()) continue;
            begins(node, true);
            node.op().backward(backend, node);
            if (!retainsGradients && !weightGradients.needs(node)) node.releaseGradient();
        }
        begins(null, true);
        weightGradients.finish();
    }

    /** Whether the last {@link #backward} passed a gradient back to this node. */
    public boolean reached(Node node) {
        return node.needsGradient() && node.hasGradient();
    }

    /** Whether the last {@link #backward} started from this node. */
    boolean isSeed(Node node) {
        return node == seed;
    }

    int seedElement() {
        return seedElement;
    }

    /** The nodes that were computed from {@code node}, in order. */
    List<Node> consumers(Node node) {
        return nodes.stream().filter(n -> n.inputs().contains(node)).toList();
    }

    /** The gradient of a parameter after {@link #backward}; zeros if the loss does not depend on it. */
    public Tensor gradient(Parameter parameter) {
        return parameter(parameter).gradient();
    }

    /** Forgets everything and takes the buffers back. Nodes and tensors of this tape must not be used any more. */
    public void reset() {
        nodes.clear();
        parameters.clear();
        transposedWeights.forget();
        seed = null;
        random = null;
        arena.rewind();
    }
}

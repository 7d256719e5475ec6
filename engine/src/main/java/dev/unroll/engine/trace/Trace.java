package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Pairs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The named activations of one pass over one sequence, with their gradients, and the arithmetic behind each number. It stays as
 * it is while the model is trained on. Not to be used by two threads at once.
 */
public final class Trace {
    private final Tape tape;
    private final Map<String, List<Node>> nodes = new LinkedHashMap<>();
    private int differentiatedStep = Node.ALL_STEPS;

    private Trace(Consumer<Tape> pass, Backend backend, List<Intervention> interventions) {
        tape = new Tape(backend, (name, node) -> {
            Node seen = node;
            for (Intervention intervention : interventions) seen = intervention.apply(name, node, seen);
            nodes.computeIfAbsent(name, n -> new ArrayList<>()).add(seen);
            return seen;
        });
        tape.copyParameters();
        pass.accept(tape);
        for (Intervention intervention : interventions) {
            List<Node> steps = find(intervention.name());
            intervention.requireStep(steps.getFirst(), whole(steps));
        }
        if (hasLoss()) differentiateLoss();
    }

    /**
     * Traces any pass of a model.
     *
     * @param pass what is computed, with the model's weights as they are now
     * @throws IllegalArgumentException if an intervention names nothing that is computed, or does not fit it
     */
    public static Trace of(Consumer<Tape> pass, Backend backend, Intervention... interventions) {
        return new Trace(pass, backend, List.of(interventions));
    }

    /** Traces what the model makes of {@code ids}, every one of which is read. There is no loss and there are no gradients. */
    public static Trace ofReading(LanguageModel model, int[] ids, Backend backend, Intervention... interventions) {
        return of(tape -> model.logits(tape, new int[][] {ids}), backend, interventions);
    }

    /**
     * Traces the prediction of every next token of {@code ids} and the gradient of the mean loss.
     *
     * @param ids at least two tokens: all but the last are read, all but the first are predicted
     */
    public static Trace ofPrediction(LanguageModel model, int[] ids, Backend backend, Intervention... interventions) {
        return of(tape -> model.loss(tape, new int[][] {ids}), backend, interventions);
    }

    /**
     * Traces a translation with teacher forcing and the gradient of its mean loss.
     *
     * @param target from the token that begins a target to the one that ends it
     */
    public static Trace ofTranslation(
            TranslationModel model, int[] source, int[] target, Backend backend, Intervention... interventions) {
        return of(tape -> model.loss(tape, Pairs.of(source, target)), backend, interventions);
    }

    /** The names, in the order in which they were computed; parameters come where they are first used. */
    public Set<String> names() {
        return nodes.keySet();
    }

    /** Whether a loss was computed, so that there are gradients. */
    public boolean hasLoss() {
        return nodes.containsKey("loss");
    }

    /** Whether the loss depends on what was computed under a name, so that it has a gradient. */
    public boolean hasGradient(String name) {
        return hasLoss() && find(name).stream().anyMatch(tape::reached);
    }

    /** Makes the gradients those of the mean loss. */
    public void differentiateLoss() {
        tape.backward(only("loss"));
        differentiatedStep = Node.ALL_STEPS;
    }

    /**
     * Makes the gradients, and their explanations, those of the loss of step {@code t} alone: how far back in time does it reach?
     *
     * @throws IllegalArgumentException if there is no such step
     */
    public void differentiateStepLoss(int t) {
        Node losses = only("stepLoss");
        if (t < 0 || t >= losses.shape().length())
            throw new RefusedException("trace.step", t, losses.shape().length());
        tape.backward(losses, t);
        differentiatedStep = t;
    }

    /** Computes something from other gradients, and then makes the gradients what they were, where there is a loss. */
    void withOtherGradients(Runnable computation) {
        int before = differentiatedStep;
        computation.run();
        if (!hasLoss()) return;
        if (before == Node.ALL_STEPS) differentiateLoss();
        else differentiateStepLoss(before);
    }

    /**
     * What was computed under a name.
     *
     * @return a copy, with the time axis first where there is a value for each step, and without the batch axis
     * @throws IllegalArgumentException if there is no such name
     */
    public Tensor value(String name) {
        return assemble(name, Quantity.VALUE);
    }

    /** The gradient of the loss with respect to what was computed under a name; the same shape as {@link #value}. */
    public Tensor gradient(String name) {
        return assemble(name, Quantity.GRADIENT);
    }

    private Tensor assemble(String name, Quantity quantity) {
        List<Node> steps = find(name);
        boolean perStep = steps.getFirst().step() != Node.ALL_STEPS;
        Tensor whole = Tensor.zeros(whole(steps));
        for (int i = 0; i < steps.size(); i++) {
            Node node = steps.get(i);
            Tensor part = quantity == Quantity.VALUE ? node.value() : node.gradient();
            (perStep ? whole.slice(i) : whole).copyFrom(part);
        }
        return whole;
    }

    /** The shape of what was computed under a name, with the time axis first where there is a value for each step. */
    private static Shape whole(List<Node> steps) {
        Node first = steps.getFirst();
        Shape each = withoutBatch(first.shape());
        return first.step() == Node.ALL_STEPS ? each : each.prepend(first.stepAxis(), steps.size());
    }

    private static Shape withoutBatch(Shape shape) {
        int batch = shape.indexOf(Axis.BATCH);
        return batch >= 0 && shape.size(batch) == 1 ? shape.drop(batch) : shape;
    }

    /**
     * The arithmetic of one number.
     *
     * @param index a position along each axis of {@link #value}
     */
    public Explanation explain(String name, Quantity quantity, int... index) {
        return Explanation.of(operand(name, quantity, index));
    }

    /** The arithmetic of the number at a place, in this pass. */
    public Explanation explain(Place place) {
        int[] index = place.index().stream().mapToInt(Integer::intValue).toArray();
        return explain(place.name(), place.quantity(), index);
    }

    /** Whether there is a number at a place. */
    public boolean contains(Place place) {
        List<Node> steps = nodes.get(place.name());
        if (steps == null) return false;
        Shape whole = whole(steps);
        if (whole.rank() != place.index().size()) return false;
        for (int i = 0; i < whole.rank(); i++) if (place.index().get(i) >= whole.size(i)) return false;
        return true;
    }

    /** The number at a position along each axis of {@link #value}, as something that can be explained. */
    public Operand operand(String name, Quantity quantity, int... index) {
        List<Node> steps = find(name);
        boolean perStep = steps.getFirst().step() != Node.ALL_STEPS;
        int[] inside = perStep ? Arrays.copyOfRange(index, 1, index.length) : index;
        Node node = steps.get(perStep ? index[0] : 0);
        return new Operand(node, withoutBatch(node.shape()).flatten(inside), quantity);
    }

    /** What was computed under a name at one step. */
    Node node(String name, int step) {
        List<Node> steps = find(name);
        if (step < 0 || step >= steps.size())
            throw new IllegalArgumentException("‘" + name + "’ has no step " + step + ".");
        return steps.get(step);
    }

    private List<Node> find(String name) {
        List<Node> steps = nodes.get(name);
        if (steps == null) throw new RefusedException("trace.unknownName", name, String.join(", ", nodes.keySet()));
        return steps;
    }

    private Node only(String name) {
        if (!hasLoss())
            throw new IllegalStateException("This trace has no loss: trace a prediction, not only a reading.");
        return find(name).getFirst();
    }
}

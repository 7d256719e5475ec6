package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A change to what a pass computes under a name, after which the pass goes on with the changed numbers. A parameter's name changes a
 * weight.
 *
 * @param name as a {@link Trace} has it
 * @param where the positions that are changed, as an index along some of the axes; along all others, everything is
 */
public record Intervention(String name, Map<Axis, Integer> where, Change change) {
    private static final Pattern SYNTAX =
            Pattern.compile("\\s*([^\\[\\]=*\\s]+)\\s*(?:\\[([^\\]]*)\\])?\\s*(=|\\*=|in)\\s*(.+?)\\s*");

    /** A change of everything under a name. */
    public Intervention(String name, Change change) {
        this(name, Map.of(), change);
    }

    /** Sets everything at a place to 0, as when a head is dropped. */
    public static Intervention zero(String name, Map<Axis, Integer> where) {
        return new Intervention(name, where, new Change.Set(0));
    }

    /**
     * Reads an intervention: {@code NAME[AXIS=INDEX,…] = NUMBER} sets, {@code *= NUMBER} scales, {@code in MIN..MAX} clamps, as in
     * {@code block.0/attention/headOutput[head=1] = 0}. The axes have the labels of {@link Axis#label}.
     *
     * @throws IllegalArgumentException if it cannot be read, in one sentence
     */
    public static Intervention parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) throw new RefusedException("trace.intervention", text);
        String number = matcher.group(4);
        Change change = switch (matcher.group(3)) {
            case "=" -> new Change.Set(number(text, number));
            case "*=" -> new Change.Scale(number(text, number));
            default -> clamp(text, number);
        };
        String places = matcher.group(2);
        return new Intervention(matcher.group(1), places == null ? Map.of() : places(text, places), change);
    }

    private static Change clamp(String text, String bounds) {
        String[] parts = bounds.split("\\.\\.", -1);
        if (parts.length != 2) throw new RefusedException("trace.interventionBounds", text);
        return new Change.Clamp(number(text, parts[0]), number(text, parts[1]));
    }

    private static float number(String text, String number) {
        try {
            return Float.parseFloat(number.strip());
        } catch (NumberFormatException e) {
            throw new RefusedException(e, Message.of("trace.interventionNumber", number, text));
        }
    }

    private static Map<Axis, Integer> places(String text, String places) {
        Map<Axis, Integer> where = new EnumMap<>(Axis.class);
        for (String place : places.split(",")) {
            String[] parts = place.strip().split("\\s*=\\s*", 2);
            Axis axis = Stream.of(Axis.values())
                    .filter(a -> a.label().equals(parts[0]))
                    .findAny()
                    .orElseThrow(() -> new RefusedException(
                            "trace.interventionAxis",
                            parts[0],
                            text,
                            String.join(
                                    ", ",
                                    Stream.of(Axis.values()).map(Axis::label).toList())));
            try {
                where.put(axis, Integer.parseInt(parts.length == 2 ? parts[1] : ""));
            } catch (NumberFormatException e) {
                throw new RefusedException(e, Message.of("trace.interventionIndex", place.strip(), text));
            }
        }
        return where;
    }

    /**
     * The node that a pass goes on with after {@code computed} was computed under {@code nodeName}.
     *
     * @param node what other interventions have made of it, which does not know its step
     */
    Node apply(String nodeName, Node computed, Node node) {
        if (!nodeName.equals(name)) return node;
        boolean perStep = computed.step() != Node.ALL_STEPS;
        Shape shape = node.shape();
        for (var place : where.entrySet()) {
            if (perStep && place.getKey() == computed.stepAxis()) {
                if (place.getValue() != computed.step()) return node;
            } else if (shape.indexOf(place.getKey()) < 0
                    || place.getValue() < 0
                    || place.getValue() >= shape.size(place.getKey())) {
                throw new RefusedException(
                        "trace.interventionPlace", place.getKey().label(), place.getValue(), name, shape);
            }
        }
        Tensor factor = Tensor.zeros(shape);
        Tensor addend = Tensor.zeros(shape);
        for (int i = 0; i < shape.length(); i++) {
            factor.write()[i] = 1;
            if (concerns(shape, i)) change(computed, node, i, factor.write(), addend.write());
        }
        return node.changed(factor, addend);
    }

    private boolean concerns(Shape shape, int element) {
        int[] index = shape.unflatten(element);
        for (int axis = 0; axis < index.length; axis++) {
            Integer wanted = where.get(shape.axis(axis));
            if (wanted != null && wanted != index[axis]) return false;
        }
        return true;
    }

    private void change(Node computed, Node node, int i, float[] factor, float[] addend) {
        float x = node.value().at(i);
        switch (change) {
            case Change.Set(float value) -> {
                factor[i] = 0;
                addend[i] = value;
            }
            case Change.Scale(float by) -> factor[i] = by;
            case Change.Clamp(float min, float max) -> {
                if (x >= min && x <= max) return;
                factor[i] = 0;
                addend[i] = Math.clamp(x, min, max);
            }
            case Change.Replace(Tensor values) -> {
                factor[i] = 0;
                addend[i] = values.at(place(computed, values, i));
            }
        }
    }

    /** Where another pass has the same place: it has all steps in one tensor. */
    private int place(Node node, Tensor values, int i) {
        int before =
                node.step() == Node.ALL_STEPS ? 0 : node.step() * node.shape().length();
        boolean fits = node.step() == Node.ALL_STEPS
                ? values.length() == node.shape().length()
                : before + node.shape().length() <= values.length();
        if (!fits) throw new RefusedException("trace.interventionShape", values.shape(), name, node.shape());
        return before + i;
    }
}

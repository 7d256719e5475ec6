package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a number stands in a pass: its name, and a position along each axis. The batch axis is left out where there is only one
 * example, as it is in every trace.
 *
 * @param axes the axes that are counted, outermost first
 * @param index a position along each of them
 */
public record Place(String name, List<Axis> axes, List<Integer> index, Quantity quantity) {
    /** Where an operand of an explanation stands. */
    public static Place of(Operand operand) {
        Node node = operand.node();
        Shape shape = node.shape();
        int[] position = shape.unflatten(operand.index());
        List<Axis> axes = new ArrayList<>();
        List<Integer> index = new ArrayList<>();
        if (node.step() != Node.ALL_STEPS) {
            axes.add(node.stepAxis());
            index.add(node.step());
        }
        for (int i = 0; i < shape.rank(); i++) {
            if (shape.axis(i) == Axis.BATCH && shape.size(i) == 1) continue;
            axes.add(shape.axis(i));
            index.add(position[i]);
        }
        String name = node.name();
        return new Place(name == null ? "" : name, List.copyOf(axes), List.copyOf(index), operand.quantity());
    }

    /** The position along {@code axis}, or −1 if it is not one of the axes. */
    public int along(Axis axis) {
        int i = axes.indexOf(axis);
        return i < 0 ? -1 : index.get(i);
    }

    /** The same position under another name. */
    public Place withName(String other) {
        return new Place(other, axes, index, quantity);
    }

    /** For example {@code hiddenState[t=3, unit=2]}, with {@code ∂L/∂} before it if it is a gradient. */
    public String label() {
        StringBuilder text = new StringBuilder(quantity == Quantity.GRADIENT ? "∂L/∂" : "").append(name);
        if (axes.isEmpty()) return text.toString();
        text.append('[');
        for (int i = 0; i < axes.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(axes.get(i).label())
                    .append('=')
                    .append(index.get(i));
        }
        return text.append(']').toString();
    }
}

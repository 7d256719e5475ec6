package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

/** Inputs of one shape, one after the other along a new first axis. */
record Stack(Axis axis) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape first = inputs.getFirst().shape();
        for (Node input : inputs) {
            if (!input.shape().equals(first))
                throw new IllegalArgumentException(first + " and " + input.shape() + " differ");
        }
        return first.prepend(axis, inputs.size());
    }

    @Override
    public void forward(Backend backend, Node out) {
        for (int i = 0; i < out.inputs().size(); i++)
            out.value().slice(i).copyFrom(out.input(i).value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        for (int i = 0; i < out.inputs().size(); i++) {
            Node input = out.input(i);
            if (input.needsGradient()) backend.addScaled(1, out.gradient().slice(i), input.gradient());
        }
    }

    @Override
    public Expression explain(Node out, int index) {
        int each = out.input(0).shape().length();
        return Operand.of(out.input(index / each), index % each);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Operand.gradient(out, input * out.input(0).shape().length() + index);
    }
}

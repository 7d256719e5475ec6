package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

/** The heads side by side again: {@code [BATCH, HEAD, positions, UNIT]} becomes {@code [positions, BATCH, heads · channels]}. */
record MergeHeads() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.rank() != 4 || x.axis(0) != Axis.BATCH || x.axis(1) != Axis.HEAD)
            throw new IllegalArgumentException(x + " has no heads to be put side by side");
        return Shape.of(x.axis(2), x.size(2), Axis.BATCH, x.size(0), Axis.UNIT, x.size(1) * x.size(3));
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.mergeHeads(out.input(0).value(), out.value(), 0, 1, false);
    }

    @Override
    public void backward(Backend backend, Node out) {
        Node x = out.input(0);
        boolean adds = x.addsToGradient();
        backend.splitHeads(out.gradient(), 0, 1, x.gradientToWrite(), adds);
    }

    /** Where an element of the input goes. */
    private static int target(Shape x, int index) {
        int channels = x.size(3);
        int c = index % channels;
        int t = index / channels % x.size(2);
        int head = index / channels / x.size(2) % x.size(1);
        int batch = index / channels / x.size(2) / x.size(1);
        return ((t * x.size(0) + batch) * x.size(1) + head) * channels + c;
    }

    @Override
    public Expression explain(Node out, int index) {
        Shape x = out.input(0).shape();
        int channels = x.size(3);
        int c = index % channels;
        int head = index / channels % x.size(1);
        int batch = index / channels / x.size(1) % x.size(0);
        int t = index / channels / x.size(1) / x.size(0);
        return Operand.of(out.input(0), ((batch * x.size(1) + head) * x.size(2) + t) * channels + c);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Operand.gradient(out, target(out.input(0).shape(), index));
    }
}

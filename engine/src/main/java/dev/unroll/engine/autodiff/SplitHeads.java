package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

/**
 * One of the parts (query, key, value) that stand side by side in each row, cut into heads: {@code [positions, BATCH, parts · heads ·
 * channels]} becomes {@code [BATCH, HEAD, positions, UNIT]}.
 *
 * @param positions what the positions are called in the result: those that ask, or the keys that are asked
 */
record SplitHeads(int part, int parts, int heads, Axis positions) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.rank() != 3 || x.axis(1) != Axis.BATCH || x.columns() % (parts * heads) != 0 || part >= parts) {
            throw new IllegalArgumentException(x + " cannot be cut into " + parts + " × " + heads + " heads");
        }
        return Shape.of(
                Axis.BATCH, x.size(1), Axis.HEAD, heads, positions, x.size(0), Axis.UNIT, x.columns() / parts / heads);
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.splitHeads(out.input(0).value(), part, parts, out.value(), false);
    }

    @Override
    public void backward(Backend backend, Node out) {
        backend.mergeHeads(out.gradient(), out.input(0).gradient(), part, parts, true);
    }

    /** Where an element of the result comes from. */
    private int source(Node out, int index) {
        int channels = out.shape().size(3);
        int times = out.shape().size(2);
        int c = index % channels;
        int t = index / channels % times;
        int head = index / channels / times % heads;
        int batch = index / channels / times / heads;
        return ((t * out.shape().size(0) + batch) * parts + part) * heads * channels + head * channels + c;
    }

    @Override
    public Expression explain(Node out, int index) {
        return Operand.of(out.input(0), source(out, index));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int channels = out.shape().size(3);
        int times = out.shape().size(2);
        int batches = out.shape().size(0);
        int c = index % channels;
        int head = index / channels % heads;
        int inPart = index / channels / heads % parts;
        int batch = index / channels / heads / parts % batches;
        int t = index / channels / heads / parts / batches;
        if (inPart != part) return new Expression.Constant(0);
        return Operand.gradient(out, ((batch * heads + head) * times + t) * channels + c);
    }
}

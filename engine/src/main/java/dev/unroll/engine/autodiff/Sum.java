package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/** The sum of all elements. */
record Sum() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        return Shape.scalar();
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor x = out.input(0).value();
        float[] values = x.read();
        double sum = 0;
        for (int i = x.offset(); i < x.offset() + x.length(); i++) sum += values[i];
        out.value().fill((float) sum);
    }

    @Override
    public void backward(Backend backend, Node out) {
        Tensor dx = out.input(0).gradient();
        float dy = out.gradient().item();
        float[] values = dx.write();
        for (int i = dx.offset(); i < dx.offset() + dx.length(); i++) values[i] += dy;
    }

    @Override
    public Expression explain(Node out, int index) {
        List<Expression> terms = new ArrayList<>();
        for (int i = 0; i < out.input(0).shape().length(); i++) terms.add(Operand.of(out.input(0), i));
        return new Expression.Sum(terms);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Operand.gradient(out, 0);
    }
}

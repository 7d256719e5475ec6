package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.tensor.Shape;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** {@code y = f(x)} for every element. */
record Elementwise(ElementFunction function) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        return inputs.getFirst().shape();
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.apply(function, out.input(0).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        Node x = out.input(0);
        backend.applyBackward(function, x.value(), out.value(), out.gradient(), x.gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        return switch (function) {
            case TANH -> call("tanh", out, index, Math::tanh);
            case SIGMOID -> call("σ", out, index, Elementwise::sigmoid);
            case RELU -> call("relu", out, index, x -> Math.max(0, x));
            case GELU -> call("gelu", out, index, Elementwise::gelu);
            case LOG_SIGMOID -> call("log σ", out, index, x -> Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x))));
            case EXP -> call("exp", out, index, Math::exp);
            case LOG -> call("log", out, index, Math::log);
        };
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        Operand y = Operand.of(out, index);
        Expression slope = switch (function) {
            case TANH -> Expression.Sum.of(new Constant(1), Expression.Product.of(new Constant(-1), y, y));
            case SIGMOID ->
                Expression.Product.of(
                        y, Expression.Sum.of(new Constant(1), Expression.Product.of(new Constant(-1), y)));
            case RELU -> call("relu′", out, index, x -> x > 0 ? 1 : 0);
            case GELU -> call("gelu′", out, index, Elementwise::geluSlope);
            case LOG_SIGMOID -> call("σ(−x)", out, index, x -> sigmoid(-x));
            case EXP -> y;
            case LOG -> call("1/", out, index, x -> 1 / x);
        };
        return Expression.Product.of(slope, Operand.gradient(out, index));
    }

    private static Expression call(String name, Node out, int index, DoubleUnaryOperator f) {
        return new Call(name, List.of(Operand.of(out.input(0), index)), x -> f.applyAsDouble(x[0]));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double gelu(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static double geluSlope(double x) {
        double root = Math.sqrt(2 / Math.PI);
        double t = Math.tanh(root * (x + 0.044715 * x * x * x));
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x);
    }
}

package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.HEAD;
import static dev.unroll.engine.tensor.Axis.INPUT;
import static dev.unroll.engine.tensor.Axis.ITEM;
import static dev.unroll.engine.tensor.Axis.KEY;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

/** Each op's derivative against finite differences, and each op's arithmetic against its result. */
class OpTest {
    private static final Backend BACKEND = new ScalarBackend();

    /** An op under test: a function of inputs of the given shapes. */
    private record Case(String name, Function<List<Node>, Node> op, Shape... shapes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> ops() {
        Shape matrix = Shape.of(TIME, 3, UNIT, 4);
        Stream<Case> functions = Stream.of(ElementFunction.values())
                .map(f -> new Case(
                        f.name(),
                        in -> {
                            Node x = in.get(0);
                            return (f == ElementFunction.LOG ? x.times(x).affine(1, 0.5f) : x).apply(f);
                        },
                        matrix));
        Stream<Case> others = Stream.of(
                new Case("matmul NN", in -> in.get(0).matmul(Form.NN, in.get(1)), matrix, Shape.of(INPUT, 4, UNIT, 5)),
                new Case("matmul NT", in -> in.get(0).linear(in.get(1)), matrix, Shape.of(UNIT, 5, INPUT, 4)),
                new Case(
                        "linear of a batch",
                        in -> in.get(0).linear(in.get(1), in.get(2)),
                        Shape.of(TIME, 2, ITEM, 3, INPUT, 4),
                        Shape.of(UNIT, 5, INPUT, 4),
                        Shape.of(UNIT, 5)),
                new Case("one-hot NT", in -> oneHot(in).linear(in.get(0)), Shape.of(UNIT, 5, INPUT, 4)),
                new Case("one-hot NN", in -> oneHot(in).matmul(Form.NN, in.get(0)), Shape.of(INPUT, 4, UNIT, 5)),
                new Case(
                        "linear of one-hot",
                        in -> oneHot(in).linear(in.get(0), in.get(1)),
                        Shape.of(UNIT, 5, INPUT, 4),
                        Shape.of(UNIT, 5)),
                new Case(
                        "added to linear",
                        in -> in.get(3).plusLinear(in.get(0), in.get(1), in.get(2)),
                        matrix,
                        Shape.of(UNIT, 5, INPUT, 4),
                        Shape.of(UNIT, 5),
                        Shape.of(TIME, 3, UNIT, 5)),
                new Case(
                        "added to linear of one-hot",
                        in -> in.get(2).plusLinear(oneHot(in), in.get(0), in.get(1)),
                        Shape.of(UNIT, 5, INPUT, 4),
                        Shape.of(UNIT, 5),
                        Shape.of(TIME, 3, UNIT, 5)),
                new Case(
                        "one read by several, in parts too",
                        in -> {
                            Node x = in.get(0).tanh();
                            Node parts = Node.stack(TIME, List.of(x.slice(2), x.slice(0), x.slice(2)));
                            Node twice =
                                    x.linear(in.get(1)).plus(x.reshape(matrix).linear(in.get(2)));
                            return twice.plus(parts.linear(in.get(1))).plus(twice);
                        },
                        matrix,
                        Shape.of(UNIT, 5, INPUT, 4),
                        Shape.of(UNIT, 5, INPUT, 4)),
                new Case("add", in -> in.get(0).plus(in.get(1)), matrix, matrix),
                new Case("add to itself", in -> in.get(0).plus(in.get(0)), matrix),
                new Case("multiply", in -> in.get(0).times(in.get(1)), matrix, matrix),
                new Case("square", in -> in.get(0).times(in.get(0)), matrix),
                new Case(
                        "sum of products",
                        in -> Node.sumOfProducts(in.get(0), in.get(1), in.get(2), in.get(0)),
                        matrix,
                        matrix,
                        matrix),
                new Case("affine", in -> in.get(0).affine(-1.5f, 2), matrix),
                new Case("softmax", in -> in.get(0).softmax(), matrix),
                new Case(
                        "layer norm",
                        in -> in.get(0).layerNorm(in.get(1), in.get(2), 1e-5f),
                        matrix,
                        Shape.of(UNIT, 4),
                        Shape.of(UNIT, 4)),
                new Case("cross-entropy", in -> in.get(0).crossEntropy(new int[] {2, 0, 3}, 0), matrix),
                new Case("cross-entropy, padded", in -> in.get(0).crossEntropy(new int[] {2, -1, 3}, 0), matrix),
                new Case("cross-entropy, smoothed", in -> in.get(0).crossEntropy(new int[] {2, 0, 3}, 0.1f), matrix),
                new Case("sum", in -> in.get(0).sum(), matrix),
                new Case("mean", in -> in.get(0).mean(), matrix),
                new Case("columns", in -> in.get(0).columns(1, 2), matrix),
                new Case("slice", in -> in.get(0).slice(1), matrix),
                new Case(
                        "slice of a result",
                        in -> in.get(0).tanh().slice(2).plus(in.get(0).slice(0)),
                        matrix),
                new Case("reshape", in -> in.get(0).reshape(Shape.of(ITEM, 12)).tanh(), matrix),
                new Case("stack", in -> Node.stack(TIME, List.of(in.get(0), in.get(1), in.get(0))), matrix, matrix));
        return Stream.of(functions, others, attentionOps()).flatMap(o -> o);
    }

    private static Stream<Case> attentionOps() {
        Shape matrix = Shape.of(TIME, 3, UNIT, 4);
        Shape rows = Shape.of(TIME, 3, BATCH, 2, UNIT, 12);
        Shape q = Shape.of(BATCH, 2, HEAD, 2, TIME, 3, UNIT, 2);
        Shape k = Shape.of(BATCH, 2, HEAD, 2, KEY, 4, UNIT, 2);
        AttentionMask lengths = AttentionMask.ofKeyLengths(3, 0);
        return Stream.of(
                new Case(
                        "concatenate",
                        in -> Node.concatenate(in.get(0), in.get(1), in.get(0)),
                        matrix,
                        Shape.of(TIME, 3, UNIT, 2)),
                new Case("split heads", in -> in.get(0).splitHeads(1, 3, 2, KEY), rows),
                new Case("merge heads", in -> in.get(0).mergeHeads(), q),
                new Case("batch first", in -> in.get(0).batchFirst(), rows),
                new Case("batch second", in -> in.get(0).batchSecond(), Shape.of(BATCH, 2, TIME, 3, UNIT, 4)),
                new Case("batched NT", in -> in.get(0).batchedMatmul(Form.NT, in.get(1)), q, k),
                new Case(
                        "batched NN",
                        in -> in.get(0).batchedMatmul(Form.NN, in.get(1)),
                        q,
                        Shape.of(BATCH, 2, HEAD, 2, KEY, 2, UNIT, 5)),
                new Case("softmax, causal", in -> in.get(0).softmax(new AttentionMask(true, 1, null)), q),
                new Case("softmax, none at first", in -> in.get(0).softmax(new AttentionMask(true, -2, null)), q),
                new Case("softmax, key lengths", in -> in.get(0).softmax(AttentionMask.ofKeyLengths(1, 0)), q),
                new Case("attention", in -> attention(in, AttentionMask.NONE), q, k, k),
                new Case("attention, causal", in -> attention(in, AttentionMask.CAUSAL), q, k, k),
                new Case("attention, key lengths", in -> attention(in, lengths), q, k, k),
                new Case(
                        "pairwise sum",
                        in -> in.get(0).pairwiseSum(in.get(1)),
                        Shape.of(BATCH, 2, TIME, 3, UNIT, 2),
                        Shape.of(BATCH, 2, KEY, 4, UNIT, 2)),
                new Case("sum of columns", in -> in.get(0).sumColumns(), rows),
                new Case(
                        "select rows",
                        in -> in.get(0).selectRows(new boolean[] {true, false, true}, in.get(1)),
                        matrix,
                        matrix),
                new Case(
                        "dropout",
                        in -> {
                            in.get(0).tape().train(5);
                            return in.get(0).dropout(0.4f);
                        },
                        matrix),
                new Case(
                        "changed",
                        in -> in.get(0)
                                .changed(
                                        Tensor.of(matrix, 1, 0, 2, 1, 0, 1, 1, 1, 0, 0, -1, 1),
                                        Tensor.of(matrix, 0, 3, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0)),
                        matrix));
    }

    private static Node attention(List<Node> in, AttentionMask mask) {
        return in.get(0).attention(in.get(1), in.get(2), mask, 0.7f, "attention");
    }

    private static Node oneHot(List<Node> inputs) {
        return inputs.getFirst().tape().oneHot(new int[] {3, 0, 3}, Shape.of(TIME, 3), 4);
    }

    @ParameterizedTest
    @MethodSource("ops")
    void gradientIsThatOfFiniteDifferences(Case op) {
        List<Tensor> inputs = randomInputs(op);
        Pass pass = new Pass(op, inputs);
        for (int i = 0; i < inputs.size(); i++) {
            Tensor x = inputs.get(i);
            for (int j = 0; j < x.length(); j++) {
                double expected = finiteDifference(op, inputs, x, j);
                assertThat((double) pass.inputs.get(i).gradient().at(j))
                        .as("input %d, element %d", i, j)
                        .isCloseTo(expected, within(2e-3 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    private static double finiteDifference(Case op, List<Tensor> inputs, Tensor x, int j) {
        float before = x.at(j);
        float h = 4e-3f;
        x.write()[j] = before + h;
        double above = new Pass(op, inputs).weighted();
        x.write()[j] = before - h;
        double below = new Pass(op, inputs).weighted();
        x.write()[j] = before;
        return (above - below) / (2.0 * h);
    }

    @ParameterizedTest
    @MethodSource("ops")
    void explanationOfEveryResultGivesIt(Case op) {
        Node out = new Pass(op, randomInputs(op)).out;
        for (int i = 0; i < out.shape().length(); i++) {
            assertThat(out.explain(i, Quantity.VALUE).value())
                    .as("element %d", i)
                    .isCloseTo(out.value().at(i), within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("ops")
    void explanationOfEveryGradientGivesIt(Case op) {
        Pass pass = new Pass(op, randomInputs(op));
        for (Node input : pass.inputs) {
            for (int i = 0; i < input.shape().length(); i++) {
                assertThat(input.explain(i, Quantity.GRADIENT).value())
                        .as("%s, element %d", input, i)
                        .isCloseTo(input.gradient().at(i), within(2e-5));
            }
        }
    }

    private static List<Tensor> randomInputs(Case op) {
        SplittableRandom random = new SplittableRandom(7);
        List<Tensor> inputs = new ArrayList<>();
        for (Shape shape : op.shapes) {
            Tensor tensor = Tensor.zeros(shape);
            for (int i = 0; i < tensor.length(); i++) tensor.write()[i] = (float) random.nextGaussian();
            inputs.add(tensor);
        }
        return inputs;
    }

    /** One pass through an op and back from the sum of its results, each with a weight of its own. */
    private static final class Pass {
        final List<Node> inputs;
        final Node out;

        Pass(Case op, List<Tensor> values) {
            Tape tape = new Tape(BACKEND);
            inputs = values.stream().map(tape::input).toList();
            for (int i = 0; i < inputs.size(); i++) inputs.get(i).named("in" + i);
            out = op.op.apply(inputs).named("out");
            tape.backward(out.times(tape.constant(weights(out.shape())).named("w"))
                    .named("weighted")
                    .sum());
        }

        private static Tensor weights(Shape shape) {
            Tensor weights = Tensor.zeros(shape);
            for (int i = 0; i < weights.length(); i++) weights.write()[i] = (float) Math.cos(i + 1);
            return weights;
        }

        /** In double, so that the difference of two of them keeps its digits. */
        double weighted() {
            double sum = 0;
            for (int i = 0; i < out.shape().length(); i++)
                sum += (double) out.value().at(i) * (float) Math.cos(i + 1);
            return sum;
        }
    }

    @ParameterizedTest
    @MethodSource("ops")
    void secondRoundOnTheSameTapeGivesTheSameBits(Case op) {
        List<Tensor> values = randomInputs(op);
        Tape tape = new Tape(BACKEND);
        List<float[]> rounds = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            tape.reset();
            List<Node> inputs = values.stream().map(tape::input).toList();
            tape.backward(op.op.apply(inputs).sum());
            rounds.add(inputs.getFirst().gradient().toArray());
        }
        assertThat(rounds.get(1)).containsExactly(rounds.get(0));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void shapesThatDoNotFitAreRefused(Case op) {
        Tape tape = new Tape(BACKEND);
        List<Node> inputs = randomInputs(op).stream().map(tape::input).toList();
        assertThat(catchThrowable(() -> op.op.apply(inputs))).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Case> misfits() {
        Shape a = Shape.of(TIME, 3, UNIT, 4);
        Shape b = Shape.of(TIME, 2, UNIT, 5);
        return Stream.of(
                new Case("matmul", in -> in.get(0).linear(in.get(1)), a, b),
                new Case(
                        "bias",
                        in -> in.get(0).linear(in.get(1), in.get(2)),
                        a,
                        Shape.of(UNIT, 5, INPUT, 4),
                        Shape.of(UNIT, 4)),
                new Case("add", in -> in.get(0).plus(in.get(1)), a, b),
                new Case("multiply", in -> in.get(0).times(in.get(1)), a, b),
                new Case(
                        "added",
                        in -> in.get(1).plusLinear(in.get(0), in.get(2), in.get(3)),
                        a,
                        b,
                        Shape.of(UNIT, 5, INPUT, 4),
                        Shape.of(UNIT, 5)),
                new Case("sum of products", in -> Node.sumOfProducts(in.get(0), in.get(0), in.get(0), in.get(1)), a, b),
                new Case("stack", in -> Node.stack(TIME, in), a, b),
                new Case("concatenate", in -> Node.concatenate(in.get(0), in.get(1)), a, b),
                new Case("split heads", in -> in.get(0).splitHeads(0, 3, 1, KEY), Shape.of(TIME, 3, BATCH, 1, UNIT, 4)),
                new Case("merge heads", in -> in.get(0).mergeHeads(), a),
                new Case("batched", in -> in.get(0).batchedMatmul(Form.NT, in.get(1)), a, b),
                new Case("masked softmax", in -> in.get(0).softmax(AttentionMask.CAUSAL), a),
                new Case(
                        "attention",
                        in -> attention(List.of(in.get(0), in.get(1), in.get(0)), AttentionMask.NONE),
                        a,
                        b),
                new Case("pairwise sum", in -> in.get(0).pairwiseSum(in.get(1)), a, b),
                new Case("select rows", in -> in.get(0).selectRows(new boolean[3], in.get(1)), a, b),
                new Case(
                        "changed",
                        in -> in.get(0).changed(in.get(1).value(), in.get(1).value()),
                        a,
                        b),
                new Case(
                        "certain dropout",
                        in -> {
                            in.get(0).tape().train(1);
                            return in.get(0).dropout(1);
                        },
                        a),
                new Case("reshape", in -> in.get(0).reshape(Shape.of(TOKEN, 5)), a),
                new Case("columns", in -> in.get(0).columns(3, 2), a),
                new Case("slice", in -> in.get(0).slice(3), a),
                new Case("too few targets", in -> in.get(0).crossEntropy(new int[] {1}, 0), a),
                new Case("target outside", in -> in.get(0).crossEntropy(new int[] {1, 2, 4}, 0), a),
                new Case("id outside", in -> in.get(0).tape().oneHot(new int[] {4}, Shape.of(TIME, 1), 4), a),
                new Case(
                        "backward of a matrix",
                        in -> {
                            in.get(0).tape().backward(in.get(0));
                            return in.get(0);
                        },
                        a));
    }
}

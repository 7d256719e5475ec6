package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.GptBlock;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.backend.WholeBlocks;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Layers as one operation give what they give step by step. */
class FusedLayersTest {
    private record Pass(List<Tensor> values, List<Tensor> gradients) {}

    static Stream<Arguments> cases() {
        return Backends.all().stream()
                .flatMap(backend -> Stream.of(RecurrentStack.Cell.RNN, RecurrentStack.Cell.LSTM)
                        .flatMap(cell -> Stream.of(1, 2, 7).map(steps -> Arguments.of(cell, steps, backend))));
    }

    private static Pass pass(RecurrentStack stack, Tape tape, Tensor input, boolean deep) {
        Node x = tape.input(input);
        List<List<Node>> given = new ArrayList<>();
        for (var layer : stack.zeroState(input.shape().size(1)))
            given.add(layer.stream().map(s -> tape.input(filled(s))).toList());
        RecurrentStack.Run run = stack.forward(x, given, Steps.ALL);
        Node loss = run.outputs().times(run.outputs()).sum();
        if (deep) for (var layer : run.states()) for (Node state : layer) loss = loss.plus(state.sum());
        tape.backward(loss);
        List<Tensor> gradients = new ArrayList<>();
        gradients.add(x.gradient().copy());
        for (var layer : given)
            for (Node state : layer) gradients.add(state.gradient().copy());
        for (Parameter p : stack.parameters()) gradients.add(tape.gradient(p).copy());
        return new Pass(List.of(run.outputs().value().copy(), loss.value().copy()), gradients);
    }

    private static Tensor filled(Tensor x) {
        for (int i = 0; i < x.length(); i++) x.write()[i] = (float) Math.sin(i + 1);
        return x;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneOperationGivesWhatItsStepsGive(RecurrentStack.Cell cell, int steps, Backend backend) {
        RecurrentStack stack = new RecurrentStack("", cell, 5, 6, 2, new Initialization(4));
        Tensor input = filled(Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.BATCH, 3, Axis.INPUT, 5)));
        for (boolean deep : new boolean[] {false, true}) {
            Pass fused = pass(stack, new Tape(backend), input, deep);
            Pass stepwise = pass(stack, new Tape(backend, (name, node) -> node), input, deep);
            assertAlike(fused.values, stepwise.values);
            assertAlike(fused.gradients, stepwise.gradients);
        }
    }

    @Test
    void aBlockAsOneOperationGivesWhatItsStepsGive() {
        GptModel model = new GptModel(new GptModel.Configuration(7, 5, 12, 2, 3, 20, 0, true), 1);
        int[][] ids = {{1, 2, 3, 4, 5}, {6, 0, 1, 2, 3}};
        AtomicInteger blocks = new AtomicInteger();
        Backend whole = new WholeBlocks() {
            @Override
            public void block(GptBlock block, Tensor x, Tensor out) {
                blocks.incrementAndGet();
                super.block(block, x, out);
            }
        };
        Pass expected = training(model, new Tape(new ScalarBackend()), ids);
        assertThat(blocks).hasValue(0);
        Tape tape = new Tape(whole);
        for (int pass = 1; pass <= 2; pass++) {
            Pass actual = training(model, tape, ids);
            assertThat(blocks).hasValue(2 * pass);
            assertAlike(actual.values, expected.values);
            assertAlike(actual.gradients, expected.gradients);
            tape.retainGradients(false);
        }
        tape.reset();
        model.loss(tape, ids);
        assertThat(blocks).as("outside training the steps are taken").hasValue(4);
    }

    private static Pass training(GptModel model, Tape tape, int[][] ids) {
        tape.reset();
        tape.train(1);
        Node loss = model.loss(tape, ids);
        tape.backward(loss);
        List<Tensor> gradients = new ArrayList<>();
        for (Parameter p : model.parameters()) gradients.add(tape.gradient(p).copy());
        return new Pass(List.of(loss.value().copy()), gradients);
    }

    private static void assertAlike(List<Tensor> actual, List<Tensor> expected) {
        for (int k = 0; k < expected.size(); k++)
            for (int i = 0; i < expected.get(k).length(); i++)
                assertThat(actual.get(k).at(i))
                        .as("tensor %d, element %d", k, i)
                        .isCloseTo(
                                expected.get(k).at(i),
                                within(2e-5f
                                        * Math.max(1, Math.abs(expected.get(k).at(i)))));
    }
}

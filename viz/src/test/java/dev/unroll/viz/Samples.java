package dev.unroll.viz;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Data of the shapes that views are given. */
final class Samples {
    static final List<String> VOCABULARY = List.of(" ", "E", "H", "L", "O");

    private Samples() {}

    static List<String> tokens(int steps) {
        List<String> tokens = new ArrayList<>();
        for (int t = 0; t < steps; t++) tokens.add("HELLO ".substring(t % 6, t % 6 + 1));
        return tokens;
    }

    static List<Integer> targets(int steps) {
        return tokens(steps + 1).subList(1, steps + 1).stream()
                .map(VOCABULARY::indexOf)
                .toList();
    }

    /** A pass of an untrained network over HELLO. */
    static Trace trace(int hiddenSize) {
        int[] ids = tokens(5).stream().mapToInt(VOCABULARY::indexOf).toArray();
        return Trace.ofPrediction(
                new RnnModel(RecurrentStack.Cell.RNN, VOCABULARY.size(), hiddenSize, 1, 1), ids, Backends.best());
    }

    static Tensor oneHot(int steps) {
        Tensor result = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.TOKEN, VOCABULARY.size()));
        List<String> tokens = tokens(steps);
        for (int t = 0; t < steps; t++) result.write()[t * VOCABULARY.size() + VOCABULARY.indexOf(tokens.get(t))] = 1;
        return result;
    }

    static Tensor states(int steps, int units) {
        Random random = new Random(7);
        Tensor result = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.UNIT, units));
        for (int i = 0; i < result.length(); i++) result.write()[i] = (float) Math.tanh(random.nextGaussian());
        return result;
    }

    static Tensor gradientSizes(int steps) {
        Tensor result = Tensor.zeros(Shape.of(Axis.TIME, steps));
        for (int t = 0; t < steps; t++) result.write()[t] = (float) Math.pow(.6, steps - 1 - t);
        return result;
    }

    static Tensor probabilities(int steps, int tokens) {
        Random random = new Random(11);
        Tensor result = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.TOKEN, tokens));
        for (int t = 0; t < steps; t++) {
            double[] weights = random.doubles(tokens).map(x -> Math.exp(4 * x)).toArray();
            double sum = Arrays.stream(weights).sum();
            for (int i = 0; i < tokens; i++) result.write()[t * tokens + i] = (float) (weights[i] / sum);
        }
        return result;
    }

    static float[] losses(int steps) {
        Random random = new Random(3);
        float[] result = new float[steps];
        for (int i = 0; i < steps; i++)
            result[i] = (float) (.05 + 1.6 * Math.exp(-i / 300.) + .05 * random.nextGaussian() * Math.exp(-i / 800.));
        return result;
    }
}

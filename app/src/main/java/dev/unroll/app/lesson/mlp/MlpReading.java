package dev.unroll.app.lesson.mlp;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.AxisNames;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pass of the network over a text.
 *
 * @param window how many words it sees
 * @param weight the weight whose update is shown
 * @param rate the learning rate
 */
record MlpReading(TextTrace text, NamedNumbers numbers, int window, Place weight, double rate) implements TextReading {
    /** Stands where the text has not begun yet. */
    static final String BEFORE = "∅";

    /** The words, and last what stands before the text. */
    List<String> words() {
        List<String> words = new ArrayList<>(text.tokens());
        words.add(BEFORE);
        return words;
    }

    @Override
    public AxisNames names() {
        return text.names().withTokens(words());
    }

    /** Whether words become learnt vectors before they are read. */
    boolean embedded() {
        return trace().names().contains("embedding");
    }

    /** The words in the window at a step, oldest first, as positions in {@link #words}. */
    int[] windowAt(int t) {
        return IntStream.rangeClosed(t - window + 1, t)
                .map(i -> i < 0 ? text.tokens().size() : text.ids()[i])
                .toArray();
    }

    /** How many numbers the network would have with a window of this width. */
    long parameters(int width) {
        int units = trace().value("hidden/bias").length();
        int tokens = text.tokens().size();
        int vector = embedded() ? trace().value("embedding/weight").shape().columns() : tokens + 1;
        long embedding = embedded() ? (long) (tokens + 1) * vector : 0;
        return embedding + (long) units * (width * vector + 1) + (long) tokens * (units + 1);
    }

    /** Whether two steps are read through the same window. */
    boolean sameWindow(int one, int other) {
        return Arrays.equals(windowAt(one), windowAt(other));
    }

    Place lastInput(int t) {
        return new Place(
                "input",
                List.of(Axis.TIME, Axis.ITEM, Axis.TOKEN),
                List.of(t, window - 1, text.ids()[t]),
                Quantity.VALUE);
    }

    /** The place of the word that comes next. */
    Place answer(String name, Quantity quantity, int t) {
        return new Place(name, List.of(Axis.TIME, Axis.TOKEN), List.of(t, text.ids()[t + 1]), quantity);
    }

    /** The weight of a matrix with the largest gradient. */
    Place steepest(String name) {
        Tensor gradient = trace().gradient(name);
        int best = 0;
        for (int i = 1; i < gradient.length(); i++)
            if (Math.abs(gradient.at(i)) > Math.abs(gradient.at(best))) best = i;
        Shape shape = gradient.shape();
        List<Integer> index = IntStream.of(shape.unflatten(best)).boxed().toList();
        return new Place(name, shape.axes(), index, Quantity.GRADIENT);
    }
}

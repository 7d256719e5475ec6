package dev.unroll.app.lesson.mlp;

import dev.unroll.app.lesson.MlpDrawing;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.AxisNames;

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
    @Override
    public AxisNames names() {
        return text.names().withTokens(MlpDrawing.words(text));
    }

    /** How many numbers the network would have with a window of this width. */
    long parameters(int width) {
        boolean embedded = trace().names().contains("embedding");
        int units = trace().value("hidden/bias").length();
        int tokens = text.tokens().size();
        int vector = embedded ? trace().value("embedding/weight").shape().columns() : tokens + 1;
        long embedding = embedded ? (long) (tokens + 1) * vector : 0;
        return embedding + (long) units * (width * vector + 1) + (long) tokens * (units + 1);
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

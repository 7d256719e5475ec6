package dev.unroll.app.lesson;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.List;

/** What is read of a model over a text, with numbers that the lesson has measured itself. */
public interface TextReading extends Traced {
    /** The prediction of each next token. */
    TextTrace text();

    /** What was measured beside it. */
    NamedNumbers numbers();

    /** A single number that was measured; NaN if it was not. */
    default double number(String name) {
        Tensor measured = numbers().get(name);
        return measured == null ? Double.NaN : measured.item();
    }

    /** The symbol of what stands under a name at a time step. */
    default String symbol(String name, int t) {
        return symbol(new Place(name, List.of(Axis.TIME), List.of(t), Quantity.VALUE));
    }

    @Override
    default Trace trace() {
        return text().trace();
    }

    @Override
    default AxisNames names() {
        return text().names();
    }

    @Override
    default List<String> tokens() {
        return text().tokens();
    }

    @Override
    default int timeSteps() {
        return text().timeSteps();
    }

    @Override
    default Tensor tensor(String name) {
        Tensor measured = numbers().get(name);
        return measured == null ? Traced.super.tensor(name) : measured;
    }

    @Override
    default String symbol(Place place) {
        String measured = numbers().symbol(place);
        return measured == null ? Traced.super.symbol(place) : measured;
    }
}

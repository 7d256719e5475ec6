package dev.unroll.app.lesson;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.view.Numbers;

import java.util.List;
import java.util.stream.Stream;

/** What is read of a model, with numbers that the lesson has measured itself beside those of the trace. */
public interface MeasuredReading extends Traced {
    /** What was measured beside the trace; its names go before those of the trace. */
    NamedNumbers numbers();

    /** A single number that was measured; NaN if it was not. */
    default double number(String name) {
        Tensor measured = numbers().get(name);
        return measured == null ? Double.NaN : measured.item();
    }

    /** Single numbers, measured or of the trace, as prose quotes them. */
    default List<String> brief(String... names) {
        return Stream.of(names).map(name -> Numbers.brief(tensor(name).item())).toList();
    }

    /** The symbol of what stands under a name at a time step. */
    default String symbol(String name, int t) {
        return symbol(new Place(name, List.of(Axis.TIME), List.of(t), Quantity.VALUE));
    }

    @Override
    default Tensor tensor(String name) {
        Tensor measured = numbers().get(name);
        return measured == null ? Traced.super.tensor(name) : measured;
    }

    @Override
    default String symbol(Place place) {
        String measured = numbers().symbol(place, names().token());
        return measured == null ? Traced.super.symbol(place) : measured;
    }
}

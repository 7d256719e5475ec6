package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** What a lesson has measured beside what stands in the trace, by names that its guide uses. Filled on one thread, then only read. */
public final class NamedNumbers {
    private final Map<String, Tensor> numbers = new HashMap<>();
    private final Map<String, String> symbols = new HashMap<>();

    /**
     * Adds numbers.
     *
     * @param symbol how the field writes them
     */
    public NamedNumbers add(String name, String symbol, Tensor values) {
        numbers.put(name, values);
        symbols.put(name, symbol);
        return this;
    }

    /** Adds a number. */
    public NamedNumbers add(String name, String symbol, double value) {
        return add(name, symbol, Tensor.scalar((float) value));
    }

    /** The numbers of a name, or null if they were not measured. */
    public @Nullable Tensor get(String name) {
        return numbers.get(name);
    }

    /** How a place is written, or null if it is none of these. */
    public @Nullable String symbol(Place place) {
        String symbol = symbols.get(place.name());
        return symbol == null || place.index().isEmpty()
                ? symbol
                : symbol + " (" + place.axes().getFirst().label() + " = "
                        + place.index().getFirst() + ")";
    }
}

package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.sequence.TokenStrip;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a lesson has measured beside what stands in the trace, by names that its guide uses. Filled on one thread, then only read. */
public final class NamedNumbers {
    private final Map<String, Tensor> numbers = new HashMap<>();
    private final Map<String, String> symbols = new HashMap<>();
    private final Map<String, Along> alongAxis = new HashMap<>();

    /** How each position along an axis is written. */
    private record Along(Axis axis, IntFunction<String> symbol) {}

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

    /**
     * Adds numbers, each item of which is written in its own way.
     *
     * @param symbol how the field writes them all
     * @param itemSymbol how it writes one, by its place along the axis of items
     * @param values with an axis of items
     */
    public NamedNumbers add(String name, String symbol, IntFunction<String> itemSymbol, Tensor values) {
        return add(name, symbol, Axis.ITEM, itemSymbol, values);
    }

    /**
     * Adds numbers, each position along an axis of which is written in its own way.
     *
     * @param symbol how the field writes them all
     * @param symbolAt how it writes those at one position along the axis
     */
    public NamedNumbers add(String name, String symbol, Axis axis, IntFunction<String> symbolAt, Tensor values) {
        alongAxis.put(name, new Along(axis, symbolAt));
        return add(name, symbol, values);
    }

    /** Adds a number. */
    public NamedNumbers add(String name, String symbol, double value) {
        return add(name, symbol, Tensor.scalar((float) value));
    }

    /** The numbers of a name, or null if they were not measured. */
    public @Nullable Tensor get(String name) {
        return numbers.get(name);
    }

    /**
     * How a place is written, or null if it is none of these.
     *
     * @param token the text of an entry of the vocabulary, or null if it is not known
     */
    public @Nullable String symbol(Place place, IntFunction<@Nullable String> token) {
        String symbol = symbols.get(place.name());
        if (symbol == null) return null;
        Along along = alongAxis.get(place.name());
        int at = along == null ? -1 : place.along(along.axis);
        String rest = IntStream.range(0, place.index().size())
                .filter(i -> at < 0 || place.axes().get(i) != along.axis)
                .mapToObj(i -> index(place, i, token))
                .collect(Collectors.joining(", "));
        String written = at < 0 ? symbol : along.symbol.apply(at);
        return rest.isEmpty() ? written : written + " (" + rest + ")";
    }

    private static String index(Place place, int i, IntFunction<@Nullable String> token) {
        int at = place.index().get(i);
        String text = place.axes().get(i) == Axis.TOKEN ? token.apply(at) : null;
        return text == null ? place.axes().get(i).label() + " = " + at : "‘" + TokenStrip.display(text) + "’";
    }
}

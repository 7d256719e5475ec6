package dev.unroll.app.guide;

import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.sequence.TokenStrip;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Numbers that are called by words, where there are words for them in the language of the screen, and by the signs of the field
 * otherwise. The words of {@code cache/kept} stand under {@code number.cache.kept}, or under {@code share.cache.kept} if it is a share
 * of a whole; those of a single item also under {@code number.cache.kept.0}.
 */
record LabelledNumbers(Measured measured, Messages messages) implements Measured {
    private static final String NUMBER = "number.";
    private static final String SHARE = "share.";

    @Override
    public Tensor tensor(String name) {
        return measured.tensor(name);
    }

    @Override
    public List<String> tokens() {
        return measured.tokens();
    }

    @Override
    public List<String> steps() {
        return measured.steps();
    }

    @Override
    public boolean isShare(Place place) {
        String key = key(place);
        return key != null && key.startsWith(SHARE);
    }

    @Override
    public String symbol(Place place) {
        String key = key(place);
        if (key == null) return measured.symbol(place);
        boolean ofItem = !key.endsWith(dotted(place));
        String rest = IntStream.range(0, place.index().size())
                .filter(i -> !ofItem || place.axes().get(i) != Axis.ITEM)
                .mapToObj(i -> index(place, i))
                .collect(Collectors.joining(", "));
        return rest.isEmpty() ? messages.get(key) : messages.get("guide.number", messages.get(key), rest);
    }

    /** The key of the words for what stands at a place, or null if there are none. */
    @Nullable
    String key(Place place) {
        if (place.quantity() == Quantity.GRADIENT) return null;
        int item = place.along(Axis.ITEM);
        Stream<String> names =
                item < 0 ? Stream.of(dotted(place)) : Stream.of(dotted(place) + "." + item, dotted(place));
        return names.flatMap(name -> Stream.of(NUMBER + name, SHARE + name))
                .filter(messages::has)
                .findFirst()
                .orElse(null);
    }

    private static String dotted(Place place) {
        return place.name().replace('/', '.');
    }

    private String index(Place place, int i) {
        int at = place.index().get(i);
        return switch (place.axes().get(i)) {
            case TOKEN -> "‘" + TokenStrip.display(measured.tokens(), at) + "’";
            case TIME, TARGET -> "t = " + at;
            default -> Integer.toString(at);
        };
    }
}

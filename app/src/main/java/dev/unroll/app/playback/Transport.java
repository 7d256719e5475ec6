package dev.unroll.app.playback;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javafx.beans.value.ObservableValue;

/**
 * What the transport of a lesson moves.
 *
 * @param walks the scales that it can be moved along, from coarse to fine
 * @param position where it stands, in words
 * @param names the key of what a scale is called here, by its usual key
 */
public record Transport(Map<Scale, Walk> walks, ObservableValue<String> position, UnaryOperator<String> names) {
    /** Scales that go by their usual names. */
    public Transport(Map<Scale, Walk> walks, ObservableValue<String> position) {
        this(walks, position, UnaryOperator.identity());
    }

    /** @throws IllegalArgumentException if there is no scale */
    public Transport {
        if (walks.isEmpty()) throw new IllegalArgumentException("a transport needs something to move along");
        walks = Collections.unmodifiableMap(new EnumMap<>(walks));
    }

    /** The scales, from coarse to fine. */
    public List<Scale> scales() {
        return List.copyOf(walks.keySet());
    }

    /** The key of a scale's name among the texts. */
    public String key(Scale scale) {
        return names.apply(scale.key());
    }

    /** What is walked along a scale. */
    public Walk along(Scale scale) {
        return walks.getOrDefault(scale, walks.values().iterator().next());
    }

    /** The scale that playing moves along: a guide waits for its reader, so beside one the next finer scale is played. */
    Scale played(Scale scale) {
        return scale == Scale.GUIDE && walks.size() > 1 ? scales().get(1) : scale;
    }
}

package dev.unroll.engine.model;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model's configuration, read by name. */
record Settings(Map<String, String> texts) {
    /** @throws IllegalArgumentException if it is missing or no whole number */
    int number(String key) {
        String text = texts.getOrDefault(key, "");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The model's setting ‘" + key + "’ should be a whole number, not ‘" + text + "’.", e);
        }
    }

    /** As {@link #number(String)}, with a value for where it is missing. */
    int number(String key, int otherwise) {
        return texts.containsKey(key) ? number(key) : otherwise;
    }

    /** @throws IllegalArgumentException if it is there and no number */
    float decimal(String key, float otherwise) {
        String text = texts.get(key);
        if (text == null) return otherwise;
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The model's setting ‘" + key + "’ should be a number, not ‘" + text + "’.", e);
        }
    }

    /** @throws IllegalArgumentException if it is there and not one of the names of {@code otherwise}'s kind */
    <E extends Enum<E>> E choice(String key, E otherwise) {
        String text = texts.get(key);
        if (text == null) return otherwise;
        E[] all = otherwise.getDeclaringClass().getEnumConstants();
        return Stream.of(all)
                .filter(e -> e.name().equalsIgnoreCase(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("The model's setting ‘" + key + "’ should be one of "
                        + Stream.of(all)
                                .map(e -> e.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + ", not ‘" + text + "’."));
    }

    /** How an enum constant is written. */
    static String write(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}

package dev.unroll.engine.model;

import dev.unroll.engine.message.RefusedException;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A model's configuration, each of whose values {@link Models} found to be one that its {@link Size} allows. */
record Settings(Map<String, String> texts) {
    private String text(String name) {
        String text = texts.get(name);
        if (text == null) throw new RefusedException("model.missingSize", name);
        return text;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    float decimal(String name) {
        return Float.parseFloat(text(name));
    }

    <E extends Enum<E>> E choice(String name, Class<E> kind) {
        String text = text(name);
        return Stream.of(kind.getEnumConstants())
                .filter(e -> e.name().equalsIgnoreCase(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("There is no ‘" + text + "’ for ‘" + name + "’."));
    }

    /** How an enum constant is written. */
    static String write(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}

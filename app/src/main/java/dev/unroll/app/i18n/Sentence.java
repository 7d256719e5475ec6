package dev.unroll.app.i18n;

import java.util.List;

/**
 * Something to be said in whatever language the screen speaks when it is read.
 *
 * @param key of the text
 * @param arguments what stands for {0}, {1} … in it
 */
public record Sentence(String key, List<Object> arguments) {
    /** A sentence with its arguments. */
    public Sentence(String key, Object... arguments) {
        this(key, List.of(arguments));
    }
}

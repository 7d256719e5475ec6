package dev.unroll.app.i18n;

import dev.unroll.engine.message.Translatable;

import java.util.List;

/**
 * Something to be said in whatever language the screen speaks when it is read.
 *
 * @param key of the text
 * @param arguments what stands for {0}, {1} … in it; sentences and the engine's messages among them are said in that language too
 */
public record Sentence(String key, List<Object> arguments) {
    /** What an exception says, in every language that it can be said in. */
    public static Sentence of(Exception e) {
        return new Sentence("said", e instanceof Translatable said ? said.message() : String.valueOf(e.getMessage()));
    }

    /** A sentence with its arguments. */
    public Sentence(String key, Object... arguments) {
        this(key, List.of(arguments));
    }
}

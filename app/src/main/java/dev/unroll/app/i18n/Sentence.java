package dev.unroll.app.i18n;

import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.message.Translatable;

import java.util.List;

/**
 * Something to be said in whatever language the screen speaks when it is read.
 *
 * @param key of the text
 * @param arguments what stands for {0}, {1} … in it; sentences and the engine's messages among them are said in that language too
 */
public record Sentence(String key, List<Object> arguments) {
    /** What an exception says, in every language that it can be said in. What Java says is for the log file. */
    public static Sentence of(Throwable e) {
        return switch (e) {
            case Throwable said
            when said instanceof Translatable translatable -> new Sentence("said", translatable.message());
            case DeviceException device -> new Sentence("said", String.valueOf(device.getMessage()));
            case OutOfMemoryError _ -> new Sentence("failed.memory");
            default -> new Sentence("failed");
        };
    }

    /** A sentence with its arguments. */
    public Sentence(String key, Object... arguments) {
        this(key, List.of(arguments));
    }
}

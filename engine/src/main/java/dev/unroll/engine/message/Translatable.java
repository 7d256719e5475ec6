package dev.unroll.engine.message;

import java.util.List;

/** An exception that can be told in several languages; {@link Throwable#getMessage} gives it in English. */
public interface Translatable {
    /** What it says. */
    Message message();

    /** What its texts are found under. */
    default String key() {
        return message().key();
    }

    /** What stands in it. */
    default List<Object> arguments() {
        return message().arguments();
    }
}

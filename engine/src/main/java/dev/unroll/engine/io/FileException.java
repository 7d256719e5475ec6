package dev.unroll.engine.io;

import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.Translatable;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** A file that cannot be read or written. The message is one sentence that says why and what to do. */
public final class FileException extends IOException implements Translatable {
    private static final long serialVersionUID = 1;

    private final transient Message message;

    FileException(@Nullable Throwable cause, String key, Object... arguments) {
        this(cause, Message.of(key, arguments));
    }

    private FileException(@Nullable Throwable cause, Message message) {
        super(message.english(), cause);
        this.message = message;
    }

    @Override
    public Message message() {
        return message;
    }
}

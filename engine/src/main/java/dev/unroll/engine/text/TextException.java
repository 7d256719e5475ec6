package dev.unroll.engine.text;

import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.Translatable;

import java.io.IOException;

/** A text that cannot be used. The message is one sentence that says what is wrong with it and what to do. */
public final class TextException extends IOException implements Translatable {
    private static final long serialVersionUID = 1;

    private final transient Message message;

    TextException(String key, Object... arguments) {
        this(Message.of(key, arguments));
    }

    private TextException(Message message) {
        super(message.english());
        this.message = message;
    }

    @Override
    public Message message() {
        return message;
    }
}

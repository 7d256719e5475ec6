package dev.unroll.engine.text;

import java.io.IOException;

/** A text that cannot be used. The message is one sentence that says what is wrong with it and what to do. */
public final class TextException extends IOException {
    private static final long serialVersionUID = 1;

    TextException(String message) {
        super(message);
    }
}

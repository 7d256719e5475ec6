package dev.unroll.engine.message;

import org.jspecify.annotations.Nullable;

/** A value that somebody chose and that cannot be. The message is one sentence that says what is wrong with it. */
public final class RefusedException extends IllegalArgumentException implements Translatable {
    private static final long serialVersionUID = 1;

    private final transient Message message;

    /**
     * @param key what its texts are found under
     * @param arguments as in {@link Message}
     */
    public RefusedException(String key, Object... arguments) {
        this(null, Message.of(key, arguments));
    }

    /**
     * @param cause what found out, or {@code null}
     * @param message what is wrong
     */
    public RefusedException(@Nullable Throwable cause, Message message) {
        super(message.english(), cause);
        this.message = message;
    }

    @Override
    public Message message() {
        return message;
    }
}

package dev.unroll.engine.message;

/** A model that is well-formed and of no use, as one whose weights are no numbers. The message is one sentence that says what is wrong with it. */
public final class UnusableException extends IllegalArgumentException implements Translatable {
    private static final long serialVersionUID = 1;

    private final transient Message message;

    /**
     * @param key what its texts are found under
     * @param arguments as in {@link Message}
     */
    public UnusableException(String key, Object... arguments) {
        this(Message.of(key, arguments));
    }

    private UnusableException(Message message) {
        super(message.english());
        this.message = message;
    }

    @Override
    public Message message() {
        return message;
    }
}

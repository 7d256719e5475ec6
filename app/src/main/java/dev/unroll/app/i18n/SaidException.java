package dev.unroll.app.i18n;

/** A wish of the user's that cannot be granted, with the sentence that says why and what to do. */
public final class SaidException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Sentence sentence;

    /** @param arguments as in {@link Sentence} */
    public SaidException(String key, Object... arguments) {
        this(new Sentence(key, arguments));
    }

    /** With a sentence that is at hand. */
    public SaidException(Sentence sentence) {
        super(sentence.key() + sentence.arguments());
        this.sentence = sentence;
    }

    /** What is to be said. */
    public Sentence sentence() {
        return sentence;
    }
}

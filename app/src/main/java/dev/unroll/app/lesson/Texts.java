package dev.unroll.app.lesson;

import dev.unroll.engine.text.CharacterTokenizer;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.WordTokenizer;

import java.util.SplittableRandom;

/** Texts as lessons read them. */
public final class Texts {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
    private static final int MOST_WORDS = 2_000;

    private Texts() {}

    /**
     * A text in words, or in characters where it has no words or too many of them.
     *
     * @throws TextException if it cannot be learnt
     */
    public static Corpus inWords(String text) throws TextException {
        WordTokenizer words = WordTokenizer.of(text);
        boolean inWords = text.strip().contains(" ") && words.vocabulary().size() <= MOST_WORDS;
        return inWords ? Corpus.of(text, words) : Corpus.of(text);
    }

    /** Random letters of forty; the same for the same seed. */
    public static Corpus random(int length, long seed) throws TextException {
        StringBuilder text = new StringBuilder();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < length; i++) text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return Corpus.of(text.toString(), CharacterTokenizer.of(ALPHABET));
    }

    /** A text that is read again and again, until it has at least so many tokens. */
    public static Corpus repeated(Corpus once, int least) {
        int[] ids = once.ids();
        if (ids.length >= least) return once;
        int[] again = new int[Math.ceilDiv(least, ids.length) * ids.length];
        for (int i = 0; i < again.length; i++) again[i] = ids[i % ids.length];
        return new Corpus(once.tokenizer(), again);
    }
}

package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.engine.text.CharacterTokenizer;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.text.UnknownTokenException;
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

    /**
     * What cuts a text into words.
     *
     * @param most how many different words there may be
     * @throws SaidException if there are more
     */
    public static WordTokenizer words(String text, int most) throws SaidException {
        WordTokenizer words = WordTokenizer.of(text.replace("\r\n", "\n").replace('\r', '\n'));
        if (words.vocabulary().size() <= most) return words;
        throw new SaidException("text.tooManyWords", words.vocabulary().size(), most);
    }

    /** @throws SaidException if a text has tokens that are not known */
    public static void check(String text, Tokenizer tokenizer) throws SaidException {
        try {
            tokenizer.encode(text);
        } catch (UnknownTokenException e) {
            throw new SaidException(Sentence.of(e));
        }
    }

    /**
     * A text that is read with the tokens of another.
     *
     * @throws SaidException if it has others, or too few to be read
     */
    public static Corpus read(String text, Tokenizer tokenizer) throws SaidException {
        try {
            return Corpus.of(text, tokenizer);
        } catch (TextException | UnknownTokenException e) {
            throw new SaidException(Sentence.of(e));
        }
    }

    /** A text without signs, which keep company with all words. */
    public static String withoutSigns(String text) {
        return text.replaceAll("[^\\p{L}\\p{M}'’]+", " ").strip();
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

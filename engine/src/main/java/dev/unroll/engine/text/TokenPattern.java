package dev.unroll.engine.text;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that marks tokens of a text: those of which a character lies in a match. Where it has a group in brackets, only
 * what stands in the first one is marked, so that {@code ("[^"]*)"} marks what is within quotation marks up to the one that ends them.
 */
public final class TokenPattern {
    /** How often a character may be looked at, on average, before a pattern is given up: one that goes back again and again. */
    private static final int MOST_LOOKS = 400;

    private static final int FEWEST_LOOKS = 100_000;

    private final Pattern pattern;

    private TokenPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads a pattern as {@link Pattern} has it.
     *
     * @throws TextException if it is none, with the place where it cannot be read
     */
    public static TokenPattern of(String regex) throws TextException {
        try {
            return new TokenPattern(Pattern.compile(regex, Pattern.MULTILINE));
        } catch (PatternSyntaxException e) {
            throw new TextException("text.pattern", regex, Math.max(0, e.getIndex()) + 1);
        }
    }

    /**
     * Marks the tokens of a text.
     *
     * @param tokens which follow each other without anything between them
     * @return a bit for each token
     * @throws TextException if it takes too long, which some patterns do
     */
    public BitSet marks(List<String> tokens) throws TextException {
        String text = String.join("", tokens);
        BitSet characters = new BitSet(text.length());
        Matcher matcher = pattern.matcher(new Watched(text, Math.max(FEWEST_LOOKS, (long) MOST_LOOKS * text.length())));
        int group = matcher.groupCount() == 0 ? 0 : 1;
        try {
            while (matcher.find())
                if (matcher.start(group) >= 0) characters.set(matcher.start(group), matcher.end(group));
        } catch (TooSlow | StackOverflowError e) { // Java's matcher calls itself for each turn of a repeated group
            throw new TextException("text.patternSlow", pattern.pattern());
        }
        BitSet marks = new BitSet(tokens.size());
        int at = 0;
        for (int t = 0; t < tokens.size(); t++) {
            int end = at + tokens.get(t).length();
            int marked = characters.nextSetBit(at);
            if (marked >= 0 && marked < end) marks.set(t);
            at = end;
        }
        return marks;
    }

    /** It was looked at more characters than a pattern needs that does not go back. */
    private static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooSlow() {
            super(null, null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Watched implements CharSequence {
        private final String text;
        private long left;

        Watched(String text, long looks) {
            this.text = text;
            left = looks;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- <= 0) throw new TooSlow();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

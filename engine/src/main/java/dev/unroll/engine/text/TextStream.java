package dev.unroll.engine.text;

import java.util.Arrays;

/** Text from tokens that come one by one: each is given out as soon as later tokens cannot change it. */
public final class TextStream {
    private static final char INCOMPLETE = '\uFFFD';

    private final Tokenizer tokenizer;
    private int[] ids;
    private int given;

    /** A stream that goes on after some tokens, whose text has been given out. */
    public TextStream(Tokenizer tokenizer, int... before) {
        this.tokenizer = tokenizer;
        ids = before.clone();
        given = certain(tokenizer.decode(ids)).length();
    }

    /** Adds a token. @return what can be given out now, perhaps nothing */
    public String add(int id) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        return take(certain(tokenizer.decode(ids)));
    }

    /** @return what is left, as it is */
    public String end() {
        return take(tokenizer.decode(ids));
    }

    private String take(String text) {
        String fresh = text.substring(Math.min(given, text.length()));
        given = Math.max(given, text.length());
        return fresh;
    }

    /** A character whose bytes are not all there decodes to U+FFFD at the end. */
    private static String certain(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == INCOMPLETE) end--;
        return text.substring(0, end);
    }
}

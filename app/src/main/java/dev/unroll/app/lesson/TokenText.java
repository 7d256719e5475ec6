package dev.unroll.app.lesson;

import dev.unroll.engine.text.Vocabulary;

import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javafx.scene.text.Font;

/** Tokens as this machine can draw them. */
public final class TokenText {
    private static final boolean EMOJI_FONT = Font.getFamilies().stream().anyMatch(family -> family.contains("Emoji"));

    private TokenText() {}

    /** All tokens of a vocabulary as they can be seen, by their ids. */
    public static List<String> all(Vocabulary vocabulary) {
        return IntStream.range(0, vocabulary.size())
                .mapToObj(id -> of(vocabulary, id))
                .toList();
    }

    /** The tokens of ids, without a copy of a long text. */
    public static List<String> of(List<String> tokens, int[] ids) {
        return new AbstractList<>() {
            @Override
            public String get(int place) {
                return tokens.get(ids[place]);
            }

            @Override
            public int size() {
                return ids.length;
            }
        };
    }

    /** A token as it can be seen: emoji by their code point where no font draws them. */
    public static String of(Vocabulary vocabulary, int id) {
        String text = vocabulary.display(id);
        int first = text.codePointAt(0);
        if (EMOJI_FONT || !Character.isEmojiPresentation(first) && !Character.isExtendedPictographic(first))
            return text;
        return "U+" + Integer.toHexString(first).toUpperCase(Locale.ROOT)
                + (text.codePointCount(0, text.length()) > 1 ? "…" : "");
    }
}

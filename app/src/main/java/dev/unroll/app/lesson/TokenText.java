package dev.unroll.app.lesson;

import dev.unroll.engine.text.Vocabulary;

import java.util.Locale;
import javafx.scene.text.Font;

/** Tokens as this machine can draw them. */
public final class TokenText {
    private static final boolean EMOJI_FONT = Font.getFamilies().stream().anyMatch(family -> family.contains("Emoji"));

    private TokenText() {}

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

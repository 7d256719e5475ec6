package dev.unroll.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One token for each character as a reader sees it: a grapheme cluster of Unicode's annex 29, such as é, 👩‍🚀 or 한. */
public record CharacterTokenizer(Vocabulary vocabulary) implements Tokenizer {
    static final String KIND = "character";

    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    /** A tokenizer whose vocabulary is all the characters of a text, sorted. */
    public static CharacterTokenizer of(String text) {
        return new CharacterTokenizer(new Vocabulary(List.copyOf(new TreeSet<>(graphemes(text)))));
    }

    /** The characters of a text in their order. */
    public static List<String> graphemes(String text) {
        List<String> graphemes = new ArrayList<>();
        Map<String, String> different = new HashMap<>(); // A long text has few, and each is kept once.
        Matcher matcher = GRAPHEME.matcher(text);
        for (int i = 0, end; i < text.length(); i = end) {
            end = isAlone(text, i) ? i + 1 : matcher.region(i, text.length()).lookingAt() ? matcher.end() : i + 1;
            graphemes.add(different.computeIfAbsent(text.substring(i, end), same -> same));
        }
        return graphemes;
    }

    /** Between two characters of ASCII there is always a border, but for CR LF; seeing so at once saves most of the time. */
    private static boolean isAlone(String text, int i) {
        return text.charAt(i) < 0x80 && text.charAt(i) != '\r' && (i + 1 == text.length() || text.charAt(i + 1) < 0x80);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<String> split(String text) {
        return graphemes(text);
    }
}

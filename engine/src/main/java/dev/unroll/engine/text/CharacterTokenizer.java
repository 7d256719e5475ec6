package dev.unroll.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** One token for each character as a reader sees it: a grapheme cluster of Unicode's annex 29, such as é, 👩‍🚀 or 한. */
public record CharacterTokenizer(Vocabulary vocabulary) implements Tokenizer {
    static final String KIND = "character";

    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final String[] ASCII =
            IntStream.range(0, 0x80).mapToObj(Character::toString).toArray(String[]::new);

    /** A tokenizer whose vocabulary is all the characters of a text, sorted. */
    public static CharacterTokenizer of(String text) {
        return new CharacterTokenizer(new Vocabulary(List.copyOf(new TreeSet<>(graphemes(text)))));
    }

    /** The characters of a text in their order. */
    public static List<String> graphemes(String text) {
        List<String> graphemes = new ArrayList<>();
        Map<String, String> different = new HashMap<>(); // A long text has few, and each is kept once.
        Matcher matcher = GRAPHEME.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (isAlone(text, at)) {
                graphemes.add(ASCII[text.charAt(at++)]);
            } else {
                matcher.region(at, text.length()).lookingAt();
                graphemes.add(different.computeIfAbsent(matcher.group(), same -> same));
                at = matcher.end();
            }
        }
        return graphemes;
    }

    /** Between two characters of ASCII there is always a border, but for CR LF. Seeing so at once makes long texts quick. */
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

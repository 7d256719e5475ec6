package dev.unroll.engine.text;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One token for each character as a reader sees it: a grapheme cluster of Unicode's annex 29, such as é, 👩‍🚀 or 한. */
public record CharacterTokenizer(Vocabulary vocabulary) implements Tokenizer {
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    /** A tokenizer whose vocabulary is all the characters of a text, sorted. */
    public static CharacterTokenizer of(String text) {
        return new CharacterTokenizer(new Vocabulary(List.copyOf(new TreeSet<>(graphemes(text)))));
    }

    /** The characters of a text in their order. */
    public static List<String> graphemes(String text) {
        return GRAPHEME.matcher(text).results().map(MatchResult::group).toList();
    }

    @Override
    public String kind() {
        return "character";
    }

    @Override
    public List<String> split(String text) {
        return graphemes(text);
    }
}

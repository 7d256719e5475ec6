package dev.unroll.engine.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One token for each word, such as {@code pizza}, {@code don't} or {@code 42}, and one for each other character. The single space
 * between two words takes no token: decoding puts it back. A text therefore comes back whole when its tokens are decoded together,
 * not one by one.
 */
public record WordTokenizer(Vocabulary vocabulary) implements Tokenizer {
    static final String KIND = "word";

    private static final String LETTER = "[\\p{L}\\p{M}\\p{N}]";
    private static final Pattern WORD_START = Pattern.compile(LETTER);

    // Apostrophes and the joiners of Persian and Indic scripts belong to a word when they stand inside it. (A
    // look-behind for its
    // last letter would be shorter, but in Java it does not see letters beyond U+FFFF.)
    private static final String INSIDE = "[\\p{L}\\p{M}\\p{N}'’\u200C\u200D]";
    private static final Pattern TOKEN = Pattern.compile(LETTER + INSIDE + "*" + LETTER + "|" + LETTER + "|\\X");

    /** A tokenizer whose vocabulary is all the words and characters of a text, the most frequent first. */
    public static WordTokenizer of(String text) {
        Map<String, Integer> counts = new HashMap<>();
        for (String token : tokens(text)) counts.merge(token, 1, Integer::sum);
        Comparator<String> frequency = Comparator.comparing(counts::get, Comparator.reverseOrder());
        return new WordTokenizer(new Vocabulary(counts.keySet().stream()
                .sorted(frequency.thenComparing(Comparator.naturalOrder()))
                .toList()));
    }

    private static List<String> tokens(String text) {
        List<String> all = TOKEN.matcher(text).results().map(MatchResult::group).toList();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            boolean between = i > 0 && i < all.size() - 1 && isWord(all.get(i - 1)) && isWord(all.get(i + 1));
            if (!between || !all.get(i).equals(" ")) tokens.add(all.get(i));
        }
        return tokens;
    }

    private static boolean isWord(String token) {
        return WORD_START.matcher(token).lookingAt();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<String> split(String text) {
        return tokens(text);
    }

    @Override
    public TextStream stream() {
        return new TextStream() {
            private boolean afterWord;

            @Override
            public String add(int id) {
                String token = vocabulary.token(id);
                boolean word = isWord(token);
                boolean apart = afterWord && word;
                afterWord = word;
                return apart ? " " + token : token;
            }
        };
    }
}

package dev.unroll.engine.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WordTokenizerTest {
    private static final WordTokenizer ANY = WordTokenizer.of("");

    @Test
    void wordsAreTokensAndTheSpaceBetweenThemIsUnderstood() {
        assertThat(ANY.split("eat the pizza")).containsExactly("eat", "the", "pizza");
        assertThat(ANY.split(" eat  the, ")).containsExactly(" ", "eat", " ", " ", "the", ",", " ");
    }

    @Test
    void apostropheInsideAWordBelongsToIt() {
        assertThat(ANY.split("'don't'")).containsExactly("'", "don't", "'");
    }

    @Test
    void wordsOfOtherScriptsAndEmojiStayWhole() {
        assertThat(ANY.split("cafe\u0301 👩‍🚀 می\u200cخواهم क्षि!"))
                .containsExactly("cafe\u0301", " ", "👩‍🚀", " ", "می\u200cخواهم", "क्षि", "!");
    }

    @Test
    void mostFrequentWordsComeFirst() {
        assertThat(WordTokenizer.of("b a c a b a").vocabulary().tokens()).containsExactly("a", "b", "c");
    }

    @Test
    void unknownWordIsNamed() {
        assertThatThrownBy(() -> WordTokenizer.of("eat the pizza").encode("eat the broccoli"))
                .isInstanceOf(UnknownTokenException.class)
                .hasMessageContaining("‘broccoli’ (U+0062 U+0072 U+006F U+0063 …), number 3 of the text");
    }

    @Test
    void longRunsAreSplitInTimeAndWithinTheStack() {
        assertThat(ANY.split("a'".repeat(500_000))).hasSize(2);
        assertThat(ANY.split("a𐀀".repeat(200_000))).hasSize(1);
        assertThat(ANY.split("a" + "'".repeat(500_000))).hasSize(500_001);
    }
}

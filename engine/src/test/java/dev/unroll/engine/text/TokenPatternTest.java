package dev.unroll.engine.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenPatternTest {
    private static String marked(String regex, List<String> tokens) throws TextException {
        StringBuilder signs = new StringBuilder();
        var marks = TokenPattern.of(regex).marks(tokens);
        for (int t = 0; t < tokens.size(); t++) signs.append(marks.get(t) ? '^' : '.');
        return signs.toString();
    }

    private static List<String> characters(String text) {
        return CharacterTokenizer.graphemes(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[aeiou]        | say \"I am\" now | .^.....^....^.",
                "(\"[^\"]*)\"   | say \"I am\" now | ....^^^^^.....",
                "(?<=\\s)\\S    | say \"I am\" now | ....^..^...^..",
                "x              | say \"I am\" now | ..............",
                "(x)?y          | say \"I am\" now | ..............",
            })
    void marksWhatMatchesOrItsFirstGroup(String regex, String text, String expected) throws TextException {
        assertThat(marked(regex, characters(text))).isEqualTo(expected);
    }

    @Test
    void aTokenOfSeveralCharactersIsMarkedByAnyOfThem() throws TextException {
        assertThat(marked("e", List.of("the", " ", "cat", "", "sleeps"))).isEqualTo("^...^");
        assertThat(marked("👩‍🚀", characters("a👩‍🚀b"))).isEqualTo(".^.");
    }

    @Test
    void linesBeginAndEndAtLineEnds() throws TextException {
        assertThat(marked("^.", characters("ab\ncd"))).isEqualTo("^..^.");
    }

    @Test
    void whatIsNoPatternIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> TokenPattern.of("ab[c"))
                .isInstanceOf(TextException.class)
                .hasMessageContaining("‘ab[c’")
                .hasMessageContaining("character 4");
    }

    @Test
    void aPatternThatWouldNeverEndIsGivenUp() throws TextException {
        TokenPattern nested = TokenPattern.of("(a+)+b");
        List<String> many = characters("a".repeat(20_000));
        assertThatThrownBy(() -> nested.marks(many))
                .isInstanceOf(TextException.class)
                .hasMessageContaining("too long");
        TokenPattern deep = TokenPattern.of("(a|b)*c");
        assertThatThrownBy(() -> deep.marks(many)).isInstanceOf(TextException.class);
    }

    @Test
    void aLongTextIsMarkedWhole() throws TextException {
        List<String> text = characters("the cat sat. ".repeat(8_000));
        assertThat(TokenPattern.of("[aeiou]").marks(text).cardinality()).isEqualTo(3 * 8_000);
    }
}

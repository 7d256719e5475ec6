package dev.unroll.engine.text;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CharacterTokenizerTest {
    @ParameterizedTest
    @ValueSource(strings = {"e\u0301", "👩‍🚀", "🇩🇪", "👍🏽", "한", "\u1112\u1161\u11ab", "नि", "\r\n", "👨‍👩‍👧‍👦"})
    void whatAReaderSeesAsOneCharacterIsOneToken(String character) {
        assertThat(CharacterTokenizer.graphemes("a" + character + "b")).containsExactly("a", character, "b");
    }

    @Property
    void decodingGivesTheTextBack(@ForAll String text) {
        CharacterTokenizer tokenizer = CharacterTokenizer.of(text);
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void unknownCharacterIsNamedWithItsPlace() {
        CharacterTokenizer tokenizer = CharacterTokenizer.of("HELLO");
        assertThatThrownBy(() -> tokenizer.encode("HÉLLO"))
                .isInstanceOf(UnknownTokenException.class)
                .hasMessage(
                        "The model does not know ‘É’ (U+00C9), number 2 of the text; it knows these 4 tokens: E H L O.");
    }

    @Test
    void invisibleCharactersCanBeSeen() {
        assertThat(Vocabulary.display(" a\n\t\u0007")).isEqualTo("␣a↵⇥U+0007");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0085", "\u2028", "\u2029", "\u202E", "\u200B", "\uFEFF", "\u00A0", "\u3000", "\uD800"})
    void charactersWithNothingToSeeAreShownByTheirCode(String character) {
        assertThat(Vocabulary.display(character)).isEqualTo(String.format("U+%04X", (int) character.charAt(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"👩‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "می‌خواهم", "e\u0301", "한", "❤️"})
    void joinersWithinACharacterAreLeftAlone(String text) {
        assertThat(Vocabulary.display(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\u2028", "\u0085"})
    void noTokenBreaksTheLineOfAMessage(String token) {
        assertThatThrownBy(() -> CharacterTokenizer.of("HELLO").encode(token))
                .isInstanceOf(UnknownTokenException.class)
                .message()
                .endsWith(".")
                .doesNotContainPattern("\\R");
        assertThatThrownBy(() -> new Vocabulary(List.of(token, token)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .endsWith(".")
                .doesNotContainPattern("\\R");
    }

    @Test
    void onlyTheFirstFortyTokensAreListed() {
        StringBuilder text = new StringBuilder();
        for (int c = 0x4E00; c < 0x4E00 + 41; c++) text.appendCodePoint(c);
        assertThatThrownBy(() -> CharacterTokenizer.of(text.toString()).encode("a"))
                .message()
                .contains("41 tokens", " …")
                .doesNotContain(Character.toString(0x4E00 + 40));
    }

    @Test
    void vocabularyHasEachTokenOnce() {
        assertThatThrownBy(() -> new Vocabulary(List.of("a", "b", "a"))).hasMessageContaining("‘a’ twice");
        assertThat(CharacterTokenizer.of("banana").vocabulary().tokens()).containsExactly("a", "b", "n");
    }

    @Property
    void textIsCutWhereUnicodeSaysSo(@ForAll("texts") String text) {
        List<String> expected = Pattern.compile("\\X")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(CharacterTokenizer.graphemes(text)).isEqualTo(expected);
    }

    @Provide
    static Arbitrary<String> texts() {
        return TokenizerTest.texts();
    }
}

package dev.unroll.engine.text;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpacedTokenizerTest {
    /** Tokens as sentences and tasks have them, and some that are difficult: joined characters, and halves of a special token. */
    @Provide
    static Arbitrary<List<String>> tokens() {
        Arbitrary<String> token = Arbitraries.of(
                "der", "hund", "mädchen", "sieht", ",", ".", "?", "→", "7*", "don't", "(", "e\u0301", "👩‍🚀", "吃",
                "𝄞", "<", "sos");
        return token.list().ofMaxSize(30);
    }

    @Provide
    static Arbitrary<String> gaps() {
        return Arbitraries.of(" ", "  ", "\t", "\n", "\r\n", " \t\n ");
    }

    @Property(tries = 300)
    void anyGapSeparatesTokensAndDecodingPutsOneSpace(
            @ForAll("tokens") List<String> tokens, @ForAll("gaps") String gap, @ForAll("gaps") String edge) {
        String tidy = String.join(" ", tokens);
        String untidy = edge + String.join(gap, tokens) + edge;
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of(tidy));
        assertThat(tokenizer.split(untidy)).isEqualTo(tokens);
        assertThat(tokenizer.encode(untidy))
                .containsExactly(tokens.stream().mapToInt(tokenizer::id).toArray());
        assertThat(tokenizer.decode(tokenizer.encode(untidy))).isEqualTo(tidy);
    }

    @Property(tries = 200)
    void vocabularyIsTheSpecialTokensAndThenTheMostFrequent(
            @ForAll("tokens") List<String> first, @ForAll("tokens") List<String> second) {
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of(String.join(" ", first), String.join(" ", second)));
        List<String> vocabulary = tokenizer.vocabulary().tokens();
        assertThat(vocabulary).startsWith("<pad>", "<sos>", "<eos>");
        List<String> learnt = vocabulary.subList(3, vocabulary.size());
        List<String> all = Stream.concat(first.stream(), second.stream()).toList();
        assertThat(learnt).containsExactlyInAnyOrderElementsOf(Set.copyOf(all));
        for (int i = 1; i < learnt.size(); i++) {
            int before = Collections.frequency(all, learnt.get(i - 1));
            int after = Collections.frequency(all, learnt.get(i));
            assertThat(before).isGreaterThanOrEqualTo(after);
            if (before == after) assertThat(learnt.get(i - 1)).isLessThan(learnt.get(i));
        }
    }

    @Property(tries = 100)
    void orderOfTheTextsDoesNotChangeTheIds(@ForAll("tokens") List<String> tokens) {
        List<String> reversed = tokens.reversed();
        assertThat(SpacedTokenizer.of(tokens).vocabulary().tokens())
                .isEqualTo(SpacedTokenizer.of(reversed).vocabulary().tokens());
    }

    @Test
    void whatIsUnknownIsCountedAsItWasTyped() {
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of("he calls her ."));
        assertThat(tokenizer.encodeTarget("he calls"))
                .containsExactly(
                        tokenizer.id("<sos>"), tokenizer.id("he"), tokenizer.id("calls"), tokenizer.id("<eos>"));
        assertThatThrownBy(() -> tokenizer.encodeTarget("nope")).hasMessageContaining("‘nope’", "number 1 of the text");
        assertThatThrownBy(() -> tokenizer.encodeTarget("he  nope her")).hasMessageContaining("number 2 of the text");
    }

    @Test
    void specialTokensHaveTheFirstIdsEvenWhereTheyStandInTheTexts() {
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of("<eos> hund <pad> hund", "<sos>"));
        assertThat(tokenizer.vocabulary().tokens()).containsExactly("<pad>", "<sos>", "<eos>", "hund");
        assertThat(tokenizer.id(SpacedTokenizer.PADDING)).isEqualTo(0);
        assertThat(tokenizer.id(SpacedTokenizer.START)).isEqualTo(1);
        assertThat(tokenizer.id(SpacedTokenizer.END)).isEqualTo(2);
    }

    @Test
    void decodingLeavesOutTheSpecialTokens() {
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of("he calls her ."));
        assertThat(tokenizer.decode(tokenizer.encode("<sos> he calls her . <eos> <pad> <pad>")))
                .isEqualTo("he calls her .");
        assertThat(tokenizer.decode(0, 1, 2)).isEmpty();
        assertThat(tokenizer.decode()).isEmpty();
    }

    @Test
    void textOfNothingButGapsHasNoTokens() {
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of());
        assertThat(tokenizer.vocabulary().tokens()).containsExactly("<pad>", "<sos>", "<eos>");
        assertThat(tokenizer.encode("")).isEmpty();
        assertThat(tokenizer.encode(" \t\n")).isEmpty();
    }

    @Test
    void unknownTokensAreNamed() {
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of("der hund sieht"));
        assertThatThrownBy(() -> tokenizer.encode("der hund singt"))
                .isInstanceOf(UnknownTokenException.class)
                .hasMessageContaining("‘singt’")
                .hasMessageContaining("number 3 of the text");
        assertThatThrownBy(() -> tokenizer.id("singt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("‘singt’")
                .message()
                .endsWith(".");
    }

    @Property(tries = 100)
    void metadataMakeTheSameTokenizer(@ForAll("tokens") List<String> tokens) {
        String text = String.join(" ", tokens);
        SpacedTokenizer tokenizer = SpacedTokenizer.of(List.of(text));
        Map<String, String> metadata = new HashMap<>(tokenizer.toMetadata());
        metadata.put("something", "else");
        Tokenizer again = Tokenizer.fromMetadata(metadata);
        assertThat(again).isInstanceOf(SpacedTokenizer.class);
        assertThat(again.vocabulary().tokens()).isEqualTo(tokenizer.vocabulary().tokens());
        assertThat(again.encode(text)).isEqualTo(tokenizer.encode(text));
    }
}

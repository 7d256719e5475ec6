package dev.unroll.engine.text;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What holds for every tokenizer. */
class TokenizerTest {
    // What depends on no text is made once: 50,000 tokens each.
    private static final Tokenizer GPT2 = new Gpt2Tokenizer();
    private static final Tokenizer PADDED_GPT2 = new Gpt2Tokenizer(50_304);
    private static final Tokenizer BYTE_LEVEL = published();

    private static Stream<Tokenizer> tokenizersOf(String text) {
        return Stream.of(
                CharacterTokenizer.of(text),
                WordTokenizer.of(text),
                BytePairTokenizer.train(text, 20),
                GPT2,
                PADDED_GPT2,
                BYTE_LEVEL);
    }

    private static Tokenizer published() {
        try {
            return ByteLevelTokenizerTest.published();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Texts with all that is difficult: any character of Unicode beside what stands often in real text. */
    @Provide
    static Arbitrary<String> texts() {
        Arbitrary<String> often = Arbitraries.of(
                "eat",
                "the",
                "pizza",
                "don't",
                "'",
                " ",
                "  ",
                "\n",
                "\r",
                "\t",
                ".",
                ", ",
                "\u00A0",
                "e\u0301",
                "👩‍🚀",
                "🇩🇪",
                "👍🏽",
                "\u200D",
                "\u200C",
                "\u0301",
                "\u0600",
                "한",
                "नि",
                "吃",
                "42",
                "<sos>",
                "<|endoftext|>");
        Arbitrary<String> any = Arbitraries.integers()
                .between(1, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString);
        return Arbitraries.oneOf(often, often, any).list().ofMaxSize(30).map(parts -> String.join("", parts));
    }

    @Property(tries = 300)
    void decodingGivesTheTextBack(@ForAll("texts") String text) {
        assertThat(tokenizersOf(text))
                .allSatisfy(
                        t -> assertThat(t.decode(t.encode(text))).as(t.kind()).isEqualTo(text));
    }

    @Property(tries = 200)
    void idsOfTwoTextsOneAfterTheOtherAreBothTexts(@ForAll("texts") String first, @ForAll("texts") String second) {
        // Nothing of a text joins a tab, so all that either text needs is known.
        assertThat(tokenizersOf(first + "\t" + second)).allSatisfy(t -> {
            String both = t.decode(Stream.of(t.encode(first), t.encode(second))
                    .flatMapToInt(IntStream::of)
                    .toArray());
            if (t instanceof WordTokenizer) assertThat(both).isIn(first + second, first + " " + second);
            else assertThat(both).as(t.kind()).isEqualTo(first + second);
        });
    }

    @Property(tries = 200)
    void splittingAndEncodingAgree(@ForAll("texts") String text) {
        assertThat(tokenizersOf(text)).allSatisfy(t -> {
            List<String> named =
                    IntStream.of(t.encode(text)).mapToObj(t.vocabulary()::token).toList();
            assertThat(t.split(text)).as(t.kind()).isEqualTo(named);
        });
    }

    @Property(tries = 100)
    void metadataMakeTheSameTokenizer(@ForAll("texts") String text) {
        assertThat(tokenizersOf(text)).allSatisfy(t -> {
            Map<String, String> texts = new HashMap<>(t.toMetadata());
            texts.put("something", "else");
            Tokenizer again = Tokenizer.fromMetadata(texts);
            assertThat(again).hasSameClassAs(t);
            assertThat(again.vocabulary().tokens()).isEqualTo(t.vocabulary().tokens());
            assertThat(again.encode(text)).isEqualTo(t.encode(text));
        });
    }

    static Stream<Map<String, String>> damaged() {
        return Stream.of(
                Map.of(),
                Map.of("tokenizer", "telepathy\n"),
                Map.of("tokenizer", "character"),
                Map.of("tokenizer", "character", "vocabulary", "null"),
                Map.of("tokenizer", "character", "vocabulary", "[\"a\", null]"),
                Map.of("tokenizer", "character", "vocabulary", "[\"a\", \"a\"]"),
                Map.of("tokenizer", "word", "vocabulary", "{\"a\": 1}"),
                Map.of("tokenizer", "bpe", "vocabulary", "[\"a\", \"aa\"]"),
                Map.of("tokenizer", "bpe", "vocabulary", "[\"a\", \"aa\"]", "merges", "[[\"a\", \"a\"]]"),
                Map.of("tokenizer", "bpe", "vocabulary", "[\"a\", \"aa\"]", "merges", "[[\"a\", null, \"1\"]]"),
                Map.of("tokenizer", "bpe", "vocabulary", "[\"a\", \"aa\"]", "merges", "[[\"a\", \"a\", \"often\"]]"),
                Map.of("tokenizer", "gpt2", "vocabularySize", "50256"),
                Map.of("tokenizer", "gpt2", "vocabularySize", "many"),
                Map.of("tokenizer", "byte-level", "vocabulary", "[\"a\", \"b\"]"),
                Map.of("tokenizer", "byte-level", "vocabulary", "[\"a\", \"a\"]", "merges", "[]"),
                Map.of("tokenizer", "bpe", "vocabulary", "[\"a\", \"b\"]", "merges", "[[\"a\", \"b\", \"2\"]]"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void damagedMetadataAreRefusedInOneSentence(Map<String, String> texts) {
        assertThatThrownBy(() -> Tokenizer.fromMetadata(texts))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .endsWith(".")
                .doesNotContain("\n");
    }

    @Test
    void textThatSpellsASpecialTokenIsNotIt() {
        Vocabulary vocabulary = new Vocabulary(List.of("<sos>", "<", ">", "sos"));
        assertThat(new WordTokenizer(vocabulary).encode("<sos>")).containsExactly(1, 3, 2);
        assertThat(new Gpt2Tokenizer().encode("<|endoftext|>")).doesNotContain(Gpt2Tokenizer.END_OF_TEXT);
    }
}

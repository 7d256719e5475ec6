package dev.unroll.engine.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class Gpt2TokenizerTest {
    private final Gpt2Tokenizer tokenizer = new Gpt2Tokenizer();

    @Test
    void idsAreThoseOfGpt2() {
        assertThat(tokenizer.encode("Hello, my dog is cute")).containsExactly(15496, 11, 616, 3290, 318, 13779);
        assertThat(tokenizer.encode("Hello world")).containsExactly(15496, 995);
    }

    @Test
    void vocabularyHasAllTokens() {
        assertThat(tokenizer.vocabulary().size()).isEqualTo(50_257);
        assertThat(tokenizer.vocabulary().token(Gpt2Tokenizer.END_OF_TEXT)).isEqualTo("<|endoftext|>");
        assertThat(tokenizer.vocabulary().display(995)).isEqualTo("␣world");
    }

    @Test
    void partOfACharacterIsShownAsItsBytes() {
        assertThat(tokenizer.split("👩")).hasSizeGreaterThan(1).anyMatch(token -> token.startsWith("⟨"));
        assertThat(tokenizer.decode(tokenizer.encode("👩"))).isEqualTo("👩");
    }

    @Test
    void idsToSpareHaveNoText() {
        Gpt2Tokenizer padded = new Gpt2Tokenizer(50_304);
        assertThat(padded.vocabulary().size()).isEqualTo(50_304);
        assertThat(padded.decode(15496, 50_257, 50_303, 995)).isEqualTo("Hello world");
        assertThat(padded.vocabulary().token(50_303)).isEqualTo("⟨50303⟩");
        assertThat(padded.encode("Hello world")).containsExactly(15496, 995);
        assertThat(padded.endOfText()).hasValue(50_256);
    }
}

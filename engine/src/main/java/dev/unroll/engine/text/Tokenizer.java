package dev.unroll.engine.text;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Cuts a text into tokens of a vocabulary and puts it together again. */
public sealed interface Tokenizer
        permits CharacterTokenizer,
                WordTokenizer,
                SpacedTokenizer,
                BytePairTokenizer,
                ByteLevelTokenizer,
                Gpt2Tokenizer {
    /** What it is called in checkpoints. */
    String kind();

    /** The tokens that it knows. */
    Vocabulary vocabulary();

    /** Cuts a text into tokens, whether they are known or not. */
    List<String> split(String text);

    /**
     * The ids of a text.
     *
     * @throws UnknownTokenException if something in it is not in the vocabulary
     */
    default int[] encode(String text) {
        List<String> tokens = split(text);
        int[] ids = new int[tokens.size()];
        for (int i = 0; i < ids.length; i++) {
            String token = tokens.get(i);
            List<String> before = tokens.subList(0, i);
            ids[i] = vocabulary()
                    .id(token)
                    .orElseThrow(() -> new UnknownTokenException(token, counted(before) + 1, vocabulary()));
        }
        return ids;
    }

    /** How many tokens whoever typed them would count: of merged ones their characters. */
    private int counted(List<String> tokens) {
        return this instanceof BytePairTokenizer
                ? CharacterTokenizer.graphemes(String.join("", tokens)).size()
                : tokens.size();
    }

    /** The text of ids. */
    default String decode(int... ids) {
        StringBuilder text = new StringBuilder();
        TextStream stream = stream();
        for (int id : ids) text.append(stream.add(id));
        return text.append(stream.end()).toString();
    }

    /** The text of ids that come one by one. */
    default TextStream stream() {
        return vocabulary()::token;
    }

    /** The id of the token that ends a text, where there is one that no text is encoded as. */
    default OptionalInt endOfText() {
        return OptionalInt.empty();
    }

    /** All that makes this tokenizer, as texts to be written beside the weights. */
    default Map<String, String> toMetadata() {
        return TokenizerMetadata.write(this);
    }

    /**
     * The tokenizer that {@link #toMetadata} wrote; other texts may stand beside its own.
     *
     * @throws IllegalArgumentException if something is missing or damaged, in one sentence
     */
    static Tokenizer fromMetadata(Map<String, String> texts) {
        return TokenizerMetadata.read(texts);
    }
}

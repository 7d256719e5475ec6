package dev.unroll.engine.text;

import java.util.List;
import java.util.Map;

/** Cuts a text into tokens of a vocabulary and puts it together again. */
public sealed interface Tokenizer
        permits CharacterTokenizer, WordTokenizer, SpacedTokenizer, BytePairTokenizer, Gpt2Tokenizer {
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
            int position = i + 1;
            ids[i] = vocabulary().id(token).orElseThrow(() -> new UnknownTokenException(token, position, vocabulary()));
        }
        return ids;
    }

    /** The text of ids. */
    default String decode(int... ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) text.append(vocabulary().token(id));
        return text.toString();
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

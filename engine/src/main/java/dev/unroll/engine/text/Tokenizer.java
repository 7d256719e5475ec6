package dev.unroll.engine.text;

import java.util.List;

/** Cuts a text into tokens of a vocabulary and puts it together again. */
public interface Tokenizer {
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
}

package dev.unroll.engine.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The tokens of GPT-2 and GPT-3: byte pair encoding over bytes, with 50,257 tokens. It knows every text. A token may be a part of
 * a character, so a text comes back whole when its tokens are decoded together, not one by one.
 *
 * <p>Radford et al., 2019, "Language models are unsupervised multitask learners".
 */
public final class Gpt2Tokenizer implements Tokenizer {
    static final String KIND = "gpt2";

    /** The id of the token {@code <|endoftext|>}, which stands between texts. No text is encoded as it. */
    public static final int END_OF_TEXT = 50_256;

    /** How many tokens there are. */
    public static final int SIZE = END_OF_TEXT + 1;

    private final Vocabulary vocabulary;

    /** The tables of tokens, read when they are first needed. */
    private static final class Tables {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
        static final List<byte[]> BYTES = IntStream.range(0, SIZE)
                .mapToObj(id -> ENCODING.decodeBytes(list(id)))
                .toList();
        static final Vocabulary VOCABULARY = ByteAlphabet.vocabulary(BYTES);
    }

    /** The tokenizer; all share the same tables. */
    public Gpt2Tokenizer() {
        this(SIZE);
    }

    /**
     * The tokenizer of a model that has ids to spare, since its vocabulary was padded to a rounder size: they have no text.
     *
     * @param size how many ids there are, at least {@link #SIZE}
     */
    public Gpt2Tokenizer(int size) {
        if (size < SIZE) throw new IllegalArgumentException("GPT-2 has " + SIZE + " tokens, not " + size + ".");
        vocabulary = size == SIZE ? Tables.VOCABULARY : padded(size);
    }

    private static Vocabulary padded(int size) {
        List<byte[]> bytes = new ArrayList<>(Tables.BYTES);
        bytes.addAll(Collections.nCopies(size - SIZE, new byte[0]));
        return ByteAlphabet.vocabulary(bytes);
    }

    /** A token as GPT-2's published vocabulary writes it, as in {@code Ġworld}. */
    public static String published(int id) {
        return ByteAlphabet.written(Tables.BYTES.get(id));
    }

    private static IntArrayList list(int... ids) {
        IntArrayList list = new IntArrayList(ids.length);
        for (int id : ids) list.add(id);
        return list;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** All tokens; one that is no whole character stands there as its bytes, as in {@code ⟨E2 80⟩}, and a spare one as its id. */
    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public List<String> split(String text) {
        return Arrays.stream(encode(text)).mapToObj(vocabulary::token).toList();
    }

    @Override
    public int[] encode(String text) {
        return Tables.ENCODING.encodeOrdinary(text).toArray();
    }

    @Override
    public TextStream stream() {
        return TextStream.ofBytes(id -> id < SIZE ? Tables.BYTES.get(id) : new byte[0]);
    }

    @Override
    public OptionalInt endOfText() {
        return OptionalInt.of(END_OF_TEXT);
    }
}

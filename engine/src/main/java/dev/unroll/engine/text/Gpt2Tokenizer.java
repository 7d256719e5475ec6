package dev.unroll.engine.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
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

    /** The tokenizer; all share the same tables. */
    public Gpt2Tokenizer() {}

    /** The tables of tokens, read when they are first needed. */
    private static final class Tables {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
        static final Vocabulary VOCABULARY = new Vocabulary(
                IntStream.rangeClosed(0, END_OF_TEXT).mapToObj(Tables::token).toList());

        private static String token(int id) {
            byte[] bytes = ENCODING.decodeBytes(list(id));
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                return "⟨" + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes) + "⟩";
            }
        }
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

    /** All tokens; one that is no whole character stands there as its bytes, as in {@code ⟨E2 80⟩}. */
    @Override
    public Vocabulary vocabulary() {
        return Tables.VOCABULARY;
    }

    @Override
    public List<String> split(String text) {
        return Arrays.stream(encode(text)).mapToObj(Tables.VOCABULARY::token).toList();
    }

    @Override
    public int[] encode(String text) {
        return Tables.ENCODING.encodeOrdinary(text).toArray();
    }

    @Override
    public String decode(int... ids) {
        return Tables.ENCODING.decode(list(ids));
    }
}

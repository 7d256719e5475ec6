package dev.unroll.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Bytes as GPT-2's published files write them, so that every token can be read as text: those that are printable in Latin-1 as they are,
 * all others as the characters from U+0100 up. A space is Ġ, a line break Ċ.
 */
final class ByteAlphabet {
    private static final int FIRST_OTHER = 0x100;
    private static final char[] CHARACTERS = new char[0x100];
    private static final int[] BYTES = new int[2 * FIRST_OTHER];

    static {
        int others = FIRST_OTHER;
        for (int b = 0; b < 0x100; b++) {
            CHARACTERS[b] = isPrintable(b) ? (char) b : (char) others++;
            BYTES[CHARACTERS[b]] = b + 1;
        }
    }

    private ByteAlphabet() {}

    private static boolean isPrintable(int b) {
        return b >= '!' && b <= '~' || b >= 0xA1 && b != 0xAD;
    }

    /** How bytes are written. */
    static String written(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) text.append(CHARACTERS[b & 0xFF]);
        return text.toString();
    }

    /** The bytes that are written so; what is no letter of the alphabet, as in a token that was added by hand, in UTF-8. */
    static byte[] bytes(String written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
        written.codePoints().forEach(c -> {
            if (c < BYTES.length && BYTES[c] > 0) bytes.write(BYTES[c] - 1);
            else bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        });
        return bytes.toByteArray();
    }

    /**
     * Tokens as they can be told apart by a reader: their text, or their bytes as in {@code ⟨E2 80⟩} where that is no text, or their id
     * where they have none or share it with another.
     *
     * @param tokens their bytes, none for an id that is spare
     */
    static Vocabulary vocabulary(List<byte[]> tokens) {
        List<String> names = new ArrayList<>(tokens.size());
        Set<String> taken = new HashSet<>();
        for (int id = 0; id < tokens.size(); id++) {
            String name = name(tokens.get(id));
            if (name.isEmpty() || !taken.add(name)) name = "⟨" + id + "⟩";
            names.add(name);
        }
        return new Vocabulary(names);
    }

    private static String name(byte[] bytes) {
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

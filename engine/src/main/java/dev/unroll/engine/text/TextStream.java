package dev.unroll.engine.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Text from tokens that come one by one: each is given out as soon as later tokens cannot change it. */
public interface TextStream {
    /** Adds a token. @return what can be given out now, perhaps nothing */
    String add(int id);

    /** @return what is left when no token follows */
    default String end() {
        return "";
    }

    /** Goes on after tokens whose text is there already. */
    default TextStream after(int... ids) {
        for (int id : ids) add(id);
        return this;
    }

    /**
     * Text from tokens that are bytes of UTF-8, of which one may be a part of a character: a character is given out with its last byte,
     * and what is none as U+FFFD.
     *
     * @param bytes those of a token
     */
    static TextStream ofBytes(IntFunction<byte[]> bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        return new TextStream() {
            private byte[] begun = {};

            @Override
            public String add(int id) {
                return decode(bytes.apply(id), false);
            }

            @Override
            public String end() {
                return decode(new byte[0], true);
            }

            private String decode(byte[] more, boolean last) {
                ByteBuffer in = ByteBuffer.allocate(begun.length + more.length);
                in.put(begun).put(more).flip();
                CharBuffer out = CharBuffer.allocate(in.remaining());
                decoder.decode(in, out, last);
                begun = new byte[in.remaining()];
                in.get(begun);
                return out.flip().toString();
            }
        };
    }
}

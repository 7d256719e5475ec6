package dev.unroll.engine.io;

import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.Translatable;
import dev.unroll.engine.text.Vocabulary;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one sentence that names the file and says what is wrong with it. */
public final class FormatException extends IOException implements Translatable {
    private static final long serialVersionUID = 1;
    private static final int MAX_QUOTED = 80;

    private final transient Message message;

    /**
     * @param what the key of what is wrong with the file
     * @param arguments what stands in that
     */
    FormatException(Path file, String what, Object... arguments) {
        this(Message.of("file.unusable", file, Message.of(what, arguments)));
    }

    FormatException(Message message) {
        super(message.english());
        this.message = message;
    }

    @Override
    public Message message() {
        return message;
    }

    /** Something that a file says of itself, in quotes: on one line, its control characters visible, cut where it is long. */
    static String quote(String text) {
        String start = text.codePoints()
                .limit(MAX_QUOTED)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "‘" + Vocabulary.display(start) + (start.length() < text.length() ? "…" : "") + "’";
    }
}

package dev.unroll.engine.io;

import dev.unroll.engine.text.Vocabulary;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one sentence that names the file and says what is wrong with it. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;
    private static final int MAX_QUOTED = 80;

    FormatException(Path file, String what) {
        super("The file " + file + " cannot be used: " + what + ".");
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

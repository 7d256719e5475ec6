package dev.unroll.engine.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one sentence that names the file and says what is wrong with it. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    FormatException(Path file, String what) {
        super("The file " + file + " cannot be used: " + what + ".");
    }
}

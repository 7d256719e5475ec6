package dev.unroll.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Standard output in UTF-8, which ends a command as soon as it cannot be written. A {@link PrintWriter} alone, as {@link System#out},
 * would go on in silence.
 */
public final class StandardOutput extends Writer {
    /** As a shell says it of a program that the signal for a closed pipe ended. */
    private static final int READER_GONE = 128 + 13;

    private final Writer out;
    private final boolean pipe;
    private boolean lost;

    /** @param pipe whether it is known that somebody reads at the other end */
    StandardOutput(OutputStream out, boolean pipe) {
        this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        this.pipe = pipe;
    }

    /** The program's own. */
    public static PrintWriter printer() {
        return new PrintWriter(new StandardOutput(new FileOutputStream(FileDescriptor.out), isPipe()));
    }

    /** Linux says what is there; elsewhere the error does, in its language. */
    private static boolean isPipe() {
        try {
            String what = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return what.startsWith("pipe:") || what.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** What could not be written. The message is one sentence; there is none to be said where the reader went away. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;

        private LostException(int status, Throwable cause) {
            super("Standard output cannot be written: check that it is open and has room on its disk.", cause);
            this.status = status;
        }

        /** The exit status that it gives. */
        int status() {
            return status;
        }

        /** Whether nobody is there any more who would read. */
        boolean readerGone() {
            return status == READER_GONE;
        }
    }

    private interface Writing {
        void write() throws IOException;
    }

    private void guarded(Writing writing) {
        if (lost) return;
        try {
            writing.write();
        } catch (IOException e) {
            lost = true;
            boolean gone = pipe
                    || String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
            throw new LostException(gone ? READER_GONE : 1, e);
        }
    }

    @Override
    public void write(char[] text, int from, int count) {
        guarded(() -> out.write(text, from, count));
    }

    @Override
    public void flush() {
        guarded(out::flush);
    }

    @Override
    public void close() {
        guarded(out::close);
    }
}

package dev.unroll.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a command did.
 *
 * @param out its standard output
 * @param err its standard error, with progress
 */
record CommandRun(int status, String out, String err) {
    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        return run(new PrintWriter(out), out, arguments);
    }

    /** With a standard output that takes so many bytes, and then fails so. */
    static CommandRun into(int room, String failure, String... arguments) {
        OutputStream full = new OutputStream() {
            private int left = room;

            @Override
            public void write(int b) throws IOException {
                if (left-- <= 0) throw new IOException(failure);
            }
        };
        return run(new PrintWriter(new StandardOutput(full, false)), new StringWriter(), arguments);
    }

    private static CommandRun run(PrintWriter to, StringWriter out, String... arguments) {
        StringWriter err = new StringWriter();
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(progress, true, StandardCharsets.UTF_8));
        try {
            int status = UnrollCommand.commandLine(() -> 0)
                    .setOut(to)
                    .setErr(new PrintWriter(err, true))
                    .execute(arguments);
            return new CommandRun(status, out.toString(), err + progress.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** That it gave one sentence of ours and nothing else. */
    CommandRun refused(int expected, String... says) {
        assertThat(status).as(err).isEqualTo(expected);
        assertThat(err.strip())
                .startsWith("unroll: ")
                .contains(says)
                .doesNotContain("\n", "Exception", "went wrong in the program");
        return this;
    }

    CommandRun succeeded() {
        assertThat(status).as(err).isZero();
        return this;
    }

    /** The text that it wrote; nothing went wrong. */
    String text() {
        return succeeded().out.stripTrailing();
    }

    /** Nothing was written but one sentence of ours. */
    void assertRefused(int expected, String says) {
        refused(expected, says);
        assertThat(out).isEmpty();
        assertThat(err.strip()).endsWith(".").doesNotContain("null");
    }
}

package dev.unroll.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/** What a command did: its exit status and what it wrote. */
record CommandRun(int status, String out, String err) {
    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintStream before = System.err;
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        System.setErr(new PrintStream(progress, true, StandardCharsets.UTF_8));
        try {
            int status = UnrollCommand.commandLine(() -> 0)
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err, true))
                    .execute(arguments);
            return new CommandRun(status, out.toString(), err + progress.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** The text that it wrote; nothing went wrong. */
    String text() {
        assertThat(status).as(err).isZero();
        return out.stripTrailing();
    }

    /** Nothing was written but one sentence of ours. */
    void assertRefused(String says) {
        assertThat(status).as(out + err).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(err.strip())
                .startsWith("unroll: ")
                .contains(says)
                .endsWith(".")
                .doesNotContain("\n", "Exception", "null");
    }
}

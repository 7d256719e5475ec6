package dev.unroll.app.cli;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** What {@code samples/tasks/README.md} shows is what its commands print. */
class TaskSamplesTest {
    private static final Path README = Path.of("../samples/tasks/README.md");
    private static final Pattern SHOWN = Pattern.compile("```\\R\\$ \\./unroll (.+)\\R([^`]*)```");

    @TestFactory
    List<DynamicTest> commandsPrintWhatIsShown() throws IOException {
        List<MatchResult> shown =
                SHOWN.matcher(Files.readString(README)).results().toList();
        assertThat(shown).as("a command for each task").hasSize(4);
        return shown.stream()
                .map(block -> dynamicTest(
                        block.group(1),
                        () -> assertThat(printed(block.group(1))).isEqualToNormalizingNewlines(block.group(2))))
                .toList();
    }

    private static String printed(String command) {
        StringWriter out = new StringWriter();
        int status =
                UnrollCommand.commandLine(() -> 0).setOut(new PrintWriter(out)).execute(command.split(" "));
        assertThat(status).isZero();
        return out.toString();
    }
}

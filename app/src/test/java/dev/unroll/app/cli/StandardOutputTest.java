package dev.unroll.app.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class StandardOutputTest {
    private static final String MODEL = "../samples/checkpoints/rnn.safetensors";
    private static final String WORDS = "../samples/checkpoints/word2vec.safetensors";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "train --help",
                "train --version",
                "generate --model " + MODEL + " --prompt H --tokens 3",
                "generate --model " + MODEL + " --ids 1 --tokens 3",
                "inspect " + MODEL,
                "words --model " + WORDS + " --near king",
                "words --model " + WORDS + " --project pca",
                "data",
                "data task --task recall",
                "data translation --grammar ../samples/translation/grammar.txt --pairs 20",
                "bench --list"
            })
    void whatCannotBeWrittenIsSaid(String command) {
        String[] arguments = command.split(" ");
        CommandRun.into(0, "No space left on device", arguments).refused(1, "Standard output cannot be written");
        assertThat(CommandRun.into(0, "Broken pipe", arguments)).isEqualTo(new CommandRun(141, "", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate --model " + MODEL + " --prompt H --tokens 1000000000",
                "generate --model " + MODEL + " --ids 1 --tokens 1000000000",
                "data task --task recall --examples 1000000000",
                "data translation --grammar ../samples/translation/grammar.txt --pairs 1000000000"
            })
    void whenTheReaderGoesAwayTheCommandEndsAtOnceAndInSilence(String command) {
        CommandRun run = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> CommandRun.into(100, "Broken pipe", command.split(" ")));
        assertThat(run).isEqualTo(new CommandRun(141, "", ""));
    }

    @Test
    void everyCommandTellsTheVersion() {
        for (String command : new String[] {"train", "generate", "data", "render", "devices", "bench", "inspect"})
            assertThat(CommandRun.of(command, "--version").succeeded().out()).startsWith("unroll ");
        assertThat(CommandRun.of("data", "task", "--version").succeeded().out()).startsWith("unroll ");
    }
}

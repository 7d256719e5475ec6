package dev.unroll.engine.io;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OutputFileTest {
    private static final OutputFile.Role ROLE = OutputFile.Role.TEXT;

    @TempDir
    private Path folder;

    private static void write(Path path, String text) throws IOException {
        OutputFile.at(path).write(out -> out.write(text.getBytes(UTF_8)));
    }

    private static void assumePosix() {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    }

    @Test
    void aNewFileIsWrittenAndAnOldOneReplaced() throws IOException {
        Path file = folder.resolve("a");
        assertThat(OutputFile.at(file).replaces()).isFalse();
        write(file, "one");
        assertThat(OutputFile.at(file).replaces()).isTrue();
        write(file, "two");
        assertThat(file).hasContent("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "./x/../read", "link", "hard", "loop/read"})
    void whatIsReadIsNotWrittenOver(String path) throws IOException {
        assumePosix();
        Path read = Files.writeString(folder.resolve("read"), "mine");
        Files.createDirectory(folder.resolve("x"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("read"));
        Files.createLink(folder.resolve("hard"), read);
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        OutputFile file = OutputFile.at(folder.resolve(path));
        assertThatThrownBy(() -> file.apartFrom(ROLE, List.of(read)))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("the text to learn");
        assertThat(read).hasContent("mine");
    }

    @Test
    void whatIsLookedForAndNotThereIsNotMade() throws IOException {
        Path missing = folder.resolve("config.json");
        OutputFile file = OutputFile.at(folder.resolve("./config.json"));
        assertThatThrownBy(() -> file.apartFrom(ROLE, List.of(missing))).isInstanceOf(FileException.class);
        OutputFile.at(folder.resolve("other.json")).apartFrom(ROLE, List.of(missing));
    }

    @Test
    void aPublishedModelIsReadFromAllItsFiles() throws IOException {
        for (String name : new String[] {"config.json", "a.safetensors", "b.safetensors", "notes.md"})
            Files.createFile(folder.resolve(name));
        assertThat(ModelParts.of(folder))
                .contains(
                        folder.resolve("config.json"),
                        folder.resolve("a.safetensors"),
                        folder.resolve("b.safetensors"),
                        folder.resolve("model.safetensors"),
                        folder.resolve("merges.txt"))
                .doesNotContain(folder.resolve("notes.md"));
        Files.createFile(folder.resolve("model.safetensors"));
        assertThat(ModelParts.of(folder)).doesNotContain(folder.resolve("a.safetensors"));
        assertThat(ModelParts.of(folder.resolve("a.safetensors")))
                .contains(folder.resolve("a.safetensors"), folder.resolve("config.json"));
    }

    @Test
    void modeAndLinksAreKept() throws IOException {
        assumePosix();
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("later"));
        write(link, "new");
        write(dangling, "made");
        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(link).isSymbolicLink();
        assertThat(dangling).isSymbolicLink();
        assertThat(folder.resolve("later")).hasContent("made");
    }

    @Test
    void aPipeIsWrittenInto() throws Exception {
        assumePosix();
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        write(pipe, "through");
        assertThat(read.get()).isEqualTo("through");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void aFullDeviceIsSaid() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        assertThatThrownBy(() -> write(full, "x"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("/dev/full");
        assertThat(Files.isRegularFile(full)).isFalse();
    }

    @Test
    void whatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        assertThatThrownBy(() -> OutputFile.at(file).write(out -> {
                    out.write(1);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("room on its disk");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none/a", "file/a", "around"})
    void whereNothingCanBeWrittenIsSaidBefore(String name) throws IOException {
        assumePosix();
        Files.createFile(folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("around"), Path.of("around"));
        assertThatThrownBy(() -> OutputFile.at(folder.resolve(name)))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("cannot be written")
                .message()
                .endsWith(".");
    }
}

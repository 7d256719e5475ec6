package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import javafx.geometry.Dimension2D;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedTest {
    private static final Dimension2D SIZE = new Dimension2D(1600, 900);

    @TempDir
    private Path folder;

    private static Appearance darkChinese() {
        Appearance appearance = new Appearance();
        appearance.themeProperty().set(Appearance.Theme.DARK);
        appearance.messages().languageProperty().set(Language.ZH);
        return appearance;
    }

    @Test
    void nextWindowIsLikeTheLast() {
        Path file = folder.resolve("new/window.properties");
        new Remembered(file).save(darkChinese(), SIZE, true);
        Remembered next = new Remembered(file);
        Appearance appearance = new Appearance();
        next.restore(appearance);
        assertThat(appearance.themeProperty().get()).isEqualTo(Appearance.Theme.DARK);
        assertThat(appearance.messages().languageProperty().get()).isEqualTo(Language.ZH);
        assertThat(next.size()).isEqualTo(SIZE);
        assertThat(next.maximized()).isTrue();
    }

    @Test
    void damagedFileMeansAWindowAsNew() throws Exception {
        Path file = Files.writeString(
                folder.resolve("window.properties"),
                "theme=PINK\nlanguage=\nwidth=NaN\nheight=-3\nmaximized=perhaps\n");
        Remembered damaged = new Remembered(file);
        Appearance appearance = darkChinese();
        damaged.restore(appearance);
        assertThat(appearance.themeProperty().get()).isEqualTo(Appearance.Theme.DARK);
        assertThat(damaged.size()).isEqualTo(Remembered.NEW_SIZE);
        assertThat(damaged.maximized()).isFalse();
        Files.write(file, new byte[] {(byte) 0xFF, 0, (byte) 0xFE});
        assertThat(new Remembered(file).size()).isEqualTo(Remembered.NEW_SIZE);
    }

    @Test
    void fileThatCannotBeWrittenIsNoError() throws Exception {
        Path blocked = Files.createFile(folder.resolve("file")).resolve("window.properties");
        new Remembered(blocked).save(darkChinese(), SIZE, false);
        assertThat(blocked).doesNotExist();
    }
}

package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Rectangle2D;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedTest {
    private static final Rectangle2D WINDOW = new Rectangle2D(100, 50, 1600, 900);
    private static final Rectangle2D SCREEN = new Rectangle2D(0, 0, 1920, 1040);

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
        new Remembered(file).save(darkChinese(), WINDOW);
        Remembered next = new Remembered(file);
        Appearance appearance = new Appearance();
        next.restore(appearance);
        assertThat(appearance.themeProperty().get()).isEqualTo(Appearance.Theme.DARK);
        assertThat(appearance.messages().languageProperty().get()).isEqualTo(Language.ZH);
        assertThat(next.window(List.of(SCREEN))).isEqualTo(WINDOW);
        assertThat(next.maximized()).isFalse();
    }

    @Test
    void windowThatFilledTheScreenIsAsBeforeWhenItDoesNoLonger() {
        Path file = folder.resolve("window.properties");
        Remembered first = new Remembered(file);
        first.save(darkChinese(), WINDOW);
        first.save(darkChinese(), null);
        Remembered next = new Remembered(file);
        assertThat(next.maximized()).isTrue();
        assertThat(next.window(List.of(SCREEN))).isEqualTo(WINDOW);
    }

    @Test
    void windowOpensInsideAScreenWhateverTheScreensWere() {
        Remembered remembered = new Remembered(folder.resolve("window.properties"));
        Rectangle2D small = new Rectangle2D(0, 25, 1024, 700);
        Rectangle2D right = new Rectangle2D(1024, 0, 1920, 1080);
        assertThat(remembered.window(List.of(SCREEN))).isEqualTo(new Rectangle2D(320, 160, 1280, 720));
        for (Rectangle2D last : List.of(
                WINDOW,
                new Rectangle2D(-1700, -300, 1600, 900), // on a screen that is gone
                new Rectangle2D(900, -40, 1900, 1000),
                new Rectangle2D(5000, 5000, 10, 10))) {
            remembered.save(new Appearance(), last);
            for (List<Rectangle2D> screens : List.of(List.of(small), List.of(small, right), List.of(SCREEN))) {
                Rectangle2D window = remembered.window(screens);
                assertThat(screens).as("%s of %s", window, last).anyMatch(screen -> screen.contains(window));
            }
        }
        remembered.save(new Appearance(), new Rectangle2D(900, 0, 1200, 700));
        assertThat(remembered.window(List.of(small, right)).getMinX())
                .as("on the screen that held most of it")
                .isEqualTo(1024);
    }

    @Test
    void whatWasPutDownIsThereNextTimeUnlessItIsVeryLong() {
        Path file = folder.resolve("window.properties");
        Remembered first = new Remembered(file);
        assertThat(first.get("rnn.text")).isEmpty();
        String text = "HELLO = 你好\n\t# \\ !".repeat(500);
        first.put("rnn.text", text);
        first.put("width", "7");
        first.put("long", "before");
        first.put("long", "x".repeat(10_001));
        first.save(darkChinese(), WINDOW);
        Remembered next = new Remembered(file);
        assertThat(next.get("rnn.text")).hasValue(text);
        assertThat(next.get("width")).hasValue("7");
        assertThat(next.get("long")).isEmpty();
        assertThat(next.window(List.of(SCREEN))).isEqualTo(WINDOW);
    }

    @Test
    void damagedFileMeansAWindowAsNew() throws Exception {
        Path file = Files.writeString(
                folder.resolve("window.properties"),
                "theme=PINK\nlanguage=\nwidth=NaN\nheight=-3\nx=1e99\ny=\nmaximized=perhaps\n");
        Remembered damaged = new Remembered(file);
        Appearance appearance = darkChinese();
        damaged.restore(appearance);
        assertThat(appearance.themeProperty().get()).isEqualTo(Appearance.Theme.DARK);
        assertThat(damaged.size()).isEqualTo(Remembered.NEW_SIZE);
        assertThat(damaged.window(List.of(SCREEN)).getMinX()).isEqualTo(320);
        assertThat(damaged.maximized()).isFalse();
        Files.write(file, new byte[] {(byte) 0xFF, 0, (byte) 0xFE});
        assertThat(new Remembered(file).size()).isEqualTo(Remembered.NEW_SIZE);
    }

    @Test
    void fileThatCannotBeWrittenIsNoError() throws Exception {
        Path blocked = Files.createFile(folder.resolve("file")).resolve("window.properties");
        new Remembered(blocked).save(darkChinese(), WINDOW);
        assertThat(blocked).doesNotExist();
    }
}

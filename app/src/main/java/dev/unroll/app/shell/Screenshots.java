package dev.unroll.app.shell;

import dev.unroll.app.guide.GuideWalk;
import dev.unroll.app.guide.Situation;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.OutputFile;
import dev.unroll.viz.export.Png;

import javax.imageio.ImageIO;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import javafx.scene.Scene;
import javafx.stage.Stage;

import static dev.unroll.app.shell.HeadlessRender.onFxThread;

/** The real window of a lesson as pictures, drawn without a display. Used beside the JavaFX thread. */
public final class Screenshots implements AutoCloseable {
    private static final int SHEET_COLUMNS = 3;

    private final Lesson lesson;
    private final Path folder;
    private final Shell shell;
    private final Scene scene;
    private final LessonSession session;
    private final List<Path> written = new ArrayList<>();

    /** Opens a lesson in a window of its own. */
    public Screenshots(Lesson lesson, int width, int height, Appearance appearance, Path folder) {
        this.lesson = lesson;
        this.folder = folder;
        shell = onFxThread(() -> new Shell(appearance, Computing.on(Backends.best())));
        scene = onFxThread(() -> {
            Scene shown = new Scene(shell, width, height);
            Stage window = new Stage(); // canvases hand their content on with a window's pulses only
            window.setScene(shown);
            window.show();
            return shown;
        });
        session = onFxThread(() -> {
            shell.open(lesson);
            return Objects.requireNonNull(shell.session());
        });
        session.settled().join();
    }

    /** How many steps the lesson's guide has. */
    public int guideSteps() {
        GuideWalk guide = session.guide();
        return guide == null ? 0 : guide.steps().size();
    }

    /**
     * Draws the lesson where it is wanted, into {@code LESSON.png}.
     *
     * @throws SaidException if there is no such knob or number
     */
    public void draw(Situation situation) throws IOException, SaidException {
        try {
            bring(() -> {
                session.show(situation);
                return situation;
            });
        } catch (IllegalStateException | CompletionException e) {
            if (e.getCause() instanceof SaidException said) throw said;
            throw e;
        }
        write(lesson.id() + ".png");
    }

    /**
     * Draws a step of the guide into {@code LESSON-STEP.png}; where something is to be guessed, before and after.
     *
     * @param step from 0
     */
    public void drawGuideStep(int step) throws IOException {
        GuideWalk guide = Objects.requireNonNull(session.guide());
        bring(() -> {
            guide.goTo(step);
            return step;
        });
        String name = "%s-%02d".formatted(lesson.id(), step + 1);
        if (guide.placeProperty().get().phase() == GuideWalk.Phase.ASKED) {
            write(name + "-asked.png");
            bring(() -> {
                guide.forward();
                return step;
            });
        }
        write(name + ".png");
    }

    private void bring(Callable<?> action) {
        onFxThread(action);
        session.settled().join();
    }

    private void write(String name) throws IOException {
        Path file = folder.resolve(name);
        onFxThread(this::layOut); // what is known only in a layout asks for another, which comes after it
        var image = onFxThread(() -> layOut().snapshot(null));
        Png.write(image, file);
        written.add(file);
    }

    private Scene layOut() {
        for (int pass = 0; pass < 4; pass++) {
            shell.applyCss();
            shell.layout();
        }
        return scene;
    }

    /** What has been written. */
    public List<Path> written() {
        return written;
    }

    /** Draws all that has been written on one sheet, {@code LESSON-sheet.png}. */
    public void drawSheet() throws IOException {
        BufferedImage first = ImageIO.read(written.getFirst().toFile());
        int width = first.getWidth() / 2;
        int height = first.getHeight() / 2;
        int rows = Math.ceilDiv(written.size(), SHEET_COLUMNS);
        BufferedImage sheet = new BufferedImage(width * SHEET_COLUMNS, height * rows, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        for (int i = 0; i < written.size(); i++) {
            BufferedImage picture = ImageIO.read(written.get(i).toFile());
            graphics.drawImage(
                    picture, i % SHEET_COLUMNS * width, i / SHEET_COLUMNS * height, width - 4, height - 4, null);
        }
        graphics.dispose();
        Path file = folder.resolve(lesson.id() + "-sheet.png");
        OutputFile.at(file).write(out -> ImageIO.write(sheet, "png", out));
        written.add(file);
    }

    @Override
    public void close() {
        onFxThread(() -> {
            shell.close();
            scene.getWindow().hide();
            return lesson;
        });
    }
}

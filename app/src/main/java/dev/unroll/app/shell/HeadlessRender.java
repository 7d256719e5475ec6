package dev.unroll.app.shell;

import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.engine.backend.Backends;
import dev.unroll.viz.export.Png;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Scene;

/** Draws the real window of a lesson into a picture, on a machine without a display. */
public final class HeadlessRender {
    private HeadlessRender() {}

    /**
     * What the picture shows.
     *
     * @param prepare brings the lesson to where it is to be drawn
     */
    public record Options(int width, int height, Appearance appearance, Consumer<LessonSession> prepare) {}

    /** Something that is drawn on the JavaFX thread and written to a file. */
    @FunctionalInterface
    public interface Drawing {
        /** Draws it. */
        void draw() throws IOException;
    }

    /**
     * Draws the picture.
     *
     * @throws IOException if it cannot be written
     */
    public static void render(Lesson lesson, Options options, Path file) throws IOException {
        run(() -> draw(lesson, options, file));
    }

    /**
     * Starts JavaFX without a display for a drawing, and stops it.
     *
     * @throws IOException if the drawing cannot be written
     */
    public static void run(Drawing drawing) throws IOException {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        System.setProperty("java.awt.headless", "true");
        CompletableFuture<Void> done = new CompletableFuture<>();
        Platform.startup(() -> {
            try {
                drawing.draw();
                done.complete(null);
            } catch (IOException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) throw io;
            throw e;
        } finally {
            Platform.exit();
        }
    }

    private static void draw(Lesson lesson, Options options, Path file) throws IOException {
        try (Shell shell = new Shell(options.appearance(), Computing.on(Backends.best()))) {
            Scene scene = new Scene(shell, options.width(), options.height());
            shell.open(lesson);
            LessonSession session = shell.session();
            if (session != null) options.prepare().accept(session);
            for (int pass = 0; pass < 4; pass++) {
                shell.applyCss();
                shell.layout();
            }
            Png.write(scene.snapshot(null), file);
        }
    }
}

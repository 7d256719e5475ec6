package dev.unroll.app.shell;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javafx.application.Platform;

/** JavaFX on a machine without a display. */
public final class HeadlessRender {
    private static final Logger LOG = LoggerFactory.getLogger(HeadlessRender.class);

    private static boolean started;

    private HeadlessRender() {}

    /** Something that is drawn and written, on a thread of its own beside the JavaFX thread. */
    @FunctionalInterface
    public interface Drawing {
        /** Draws it. */
        void draw() throws Exception;
    }

    /**
     * Starts JavaFX without a display for a drawing, and stops it.
     *
     * @throws IOException if the drawing cannot be written
     */
    public static void run(Drawing drawing) throws IOException {
        start();
        try {
            drawing.draw();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("drawing failed", e);
        } finally {
            Platform.exit();
        }
    }

    /** Starts JavaFX without a display, if it does not run already. */
    public static synchronized void start() {
        if (started) return;
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        System.setProperty("java.awt.headless", "true");
        Platform.startup(() -> {});
        Platform.setImplicitExit(false); // windows come and go
        Platform.runLater(() -> Thread.currentThread().setUncaughtExceptionHandler(HeadlessRender::failed));
        started = true;
    }

    /** The screen that is not there has room for a million pixels. What is drawn beyond them is not lost: pictures are taken of the scene. */
    private static void failed(Thread thread, Throwable failure) {
        boolean beyondTheScreen = Arrays.stream(failure.getStackTrace())
                .anyMatch(at -> at.getClassName().endsWith("HeadlessWindow")
                        && at.getMethodName().equals("blit"));
        if (!beyondTheScreen) LOG.error("Drawing without a display failed", failure);
    }

    /** Does something on the JavaFX thread and waits for it. */
    public static <T> T onFxThread(Callable<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                done.complete(action.call());
            } catch (Exception | Error e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof IOException cause) throw new UncheckedIOException(cause);
            throw new IllegalStateException(e.getCause());
        }
    }
}

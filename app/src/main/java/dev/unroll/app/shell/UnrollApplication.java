package dev.unroll.app.shell;

import dev.unroll.app.lesson.Road;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Dimension2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.stage.Screen;
import javafx.stage.Stage;

/** The program with a window. */
public final class UnrollApplication extends Application {
    private static final Logger LOG = LoggerFactory.getLogger(UnrollApplication.class);
    private @Nullable Shell opened;

    /** Called by JavaFX. */
    public UnrollApplication() {}

    @Override
    public void start(Stage stage) {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            LOG.error("Uncaught on {}", thread.getName(), e);
            Platform.runLater(() -> failed(e));
        });
        Remembered remembered = Remembered.ofUser();
        Appearance appearance = new Appearance();
        remembered.restore(appearance);
        Shell shell = new Shell(appearance, Computing.onThisMachine());
        stage.setTitle("Unroll");
        Rectangle2D screen = Screen.getPrimary().getVisualBounds(); // it may be another than last time
        stage.setScene(new Scene(
                shell,
                Math.min(remembered.size().getWidth(), screen.getWidth()),
                Math.min(remembered.size().getHeight(), screen.getHeight())));
        stage.setMaximized(remembered.maximized());
        stage.setMinWidth(960);
        stage.setMinHeight(600);
        stage.setOnHidden(_ -> {
            boolean maximized = stage.isMaximized();
            Dimension2D size = maximized ? remembered.size() : new Dimension2D(shell.getWidth(), shell.getHeight());
            remembered.save(appearance, size, maximized);
            shell.close();
        });
        shell.open(Road.first());
        stage.show();
        opened = shell;
    }

    /** A bug of ours: one sentence on the screen, the rest in the log file, and the program goes on. */
    private void failed(Throwable e) {
        if (opened != null) opened.say(opened.messages().get("failed", String.valueOf(e.getMessage())));
    }
}

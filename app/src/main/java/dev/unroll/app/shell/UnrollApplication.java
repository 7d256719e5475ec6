package dev.unroll.app.shell;

import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.road.Road;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import javafx.application.Application;
import javafx.application.Platform;
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
        List<Rectangle2D> screens = new ArrayList<>(); // which may be others than last time
        screens.add(Screen.getPrimary().getVisualBounds());
        for (Screen screen : Screen.getScreens()) screens.add(screen.getVisualBounds());
        Rectangle2D window = remembered.window(screens);
        stage.setMinWidth(Math.min(960, window.getWidth()));
        stage.setMinHeight(Math.min(600, window.getHeight()));
        stage.setX(window.getMinX());
        stage.setY(window.getMinY());
        stage.setWidth(window.getWidth());
        stage.setHeight(window.getHeight());
        stage.setScene(new Scene(shell));
        stage.setMaximized(remembered.maximized());
        stage.setOnHidden(_ -> {
            remembered.save(
                    appearance,
                    stage.isMaximized()
                            ? null
                            : new Rectangle2D(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight()));
            shell.close();
        });
        shell.open(Road.first());
        stage.show();
        opened = shell;
    }

    /** A bug of ours: one sentence on the screen, the rest in the log file, and the program goes on. */
    private void failed(Throwable e) {
        if (opened != null) opened.say(Sentence.of(e));
    }
}

package dev.unroll.app.shell;

import dev.unroll.app.lesson.Road;
import dev.unroll.engine.backend.Backends;

import javafx.application.Application;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** The program with a window. */
public final class UnrollApplication extends Application {
    /** Called by JavaFX. */
    public UnrollApplication() {}

    @Override
    public void start(Stage stage) {
        Shell shell = new Shell(new Appearance(), Backends.best());
        stage.setTitle("Unroll");
        stage.setScene(new Scene(shell, 1280, 720));
        stage.setMinWidth(960);
        stage.setMinHeight(600);
        stage.setOnHidden(_ -> shell.close());
        shell.open(Road.first());
        stage.show();
    }
}

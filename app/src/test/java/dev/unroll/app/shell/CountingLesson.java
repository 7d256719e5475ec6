package dev.unroll.app.shell;

import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.playback.CountingTransport;
import dev.unroll.app.playback.Playback;

import java.util.List;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A lesson with one field, which counts to 9. */
final class CountingLesson implements LessonSession {
    final CountingTransport transport = new CountingTransport(9);
    boolean closed;
    private final Playback playback = new Playback(transport);
    private final TextField field = new TextField();

    CountingLesson() {
        field.setId("field");
    }

    @Override
    public Region stage() {
        return new VBox(field);
    }

    @Override
    public List<String> guideKeys() {
        return List.of("inspector.empty");
    }

    @Override
    public Playback playback() {
        return playback;
    }

    @Override
    public void prepare(long step) {}

    @Override
    public void useText(String text) {}

    @Override
    public void showGradients(boolean show) {}

    @Override
    public void showTimeStep(int timeStep) {}

    @Override
    public void close() {
        closed = true;
    }
}

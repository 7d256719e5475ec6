package dev.unroll.app.shell;

import dev.unroll.app.guide.GuidePane;
import dev.unroll.app.guide.GuideWalk;
import dev.unroll.app.guide.Situation;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.playback.CountingTransport;
import dev.unroll.app.playback.Playback;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A lesson with one field, which counts to 9. */
final class CountingLesson implements LessonSession {
    final CountingTransport transport = new CountingTransport(9);
    boolean closed;
    private final Playback playback = new Playback(transport.transport());
    private final TextField field = new TextField();

    CountingLesson() {
        field.setId("field");
    }

    @Override
    public Region stage() {
        return new VBox(field);
    }

    @Override
    public Playback playback() {
        return playback;
    }

    @Override
    public @Nullable GuideWalk guide() {
        return null;
    }

    @Override
    public @Nullable GuidePane guidePane() {
        return null;
    }

    @Override
    public void show(Situation situation) {}

    @Override
    public void undo() {}

    @Override
    public CompletableFuture<Void> settled() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        closed = true;
    }
}

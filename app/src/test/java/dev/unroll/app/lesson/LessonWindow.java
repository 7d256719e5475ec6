package dev.unroll.app.lesson;

import dev.unroll.app.guide.Situation;
import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Snapshot;
import dev.unroll.app.shell.Appearance;
import dev.unroll.app.shell.Computing;
import dev.unroll.app.shell.Shell;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.explain.ArithmeticCard;
import org.testfx.util.WaitForAsyncUtils;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.stage.Stage;

/** The real window with a lesson in it, as a test looks at it from its own thread. */
public final class LessonWindow {
    /** Seconds until a test says that what it waits for does not come. */
    public static final int PATIENCE = 90;

    private final Appearance appearance = new Appearance();
    private final Shell shell;

    /** Opens a lesson in English, at 1280 × 720. On the JavaFX thread. */
    public LessonWindow(Stage stage, Lesson lesson) {
        appearance.messages().languageProperty().set(Language.EN);
        shell = new Shell(appearance, Computing.on(Backends.best()));
        stage.setScene(new Scene(shell, 1280, 720));
        shell.open(lesson);
        stage.show();
    }

    /** The window's content. */
    public Shell shell() {
        return shell;
    }

    /** Language, theme and size of the type. */
    public Appearance appearance() {
        return appearance;
    }

    /** The lesson that is open. */
    public LessonSession session() {
        return Objects.requireNonNull(shell.session());
    }

    /** The lesson that is open, if it is one of those that train. */
    public RunSession<?> run() {
        return (RunSession<?>) session();
    }

    /** What is shown. */
    public Snapshot<?> snapshot() {
        return Objects.requireNonNull(run().snapshotProperty().get(), () -> "nothing is shown but: " + said());
    }

    /** The training step that is shown. */
    public long step() {
        return snapshot().step();
    }

    /** Does something on the JavaFX thread, or at once if this is it, and gives back what it gives. */
    public static <T> T onFx(Callable<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                done.complete(action.call());
            } catch (Exception | Error e) {
                done.completeExceptionally(e);
            }
        };
        if (Platform.isFxApplicationThread()) run.run();
        else Platform.runLater(run);
        return done.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }

    /** Does something on the JavaFX thread. */
    public static void doOnFx(Runnable action) {
        onFx(() -> {
            action.run();
            return action;
        });
    }

    /** Waits until the lesson has done all that was asked of it. */
    public void settle() {
        CompletableFuture<Void> settled = onFx(() -> session().settled());
        // What is refused is said in the window, where tests look for it.
        settled.orTimeout(PATIENCE, TimeUnit.SECONDS)
                .exceptionally(e -> {
                    if (e instanceof SaidException || e.getCause() instanceof SaidException) return null;
                    throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
                })
                .join();
        doOnFx(() -> {}); // whatever else waited for it has been told
    }

    /** Waits until something holds. */
    public static void waitUntil(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(PATIENCE, TimeUnit.SECONDS, () -> onFx(condition));
    }

    /** Brings the lesson to a situation and waits for it. */
    public void show(Situation situation) {
        onFx(() -> {
            session().show(situation);
            return situation;
        });
        settle();
    }

    /** A lesson as it is new, but for some knobs, after so many training steps. */
    public static Situation at(long step, Map<String, String> knobs) {
        return new Situation(knobs, step, Scale.TRAINING_STEP, 0, 0, null, List.of(), List.of());
    }

    /** Trains with the knobs as they are when the lesson is new. */
    public void train(long steps) {
        show(at(steps, Map.of()));
    }

    /** What the transport moves from now on. */
    public void walk(Scale scale) {
        doOnFx(() -> session().playback().scaleProperty().set(scale));
    }

    /** The sentence in the status line; empty if there is none. */
    public String said() {
        return onFx(() -> {
            Labeled label = (Labeled) shell.lookup("#status");
            return label != null && label.getParent().isVisible() ? label.getText() : "";
        });
    }

    /** What the inspector explains; null if it is empty. */
    public Explanation explanation() {
        return onFx(() -> ((ArithmeticCard) shell.lookup(".arithmetic-card"))
                .explanationProperty()
                .get());
    }

    /** All that labels and buttons say below a node, in their order. On the JavaFX thread. */
    public static void labels(Parent of, List<String> texts) {
        for (Node child : of.getChildrenUnmodifiable()) {
            if (child instanceof Labeled label) texts.add(String.valueOf(label.getText()));
            else if (child instanceof ScrollPane scroll && scroll.getContent() instanceof Parent content)
                labels(content, texts);
            else if (child instanceof Parent parent) labels(parent, texts);
        }
    }

    /** Closes the lesson. */
    public void close() {
        doOnFx(shell::close);
    }
}

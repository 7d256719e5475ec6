package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.stage.Stage;

import static dev.unroll.app.lesson.LessonWindow.doOnFx;
import static dev.unroll.app.lesson.LessonWindow.onFx;
import static org.assertj.core.api.Assertions.assertThat;

/** A lesson in whose place another was opened is gone, with its stage and all that it read. */
@ExtendWith(ApplicationExtension.class)
@Timeout(120)
class ClosedLessonTest {
    private static final long PATIENCE = 20_000;

    private Stage stage;
    private LessonWindow window;

    @BeforeEach
    void register() throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        stage = onFx(Stage::new); // of the primary one TestFX keeps every event, with where it happened
    }

    @AfterEach
    void close() {
        window.close();
        doOnFx(stage::hide);
    }

    static Stream<String> lessons() {
        return Road.LESSONS.stream().filter(Lesson::available).map(Lesson::id);
    }

    /** Opens a lesson, does a little of everything in it, and puts another in its place. */
    private List<WeakReference<?>> opened(String lesson) {
        window = onFx(() -> new LessonWindow(stage, Road.find(lesson).orElseThrow()));
        window.settle();
        for (Scale scale : window.session().playback().transport().scales()) {
            if (scale == Scale.GUIDE) continue;
            window.walk(scale);
            doOnFx(() -> window.session().playback().forward());
            window.settle();
        }
        for (Language language : Language.values())
            doOnFx(() -> window.appearance().messages().languageProperty().set(language));
        List<WeakReference<?>> parts = List.of(
                new WeakReference<>(window.session()),
                new WeakReference<>(window.session().stage()),
                new WeakReference<>(window.session().guidePane()),
                new WeakReference<>(window.snapshot().reading()));
        Lesson next = Road.find(lesson.equals("rnn") ? "bptt" : "rnn").orElseThrow();
        doOnFx(() -> {
            window.run().diverged(0, 1); // which offers to go back
            window.shell().lookup("#search").requestFocus();
            window.shell().open(next);
        });
        window.settle();
        return parts;
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void isGoneWithAllThatItHeld(String lesson) throws InterruptedException {
        List<WeakReference<?>> parts = opened(lesson);
        long until = System.currentTimeMillis() + PATIENCE;
        while (parts.stream().anyMatch(part -> part.get() != null) && System.currentTimeMillis() < until) {
            System.gc();
            Thread.sleep(50); // what was on its way when it was closed ends
        }
        assertThat(parts).extracting(WeakReference::get).containsOnlyNulls();
    }
}

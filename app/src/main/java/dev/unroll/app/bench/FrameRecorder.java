package dev.unroll.app.bench;

import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.lesson.RunSession;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.shell.Appearance;
import dev.unroll.app.shell.Computing;
import dev.unroll.app.shell.HeadlessRender;
import dev.unroll.app.shell.Shell;
import dev.unroll.engine.backend.Backends;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;

import static dev.unroll.app.shell.HeadlessRender.onFxThread;

/**
 * How smooth the window is: a lesson trains at full speed in a window of the headless platform, and the times between its frames are
 * taken; then it stands still, and the time is taken from a key press to the frame that answers it.
 */
final class FrameRecorder {
    private static final int SECONDS = 10;
    private static final int KEY_PRESSES = 60;

    private FrameRecorder() {}

    /** Records a lesson that trains. */
    static Measurement record(Lesson lesson) {
        HeadlessRender.start();
        Shell shell = onFxThread(() -> new Shell(new Appearance(), Computing.on(Backends.besideDrawing())));
        Stage window = onFxThread(() -> {
            Stage stage = new Stage();
            stage.setScene(new Scene(shell, 1280, 720));
            stage.show();
            return stage;
        });
        double first = opening(shell, lesson);
        LessonSession session = Objects.requireNonNull(shell.session());
        Measurement frames = frames("ui_" + lesson.id(), session);
        double[] answers = answers(window.getScene(), session);
        onFxThread(() -> {
            shell.close();
            window.hide();
            return shell;
        });
        double[] between = frames.seconds();
        return frames.with("frame_p99_ms", milliseconds(between[between.length * 99 / 100]))
                .with("frame_longest_ms", milliseconds(between[between.length - 1]))
                .with("first_picture_ms", milliseconds(first))
                .with("key_median_ms", milliseconds(answers[answers.length / 2]))
                .with("key_longest_ms", milliseconds(answers[answers.length - 1]));
    }

    private static double milliseconds(double seconds) {
        return Math.round(seconds * 1e5) / 100.0;
    }

    /** From the choice of the lesson to the frame with its first numbers, the second time, as for somebody who goes back and forth. */
    private static double opening(Shell shell, Lesson lesson) {
        double seconds = 0;
        for (int time = 0; time < 2; time++) {
            long start = System.nanoTime();
            onFxThread(() -> {
                shell.open(lesson);
                return shell;
            });
            LessonSession session = Objects.requireNonNull(shell.session());
            firstNumbers((RunSession<?>) session).join();
            nextFrame(shell.getScene());
            seconds = (System.nanoTime() - start) * 1e-9;
            session.settled().join();
        }
        return seconds;
    }

    /** What is measured behind the screen, or trained for the guide, comes after them. */
    private static CompletableFuture<Void> firstNumbers(RunSession<?> session) {
        CompletableFuture<Void> there = new CompletableFuture<>();
        onFxThread(() -> session.snapshotProperty().subscribe(now -> {
            if (now != null) there.complete(null);
        }));
        return there;
    }

    private static Measurement frames(String name, LessonSession session) {
        List<Double> between = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Playback playback = session.playback();
        onFxThread(() -> {
            playback.scaleProperty().set(Scale.TRAINING_STEP);
            playback.speedProperty().set(Playback.MAX_SPEED);
            playback.playingProperty().set(true);
            return playback;
        });
        CompilerWatch compiler = new CompilerWatch(System.nanoTime());
        AnimationTimer timer = new AnimationTimer() {
            private long begin;
            private long last;

            @Override
            public void handle(long scheduled) {
                long now = System.nanoTime();
                if (begin == 0 && !compiler.rests(now)) return;
                if (begin == 0) begin = now;
                else between.add((now - last) * 1e-9);
                last = now;
                if (now - begin > SECONDS * 1e9) done.complete(null);
            }
        };
        onFxThread(() -> {
            timer.start();
            return timer;
        });
        done.join();
        onFxThread(() -> {
            timer.stop();
            playback.playingProperty().set(false);
            return timer;
        });
        session.settled().join();
        return Measurement.of(name, between);
    }

    private static double[] answers(Scene scene, LessonSession session) {
        double[] seconds = new double[KEY_PRESSES];
        for (int i = 0; i < KEY_PRESSES; i++) {
            KeyCode key = i % 2 == 0 ? KeyCode.PAGE_DOWN : KeyCode.PAGE_UP;
            long start = System.nanoTime();
            onFxThread(() -> {
                scene.getRoot().fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, false, false, false));
                return key;
            });
            session.settled().join();
            nextFrame(scene);
            seconds[i] = (System.nanoTime() - start) * 1e-9;
        }
        Arrays.sort(seconds);
        return seconds;
    }

    /** Waits until what has changed is laid out and painted. */
    private static void nextFrame(Scene scene) {
        CompletableFuture<Void> painted = new CompletableFuture<>();
        Runnable listener = () -> painted.complete(null);
        onFxThread(() -> {
            scene.addPostLayoutPulseListener(listener);
            Platform.requestNextPulse();
            return scene;
        });
        painted.join();
        onFxThread(() -> {
            scene.removePostLayoutPulseListener(listener);
            return scene;
        });
    }
}

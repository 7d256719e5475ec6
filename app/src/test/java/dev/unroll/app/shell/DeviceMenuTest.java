package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.road.Road;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.device.CalibrationFile;
import dev.unroll.engine.device.DeviceChoice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** Choosing what computes while a lesson trains, and what is said when it fails. */
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class DeviceMenuTest {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean broken;
    private Computing computing;
    private Shell shell;

    @TempDir
    private static Path folder;

    /** Computes as the processor does, counts, and fails when told to. */
    private Device device(String name) {
        return new Device() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String technology() {
                return "OpenCL";
            }

            @Override
            public long memoryBytes() {
                return 8L << 30;
            }

            @Override
            public Backend open() {
                if (name.equals("Stuck GPU")) throw new DeviceException("Stuck GPU does not answer.");
                return (Backend) Proxy.newProxyInstance(
                        Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (_, method, arguments) -> {
                            if (method.getName().equals("name")) return name;
                            calls.incrementAndGet();
                            if (broken) throw new IllegalStateException("the driver is gone");
                            try {
                                return method.invoke(Backends.best(), arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
            }
        };
    }

    @Start
    private void start(Stage stage) {
        Appearance appearance = new Appearance();
        appearance.messages().languageProperty().set(Language.EN);
        computing = new Computing(
                Backends.best(),
                List.of(device("Fast GPU"), device("Stuck GPU")),
                List.of(),
                new CalibrationFile(folder.resolve("devices.json")));
        shell = new Shell(appearance, computing);
        stage.setScene(new Scene(shell, 1280, 720));
        shell.open(Road.first());
        stage.show();
    }

    @AfterEach
    void close(FxRobot robot) {
        robot.interact(shell::close);
    }

    private MenuButton menu(FxRobot robot) {
        return robot.lookup("#device").queryAs(MenuButton.class);
    }

    private void choose(FxRobot robot, String title) throws Exception {
        Click.on(robot, "#device");
        Click.on(robot, title);
        waitUntil(() -> !computing.changingProperty().get());
    }

    private static void waitUntil(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, condition);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void train(FxRobot robot, long steps) {
        LessonSession session = Objects.requireNonNull(shell.session());
        robot.interact(() -> {
            try {
                session.show(LessonWindow.at(steps, Map.of()));
            } catch (SaidException e) {
                throw new IllegalStateException(e);
            }
        });
        LessonWindow.onFx(session::settled).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private String said(FxRobot robot) {
        return robot.lookup("#status").queryAs(Labeled.class).getText();
    }

    @Test
    void allThereIsCanBeChosenAndTheButtonSaysWhatComputes(FxRobot robot) throws Exception {
        assertThat(menu(robot).getItems())
                .extracting(MenuItem::getText)
                .containsExactly(
                        "Automatic: whatever is faster, kernel by kernel",
                        "Processor: " + Backends.best().name(),
                        "Fast GPU (OpenCL, 8 GiB)",
                        "Stuck GPU (OpenCL, 8 GiB)");
        assertThat(menu(robot).getText())
                .isEqualTo("computing on " + Backends.best().name());
        choose(robot, "Fast GPU (OpenCL, 8 GiB)");
        assertThat(menu(robot).getText()).isEqualTo("computing on Fast GPU");
        robot.interact(() -> shell.messages().languageProperty().set(Language.ZH));
        assertThat(menu(robot).getText()).isEqualTo("计算设备：Fast GPU");
        assertThat(menu(robot).getItems().get(1).getText()).startsWith("处理器：");
    }

    @Test
    void theLessonGoesOnOnTheDeviceAndBackOnTheProcessor(FxRobot robot) throws Exception {
        train(robot, 3);
        assertThat(calls).hasValue(0);
        choose(robot, "Fast GPU (OpenCL, 8 GiB)");
        train(robot, 3);
        assertThat(calls.get()).isPositive();
        choose(robot, "Processor: " + Backends.best().name());
        int before = calls.get();
        train(robot, 3);
        assertThat(calls).hasValue(before);
    }

    @Test
    void aDeviceThatFailsIsSaidInOneLineAndTheLessonGoesOn(FxRobot robot) throws Exception {
        choose(robot, "Fast GPU (OpenCL, 8 GiB)");
        broken = true;
        train(robot, 3);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(said(robot)).startsWith("It failed on Fast GPU in").contains("the driver is gone");
        assertThat(said(robot)).doesNotContain("\n");
        assertThat(menu(robot).getText()).contains(Backends.best().name());
    }

    @Test
    void aDeviceThatDoesNotOpenLeavesTheProcessor(FxRobot robot) throws Exception {
        choose(robot, "Stuck GPU (OpenCL, 8 GiB)");
        assertThat(said(robot)).isEqualTo("Stuck GPU does not answer.");
        assertThat(menu(robot).getText())
                .isEqualTo("computing on " + Backends.best().name());
        assertThat(computing.choiceProperty().get()).isEqualTo(new DeviceChoice.Cpu());
    }
}

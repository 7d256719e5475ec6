package dev.unroll.app.shell;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.device.CalibrationFile;
import dev.unroll.engine.device.DeviceChoice;
import dev.unroll.engine.device.Devices;
import dev.unroll.engine.device.SelectedBackend;
import dev.unroll.engine.message.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** What computes, which can be changed while it does. Used on the JavaFX thread. */
public final class Computing {
    private static final Logger LOG = LoggerFactory.getLogger(Computing.class);

    private final Devices devices;
    private final SelectedBackend backend;
    private final List<String> problems;
    private final ReadOnlyObjectWrapper<DeviceChoice> choice =
            new ReadOnlyObjectWrapper<>(this, "choice", new DeviceChoice.Cpu());
    private final ReadOnlyStringWrapper name = new ReadOnlyStringWrapper(this, "name");
    private final ReadOnlyBooleanWrapper changing = new ReadOnlyBooleanWrapper(this, "changing");
    private Consumer<Message> onNotice = notice -> LOG.warn("{}", notice.english());

    /**
     * Begins on the processor.
     *
     * @param list the devices to choose from
     * @param problems why there are not more, a sentence each
     * @param calibration where it is kept from which sizes on they pay
     */
    public Computing(Backend host, List<Device> list, List<String> problems, CalibrationFile calibration) {
        this.problems = List.copyOf(problems);
        devices = new Devices(List.copyOf(list), calibration, this::notice);
        backend = new SelectedBackend(host, this::notice);
        name.set(backend.name());
    }

    /** With one backend and no device to choose. */
    public static Computing on(Backend host) {
        return new Computing(host, List.of(), List.of(), CalibrationFile.ofUser());
    }

    /** With all that this machine has, choosing by itself what is faster. */
    static Computing onThisMachine() {
        Computing computing = new Computing(
                Backends.besideDrawing(), Backends.devices(), Backends.problems(), CalibrationFile.ofUser());
        if (!computing.devices().isEmpty()) computing.choose(new DeviceChoice.Auto());
        return computing;
    }

    /** Called from any thread. */
    private void notice(Message sentence) {
        Platform.runLater(() -> {
            name.set(backend.name());
            onNotice.accept(sentence);
        });
    }

    /** Whoever shows what failed, or takes its time. */
    void setOnNotice(Consumer<Message> onNotice) {
        this.onNotice = onNotice;
    }

    /** To compute with; it stays the same when the choice changes. */
    Backend backend() {
        return backend;
    }

    /** The processor's own name. */
    String host() {
        return backend.host().name();
    }

    List<Device> devices() {
        return devices.list();
    }

    List<String> problems() {
        return problems;
    }

    /** What was chosen last. */
    public ReadOnlyObjectProperty<DeviceChoice> choiceProperty() {
        return choice.getReadOnlyProperty();
    }

    /** The name of what computes now. */
    public ReadOnlyStringProperty nameProperty() {
        return name.getReadOnlyProperty();
    }

    /** Whether a device is being opened or measured, which can take seconds; until then all goes on as before. */
    public ReadOnlyBooleanProperty changingProperty() {
        return changing.getReadOnlyProperty();
    }

    /** Goes on with another device as soon as it is ready. */
    public void choose(DeviceChoice wanted) {
        if (changing.get()) return;
        choice.set(wanted);
        changing.set(true);
        Thread.ofPlatform().name("device").daemon().start(() -> {
            try {
                devices.choose(wanted, backend);
            } finally {
                Platform.runLater(() -> {
                    changing.set(false);
                    name.set(backend.name());
                    if (backend.device() == null && !(wanted instanceof DeviceChoice.Auto))
                        choice.set(new DeviceChoice.Cpu());
                });
            }
        });
    }
}

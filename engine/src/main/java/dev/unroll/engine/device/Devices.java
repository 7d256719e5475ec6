package dev.unroll.engine.device;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The devices to choose from, and how a choice is carried out.
 *
 * @param list in the order in which they are counted, from 1 on
 * @param calibration where it is kept from how much work on each pays
 * @param notices gets a sentence about whatever takes time or fails
 */
public record Devices(List<Device> list, CalibrationFile calibration, Consumer<Message> notices) {
    /**
     * A backend that computes as chosen.
     *
     * @throws IllegalArgumentException if there is no device of that number
     */
    public SelectedBackend open(DeviceChoice choice, Backend host) {
        SelectedBackend backend = new SelectedBackend(host, notices);
        choose(choice, backend);
        return backend;
    }

    /**
     * Lets a backend go on as chosen. A device that does not open leaves it on the processor, and that is said.
     *
     * @throws IllegalArgumentException if there is no device of that number; then it goes on as before
     */
    public void choose(DeviceChoice choice, SelectedBackend backend) {
        switch (choice) {
            case DeviceChoice.Cpu() -> backend.useHost();
            case DeviceChoice.Numbered(int number) -> {
                if (number > list.size()) throw noSuch(number);
                use(list.get(number - 1), backend, false);
            }
            case DeviceChoice.Auto() -> {
                backend.useHost();
                if (!list.isEmpty()) use(list.getFirst(), backend, true);
            }
        }
    }

    private RefusedException noSuch(int number) {
        return list.isEmpty()
                ? new RefusedException("device.none", number)
                : new RefusedException("device.unknown", number, list.size());
    }

    private void use(Device device, SelectedBackend backend, boolean whereItPays) {
        Backend opened;
        try {
            opened = device.open();
        } catch (DeviceException e) {
            backend.useHost();
            notices.accept(Message.of("device.refused", String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException | LinkageError e) {
            backend.useHost();
            notices.accept(Message.of("device.unopened", device.name(), DeviceException.reason(e)));
            return;
        }
        if (!whereItPays) notices.accept(Message.of("device.compiling", device.name()));
        backend.use(opened, whereItPays ? crossings(opened, backend.host()) : Crossings.ALWAYS);
    }

    private Crossings crossings(Backend device, Backend host) {
        return calibration.known(device.name(), host.name()).orElseGet(() -> measure(device, host));
    }

    /** What fails is said, and what was measured is then not kept: with another driver it may work. */
    private Crossings measure(Backend device, Backend host) {
        notices.accept(Message.of("device.measuring", device.name()));
        Map<Kernel, Throwable> failed = new EnumMap<>(Kernel.class);
        Crossings measured = Calibration.measure(host, device, failed::putIfAbsent);
        if (failed.isEmpty()) calibration.keep(device.name(), host.name(), measured);
        failed.forEach((kernel, failure) -> notices.accept(
                Message.of("device.kernelFailed", device.name(), kernel.title(), DeviceException.reason(failure))));
        return measured;
    }
}

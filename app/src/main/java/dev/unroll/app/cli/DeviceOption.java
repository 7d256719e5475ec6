package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.device.CalibrationFile;
import dev.unroll.engine.device.DeviceChoice;
import dev.unroll.engine.device.Devices;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;

/** {@code --device}, for the commands that compute. */
final class DeviceOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description =
                    "What computes: ‘cpu’, the number of a device that ‘unroll devices’ lists, or ‘auto’ for what is"
                            + " faster on this machine, kernel by kernel.")
    private String device = "auto";

    /**
     * What is to compute.
     *
     * @throws IllegalArgumentException if there is no such device
     */
    Backend open() {
        DeviceChoice choice = DeviceChoice.parse(device);
        Backend host = Backends.best();
        if (choice instanceof DeviceChoice.Cpu) return host;
        List<Device> list = Backends.devices();
        Backends.problems().forEach(this::say);
        if (list.isEmpty() && choice instanceof DeviceChoice.Auto) return host;
        return new Devices(list, CalibrationFile.ofUser(), notice -> say(notice.english())).open(choice, host);
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println("unroll: " + sentence);
        spec.commandLine().getErr().flush();
    }
}

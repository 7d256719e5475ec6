package dev.unroll.engine.device;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.ScalarBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Choosing a device, and choosing one that is not there. */
class DevicesTest {
    private static final Backend HOST = new ScalarBackend();

    private final List<String> notices = new ArrayList<>();

    @TempDir
    private Path folder;

    private Devices devices(Device... list) {
        return new Devices(
                List.of(list),
                new CalibrationFile(folder.resolve("devices.json")),
                notice -> notices.add(notice.english()));
    }

    @Test
    void aChoiceIsReadAsPeopleWriteIt() {
        assertThat(DeviceChoice.parse(" Auto")).isEqualTo(new DeviceChoice.Auto());
        assertThat(DeviceChoice.parse("CPU")).isEqualTo(new DeviceChoice.Cpu());
        assertThat(DeviceChoice.parse("2")).isEqualTo(new DeviceChoice.Numbered(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "-1", "1.5", "99999999999"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text))
                .hasMessageContaining("auto, cpu or a number")
                .hasMessageContaining("‘" + text + "’");
    }

    @Test
    void withNoDeviceAutoIsTheProcessor() {
        SelectedBackend backend = devices().open(new DeviceChoice.Auto(), HOST);
        assertThat(backend.device()).isNull();
        assertThat(backend.name()).isEqualTo(HOST.name());
        assertThat(notices).isEmpty();
    }

    @Test
    void aNumberThatIsNotThereIsRefusedAndNothingChanges() {
        FakeDevice fake = new FakeDevice(HOST, _ -> null);
        Devices one = devices(fake);
        SelectedBackend backend = one.open(new DeviceChoice.Numbered(1), HOST);
        assertThatThrownBy(() -> one.choose(new DeviceChoice.Numbered(2), backend))
                .hasMessage("There is no device 2: ‘unroll devices’ lists 1 beside the processor.");
        assertThat(backend.name()).isEqualTo("Fake GPU");
        assertThatThrownBy(() -> devices().open(new DeviceChoice.Numbered(1), HOST))
                .hasMessageContaining("no device beside the processor was found");
    }

    @Test
    void aDeviceThatDoesNotOpenLeavesTheProcessor() {
        Device broken = new Device() {
            @Override
            public String name() {
                return "Broken GPU";
            }

            @Override
            public String technology() {
                return "nothing";
            }

            @Override
            public long memoryBytes() {
                return 0;
            }

            @Override
            public Backend open() {
                throw new DeviceException("Broken GPU does not answer: restart its driver.");
            }
        };
        SelectedBackend backend = devices(broken).open(new DeviceChoice.Numbered(1), HOST);
        assertThat(backend.device()).isNull();
        assertThat(notices).containsExactly("Broken GPU does not answer: restart its driver.");
    }

    /** As the compiler of a driver says it: in colours, in many lines, and inside other exceptions. */
    private static RuntimeException noisy() {
        return new IllegalStateException(
                "\u001b[31mBailout\u001b[0m",
                new IllegalArgumentException("\n\u001b[1;31mundeclared identifier ‘x’.\u001b[0m\n  at 4:2"));
    }

    @Test
    void aKernelThatDoesNotCompileIsSaidWithItsCauseAndNotKept() {
        FakeDevice fake = new FakeDevice(HOST, kernel -> kernel.equals("decoder") ? null : noisy());
        SelectedBackend backend = devices(fake).open(new DeviceChoice.Auto(), HOST);
        assertThat(backend.name()).isEqualTo(HOST.name());
        assertThat(notices).hasSizeGreaterThan(5).first().asString().startsWith("Measuring once");
        assertThat(notices.subList(1, notices.size()))
                .allSatisfy(notice -> assertThat(notice)
                        .contains("(undeclared identifier ‘x’)")
                        .endsWith(": that is computed on the processor from now on.")
                        .doesNotContain("\u001b", "\n", "Bailout"));
        assertThat(folder.resolve("devices.json")).doesNotExist();
    }

    @Test
    void aDeviceThatIsBrokenInsideLeavesTheProcessorToo() {
        Device broken = new FakeDevice(HOST, _ -> null) {
            @Override
            public Backend open() {
                throw noisy();
            }
        };
        SelectedBackend backend = devices(broken).open(new DeviceChoice.Numbered(1), HOST);
        assertThat(backend.device()).isNull();
        assertThat(notices)
                .containsExactly("Fake GPU cannot be used (undeclared identifier ‘x’): the processor computes.");
    }

    @Test
    void whoWaitsForTheCompilerIsToldSo() {
        devices(new FakeDevice(HOST, _ -> null)).open(new DeviceChoice.Numbered(1), HOST);
        assertThat(notices)
                .containsExactly(
                        "What Fake GPU computes is compiled when it is first needed, which takes some seconds …");
    }
}

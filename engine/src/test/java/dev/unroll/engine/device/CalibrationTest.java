package dev.unroll.engine.device;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.device.Calibration.Times;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** From where on a device pays, and how that is remembered. */
class CalibrationTest {
    private static final Supplier<Crossings> NEVER = () -> {
        throw new AssertionError("measured again");
    };

    @TempDir
    private Path folder;

    /** A device that takes a tenth of a millisecond to get going and is then four times as fast. */
    private static Times plausible(Kernel kernel, int size) {
        long work = 1000L << (2 * size);
        double host = kernel == Kernel.ROWS ? 1e-10 * work : 1e-9 * work;
        return new Times(work, host, 1e-4 + 2.5e-10 * work);
    }

    @Test
    void theCrossingPointIsWhereTheDeviceOvertakes() {
        Crossings crossings = Calibration.measure(CalibrationTest::plausible);
        assertThat(crossings.pays(Kernel.MATMUL, 64_000)).isFalse();
        assertThat(crossings.pays(Kernel.MATMUL, 256_000)).isTrue();
        assertThat(crossings.from().get(Kernel.BLOCK))
                .as("a block goes where its products go")
                .isEqualTo(crossings.from().get(Kernel.MATMUL));
        assertThat(crossings.pays(Kernel.ROWS, Long.MAX_VALUE))
                .as("never ahead")
                .isFalse();
    }

    @Test
    void aLuckyRunOnTheWayDoesNotCount() {
        double[] device = {0.5, 2, 0.5, 2, 0.5, 0.5};
        Crossings crossings = Calibration.measure((_, size) -> new Times(size, 1e-3, 1e-3 * device[size]));
        assertThat(crossings.from()).containsEntry(Kernel.ATTENTION, 4L);
    }

    @Test
    void sizesGrowNoFurtherThanSomebodyWouldWait() {
        int[] largest = {0};
        Calibration.measure((_, size) -> {
            largest[0] = Math.max(largest[0], size);
            return new Times(1L << size, 0.01 * (1 << 2 * size), 0.02 * (1 << 2 * size));
        });
        assertThat(largest[0]).isEqualTo(1);
    }

    @Test
    void everyKernelIsMeasuredOnRealBackends() {
        Backend host = new ScalarBackend();
        for (Kernel kernel : EnumSet.complementOf(EnumSet.of(Kernel.BLOCK))) {
            Probe probe = Probe.of(kernel, 0);
            FakeDevice fake = new FakeDevice(host, _ -> null);
            SelectedBackend backend = new SelectedBackend(host, _ -> {});
            backend.use(fake.open(), new Crossings(Map.of(kernel, probe.work())));
            probe.call().accept(backend);
            assertThat(fake.calls)
                    .as("%s counts its work as the choice does", kernel)
                    .hasSize(1);
            fake.calls.clear();
            backend.use(fake.open(), new Crossings(Map.of(kernel, probe.work() + 1)));
            probe.call().accept(backend);
            assertThat(fake.calls)
                    .as("%s counts its work as the choice does", kernel)
                    .isEmpty();
        }
    }

    @Test
    void whatWasMeasuredIsKept() {
        CalibrationFile file = new CalibrationFile(folder.resolve("new").resolve("devices.json"));
        Crossings measured = Calibration.measure(CalibrationTest::plausible);
        assertThat(file.get("GPU", "CPU", () -> measured)).isEqualTo(measured);
        assertThat(file.get("GPU", "CPU", NEVER)).isEqualTo(measured);
        Crossings other = new Crossings(Map.of(Kernel.LSTM, 5L));
        assertThat(file.get("GPU", "other CPU", () -> other)).isEqualTo(other);
        assertThat(file.get("GPU", "CPU", NEVER)).as("beside another").isEqualTo(measured);
    }

    @Test
    void aDamagedFileIsMeasuredAnew() throws IOException {
        Path path = folder.resolve("devices.json");
        for (String damage : new String[] {"", "{", "null", "[1]", "{\"GPU beside CPU\": {\"WARP\": 3}}"}) {
            Files.writeString(path, damage);
            Crossings measured = new Crossings(Map.of(Kernel.SOFTMAX, 7L));
            CalibrationFile file = new CalibrationFile(path);
            assertThat(file.get("GPU", "CPU", () -> measured)).as(damage).isEqualTo(measured);
            assertThat(file.get("GPU", "CPU", NEVER)).as(damage).isEqualTo(measured);
        }
    }
}

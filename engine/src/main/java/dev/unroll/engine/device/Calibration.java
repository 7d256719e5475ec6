package dev.unroll.engine.device;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.DeviceException;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Finds out by trying from how much work on each kernel is faster on a device than on the processor, with the copying that it takes. It
 * takes some seconds.
 */
public final class Calibration {
    /** A kernel that takes longer than this, here or there, has been tried at sizes enough. */
    private static final double LONG = 0.05;

    private static final int RUNS = 5;

    private Calibration() {}

    /**
     * Measures each kernel at growing sizes on both. One that fails on the device stays on the processor.
     *
     * @param failed told of each kernel that fails otherwise than for want of memory, and why
     */
    public static Crossings measure(Backend host, Backend device, BiConsumer<Kernel, Throwable> failed) {
        return measure((kernel, size) -> {
            Probe probe = Probe.of(kernel, size);
            double here = seconds(probe, host);
            return new Times(probe.work(), here, there(probe, device, failed));
        });
    }

    private static double there(Probe probe, Backend device, BiConsumer<Kernel, Throwable> failed) {
        try {
            return seconds(probe, device);
        } catch (DeviceException.OutOfMemory | OutOfMemoryError e) {
            return Double.POSITIVE_INFINITY;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed.accept(probe.kernel(), e);
            return Double.POSITIVE_INFINITY;
        }
    }

    /** Seconds for so much work on the processor and on the device. */
    record Times(long work, double host, double device) {}

    /** @param timer times a kernel at a size from 0 on, as {@link Probe#of} */
    static Crossings measure(BiFunction<Kernel, Integer, Times> timer) {
        Map<Kernel, Long> from = new EnumMap<>(Kernel.class);
        for (Kernel kernel : Kernel.values()) {
            if (kernel == Kernel.BLOCK) continue;
            Times times = null;
            for (int size = 0;
                    size < Probe.SIZES && (times == null || Math.max(times.host, times.device) < LONG);
                    size++) {
                times = timer.apply(kernel, size);
                // What counts is from where on the device stays ahead.
                if (times.device >= times.host) from.remove(kernel);
                else from.putIfAbsent(kernel, times.work);
            }
        }
        // A block goes where its products go: compiling it at each size would take a minute.
        Long products = from.get(Kernel.MATMUL);
        if (products != null) from.put(Kernel.BLOCK, products);
        return new Crossings(from);
    }

    /** The median of some runs, after those in which the kernel is compiled. */
    private static double seconds(Probe probe, Backend backend) {
        probe.call().accept(backend);
        probe.call().accept(backend);
        double[] seconds = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            probe.call().accept(backend);
            seconds[i] = (System.nanoTime() - start) * 1e-9;
        }
        Arrays.sort(seconds);
        return seconds[RUNS / 2];
    }
}

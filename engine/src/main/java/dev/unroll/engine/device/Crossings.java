package dev.unroll.engine.device;

import java.util.EnumMap;
import java.util.Map;

/**
 * From how much work on each kernel is faster on a device than on the processor.
 *
 * @param from the least work, counted as {@link Kernel} says; kernels that are missing are never faster there
 */
public record Crossings(Map<Kernel, Long> from) {
    /** Everything goes to the device, whether it is faster there or not. */
    public static final Crossings ALWAYS = always();

    /** A copy that does not change. */
    public Crossings {
        from = Map.copyOf(from);
    }

    private static Crossings always() {
        Map<Kernel, Long> from = new EnumMap<>(Kernel.class);
        for (Kernel kernel : Kernel.values()) from.put(kernel, 0L);
        return new Crossings(from);
    }

    /** Whether so much work is for the device. */
    public boolean pays(Kernel kernel, long work) {
        Long least = from.get(kernel);
        return least != null && work >= least;
    }
}

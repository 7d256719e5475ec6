package dev.unroll.engine.device;

import dev.unroll.engine.message.RefusedException;

import java.util.Locale;

/** What is to compute, as a person says it. */
public sealed interface DeviceChoice {
    /** The processor alone. */
    record Cpu() implements DeviceChoice {}

    /** For each kernel and size what is faster, as measured on this machine. */
    record Auto() implements DeviceChoice {}

    /**
     * All kernels on one device.
     *
     * @param number as {@code unroll devices} counts them, from 1 on
     */
    record Numbered(int number) implements DeviceChoice {}

    /**
     * Reads {@code auto}, {@code cpu} or a number.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static DeviceChoice parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> new Auto();
            case "cpu", "0" -> new Cpu();
            case String number when number.matches("[1-9]\\d{0,3}") -> new Numbered(Integer.parseInt(number));
            default -> throw new RefusedException("device.choice", text);
        };
    }
}

package dev.unroll.engine.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** How the numbers of a safetensors file are stored: all types that the format has. */
public enum SafetensorsType {
    /** One byte each, 0 or 1. */
    BOOL(8),
    /** OCP microscaling E2M1: two to a byte, the lower half first. */
    F4(4),
    /** OCP microscaling E2M3: four in three bytes. */
    F6_E2M3(6),
    /** OCP microscaling E3M2: four in three bytes. */
    F6_E3M2(6),
    /** Unsigned bytes. */
    U8(8),
    /** Signed bytes. */
    I8(8),
    /** OCP 8-bit numbers with 5 bits of exponent, infinities included. */
    F8_E5M2(8),
    /** OCP 8-bit numbers with 4 bits of exponent, without infinities. */
    F8_E4M3(8),
    /** Powers of two: an exponent alone. */
    F8_E8M0(8),
    /** 8-bit numbers with 4 bits of exponent, without infinities and without −0. */
    F8_E4M3FNUZ(8),
    /** 8-bit numbers with 5 bits of exponent, without infinities and without −0. */
    F8_E5M2FNUZ(8),
    /** Signed integers. */
    I16(16),
    /** Unsigned integers. */
    U16(16),
    /** IEEE 754 half precision. */
    F16(16),
    /** The upper half of a single-precision number. */
    BF16(16),
    /** Signed integers. */
    I32(32),
    /** Unsigned integers. */
    U32(32),
    /** IEEE 754 single precision. */
    F32(32),
    /** Complex numbers of two single-precision parts. */
    C64(64),
    /** IEEE 754 double precision. */
    F64(64),
    /** Signed integers. */
    I64(64),
    /** Unsigned integers. */
    U64(64);

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bits;

    SafetensorsType(int bits) {
        this.bits = bits;
    }

    /** How many bits a number takes. */
    int bits() {
        return bits;
    }

    /** Whether the numbers are whole. */
    public boolean whole() {
        return switch (this) {
            case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 -> true;
            default -> false;
        };
    }

    /** How many real numbers one stands for: a complex number has two parts. */
    public int parts() {
        return this == C64 ? 2 : 1;
    }

    /**
     * Reads a number.
     *
     * @param at where the first one begins, in bytes
     * @param i which one; of complex numbers which part
     */
    double number(MemorySegment data, long at, long i) {
        return switch (this) {
            case BOOL, U8 -> data.get(BYTE, at + i) & 0xFF;
            case I8 -> data.get(BYTE, at + i);
            case I16 -> data.get(SHORT, at + 2 * i);
            case U16 -> data.get(SHORT, at + 2 * i) & 0xFFFF;
            case F16 -> Float.float16ToFloat(data.get(SHORT, at + 2 * i));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, at + 2 * i) << 16);
            case I32 -> data.get(INT, at + 4 * i);
            case U32 -> Integer.toUnsignedLong(data.get(INT, at + 4 * i));
            case F32, C64 -> Float.intBitsToFloat(data.get(INT, at + 4 * i));
            case F64 -> Double.longBitsToDouble(data.get(LONG, at + 8 * i));
            case I64 -> data.get(LONG, at + 8 * i);
            case U64 -> unsigned(data.get(LONG, at + 8 * i));
            default -> small(code(data, at, i));
        };
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : 2.0 * (value >>> 1 | value & 1);
    }

    /** The bits of a number of at most 8, the lowest first. */
    private int code(MemorySegment data, long at, long i) {
        long first = i * bits;
        long from = at + first / 8;
        int shift = (int) (first % 8);
        int low = data.get(BYTE, from) & 0xFF;
        int high = shift + bits > 8 ? data.get(BYTE, from + 1) & 0xFF : 0;
        return (high << 8 | low) >> shift & (1 << bits) - 1;
    }

    private double small(int code) {
        return switch (this) {
            case F4 -> decoded(code, 2, 1, 1);
            case F6_E2M3 -> decoded(code, 2, 3, 1);
            case F6_E3M2 -> decoded(code, 3, 2, 3);
            case F8_E4M3 -> (code & 0x7F) == 0x7F ? Double.NaN : decoded(code, 4, 3, 7);
            case F8_E5M2 -> (code & 0x7C) == 0x7C ? beyond(code) : decoded(code, 5, 2, 15);
            case F8_E8M0 -> code == 0xFF ? Double.NaN : Math.scalb(1.0, code - 127);
            case F8_E4M3FNUZ -> code == 0x80 ? Double.NaN : decoded(code, 4, 3, 8);
            case F8_E5M2FNUZ -> code == 0x80 ? Double.NaN : decoded(code, 5, 2, 16);
            default -> throw new AssertionError(this);
        };
    }

    /** With the largest exponent, as IEEE 754 has it. */
    private static double beyond(int code) {
        if ((code & 3) != 0) return Double.NaN;
        return code < 0x80 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    private static double decoded(int code, int exponentBits, int mantissaBits, int bias) {
        int mantissa = code & (1 << mantissaBits) - 1;
        int exponent = code >> mantissaBits & (1 << exponentBits) - 1;
        double size = exponent == 0
                ? Math.scalb((double) mantissa, 1 - bias - mantissaBits)
                : Math.scalb((double) (mantissa | 1 << mantissaBits), exponent - bias - mantissaBits);
        return code >> exponentBits + mantissaBits == 0 ? size : -size;
    }
}

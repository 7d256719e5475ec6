package dev.unroll.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;

/** How the values of options are read, with our words for what cannot be. */
final class OptionTypes {
    private OptionTypes() {}

    /** For a command and all that belong to it. */
    static void register(CommandLine line) {
        line.registerConverter(Path.class, OptionTypes::path);
        CommandLine.ITypeConverter<Integer> whole = text ->
                number(text, Integer::valueOf, "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        line.registerConverter(int.class, whole);
        line.registerConverter(Integer.class, whole);
        CommandLine.ITypeConverter<Long> large =
                text -> number(text, Long::valueOf, "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
        line.registerConverter(long.class, large);
        line.registerConverter(Long.class, large);
        CommandLine.ITypeConverter<Double> decimal = text -> number(text, Double::valueOf, "a number, such as 0.5");
        line.registerConverter(double.class, decimal);
        line.registerConverter(Double.class, decimal);
    }

    private static <N extends Number> N number(String text, Function<String, N> read, String wanted) {
        try {
            return read.apply(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("‘" + text + "’ is not " + wanted);
        }
    }

    private static Path path(String text) {
        if (text.isEmpty()) throw new TypeConversionException("a file needs a name");
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("‘" + text + "’ is no name of a file");
        }
    }
}

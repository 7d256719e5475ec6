package dev.unroll.viz.export;

import dev.unroll.engine.io.OutputFile;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Tensors and tables as comma-separated values. */
public final class Csv {
    private Csv() {}

    /**
     * Writes {@link #text}.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Tensor tensor, Path file) throws IOException {
        OutputFile.at(file).write(out -> out.write(text(tensor).getBytes(StandardCharsets.UTF_8)));
    }

    /** One line per number: its index on each axis, then the number in full. The first line names the columns. */
    public static String text(Tensor tensor) {
        Shape shape = tensor.shape();
        StringBuilder out = new StringBuilder();
        for (var axis : shape.axes()) out.append(axis.label()).append(',');
        out.append("value\n");
        for (int i = 0; i < tensor.length(); i++) {
            for (int index : shape.unflatten(i)) out.append(index).append(',');
            out.append(tensor.at(i)).append('\n');
        }
        return out.toString();
    }

    /** The lines of a table; texts stand in quotes. */
    public static String text(List<List<Object>> table) {
        return table.stream()
                .map(line -> line.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\n")
                .collect(Collectors.joining());
    }

    private static String cell(Object value) {
        return value instanceof Number
                ? value.toString()
                : '"' + value.toString().replace("\"", "\"\"") + '"';
    }
}

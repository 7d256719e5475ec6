package dev.unroll.viz.export;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tensors as comma-separated values. */
public final class Csv {
    private Csv() {}

    /**
     * Writes one line per number: its index on each axis, then the number in full. The first line names the columns.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Tensor tensor, Path file) throws IOException {
        Shape shape = tensor.shape();
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (var axis : shape.axes()) out.append(axis.label()).append(',');
            out.append("value\n");
            for (int i = 0; i < tensor.length(); i++) {
                for (int index : shape.unflatten(i))
                    out.append(Integer.toString(index)).append(',');
                out.append(Float.toString(tensor.at(i))).append('\n');
            }
        }
    }
}

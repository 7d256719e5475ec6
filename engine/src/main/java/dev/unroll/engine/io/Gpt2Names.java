package dev.unroll.engine.io;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;

/** The names that the weights of a {@link dev.unroll.engine.model.GptModel} have in published GPT-2 checkpoints. */
public final class Gpt2Names {
    /** Both sides of a block fit the cache. */
    private static final int BLOCK = 32;

    private Gpt2Names() {}

    /** For example {@code h.0.attn.c_attn.weight} for {@code block.0/attention/queryKeyValue/weight}. */
    public static String published(String parameter) {
        return parameter
                .replace("tokenEmbedding/", "wte.")
                .replace("positionEmbedding/", "wpe.")
                .replace("finalNorm/", "ln_f.")
                .replace("head/", "lm_head.")
                .replaceFirst("^block\\.", "h.")
                .replace("/norm1/", ".ln_1.")
                .replace("/norm2/", ".ln_2.")
                .replace("/attention/queryKeyValue/", ".attn.c_attn.")
                .replace("/attention/projection/", ".attn.c_proj.")
                .replace("/mlp/up/", ".mlp.c_fc.")
                .replace("/mlp/down/", ".mlp.c_proj.");
    }

    /** Whether the checkpoint stores it as in × out, and not out × in as here. */
    private static boolean transposed(String published) {
        return published.contains(".c_") && published.endsWith(".weight");
    }

    /**
     * Reads a parameter from a checkpoint.
     *
     * @param prefix what stands before the published name
     * @param parameter the name here
     * @param into the shape here; is filled
     * @throws FormatException if it is missing or has another shape
     */
    public static void read(SafetensorsFile file, String prefix, String parameter, Tensor into) throws FormatException {
        String name = prefix + published(parameter);
        boolean transposed = transposed(name);
        int[] expected = into.shape().sizes();
        if (transposed) expected = new int[] {expected[1], expected[0]};
        int[] found = file.sizes(name);
        if (!Arrays.equals(found, expected))
            throw new FormatException(
                    file.path(),
                    "file.tensorShape",
                    FormatException.quote(name),
                    Arrays.toString(found),
                    Arrays.toString(expected));
        if (!transposed) {
            file.read(name, into.write(), into.offset());
            return;
        }
        int rows = into.shape().size(0);
        file.read(name, BLOCK * rows, (first, stored) -> transpose(stored, into, first / rows));
    }

    /** As {@link #read(SafetensorsFile, String, String, Tensor)}, into a tensor of its own. */
    public static Tensor read(SafetensorsFile file, String prefix, String parameter, Shape shape)
            throws FormatException {
        Tensor read = Tensor.zeros(shape);
        read(file, prefix, parameter, read);
        return read;
    }

    /** A parameter as a checkpoint stores it under its {@link #published} name. */
    static Tensor stored(String parameter, Tensor value) {
        if (!transposed(published(parameter))) return value;
        Shape shape = value.shape();
        Tensor stored = Tensor.zeros(Shape.of(Axis.ITEM, shape.columns(), Axis.UNIT, shape.size(0)));
        transpose(value.toArray(), stored, 0);
        return stored;
    }

    /** Turns some columns, or all from one on, that follow each other in {@code from}. */
    private static void transpose(float[] from, Tensor into, int firstColumn) {
        int rows = into.shape().size(0);
        int columns = into.shape().size(1);
        int beyond = Math.min(columns, firstColumn + from.length / rows);
        float[] to = into.write();
        for (int r0 = 0; r0 < rows; r0 += BLOCK)
            for (int c0 = firstColumn; c0 < beyond; c0 += BLOCK)
                for (int r = r0; r < Math.min(rows, r0 + BLOCK); r++)
                    for (int c = c0; c < Math.min(beyond, c0 + BLOCK); c++)
                        to[into.offset() + r * columns + c] = from[(c - firstColumn) * rows + r];
    }
}

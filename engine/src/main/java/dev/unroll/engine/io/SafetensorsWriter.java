package dev.unroll.engine.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a safetensors file. The names of axes go into its metadata, where {@link SafetensorsFile} finds them again. */
public final class SafetensorsWriter {
    /** How the numbers of tensors are stored. */
    public enum Stored {
        /** 32 bits, as they are. */
        F32(4),
        /** 16 bits, rounded to 11 binary digits; below 6e-8 they are 0, above 65,504 infinite. */
        F16(2),
        /** 16 bits, rounded to 8 binary digits, as small and as large as they are. */
        BF16(2);

        private final int bytes;

        Stored(int bytes) {
            this.bytes = bytes;
        }

        private void put(ByteBuffer to, float value) {
            switch (this) {
                case F32 -> to.putFloat(value);
                case F16 -> to.putShort(Float.floatToFloat16(value));
                case BF16 -> to.putShort(bfloat16(value));
            }
        }

        /** To the nearest, and to the even one of two. */
        private static short bfloat16(float value) {
            int bits = Float.floatToRawIntBits(value);
            if (Float.isNaN(value)) return (short) (bits >>> 16 | 0x40);
            return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
        }
    }

    /** What the metadata key of a tensor's axes begins with. */
    static final String AXES = "axes.";

    /** The key of the header under which the metadata stands. */
    static final String METADATA = "__metadata__";

    private static final int CHUNK = 1 << 16;

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Stored stored;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, int[]> ints = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** An empty file in the making. */
    public SafetensorsWriter() {
        this(Stored.F32);
    }

    /** An empty file in the making, whose tensors will be stored so. */
    public SafetensorsWriter(Stored stored) {
        this.stored = stored;
    }

    /**
     * Adds a tensor.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public SafetensorsWriter tensor(String name, Tensor tensor) {
        requireFree(name);
        tensors.put(name, tensor);
        String axes = tensor.shape().axes().stream().map(Axis::name).collect(Collectors.joining(","));
        if (!axes.isEmpty()) metadata.put(AXES + name, axes);
        return this;
    }

    /**
     * Adds whole numbers, stored as I32.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public SafetensorsWriter ints(String name, int... values) {
        requireFree(name);
        ints.put(name, values);
        return this;
    }

    private void requireFree(String name) {
        if (name.equals(METADATA) || tensors.containsKey(name) || ints.containsKey(name)) {
            throw new IllegalArgumentException("The name ‘" + name + "’ is taken: give the tensor another one.");
        }
    }

    /** Adds a text beside the tensors. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Writes the file, as {@link OutputFile} does.
     *
     * @throws IOException if it cannot be written, in one sentence
     */
    public void write(Path path) throws IOException {
        write(OutputFile.at(path));
    }

    /**
     * As {@link #write(Path)}, into a file that was looked at before.
     *
     * @throws IOException if it cannot be written, in one sentence
     */
    public void write(OutputFile file) throws IOException {
        file.write(this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        byte[] header = header();
        ByteBuffer bytes = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        out.write(bytes.putLong(header.length).array(), 0, Long.BYTES);
        bytes.clear();
        out.write(header);
        for (Tensor tensor : tensors.values()) {
            float[] values = tensor.read();
            for (int from = 0; from < tensor.length(); from += CHUNK) {
                int count = Math.min(CHUNK, tensor.length() - from);
                bytes.clear();
                for (int i = 0; i < count; i++) stored.put(bytes, values[tensor.offset() + from + i]);
                out.write(bytes.array(), 0, stored.bytes * count);
            }
        }
        bytes.clear();
        for (int[] values : ints.values()) {
            for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                bytes.asIntBuffer().put(values, from, count);
                out.write(bytes.array(), 0, 4 * count);
            }
        }
    }

    private byte[] header() throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) header.set(METADATA, JSON.valueToTree(metadata));
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long bytes = (long) tensor.length() * stored.bytes;
            offset = describe(
                    header, entry.getKey(), stored.name(), tensor.shape().sizes(), bytes, offset);
        }
        for (var entry : ints.entrySet()) {
            int length = entry.getValue().length;
            offset = describe(header, entry.getKey(), "I32", new int[] {length}, (long) Integer.BYTES * length, offset);
        }
        String json = JSON.writeValueAsString(header);
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat(Math.floorMod(-bytes, 8))).getBytes(StandardCharsets.UTF_8);
    }

    private static long describe(ObjectNode header, String name, String type, int[] sizes, long bytes, long offset) {
        ObjectNode entry = header.putObject(name);
        entry.put("dtype", type);
        entry.set("shape", JSON.valueToTree(sizes));
        entry.set("data_offsets", JSON.valueToTree(new long[] {offset, offset + bytes}));
        return offset + bytes;
    }
}

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a safetensors file. The names of axes go into its metadata, where {@link SafetensorsFile} finds them again. */
public final class SafetensorsWriter {
    /** What the metadata key of a tensor's axes begins with. */
    static final String AXES = "axes.";

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, int[]> ints = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** An empty file in the making. */
    public SafetensorsWriter() {}

    /** Adds a tensor, stored as F32. */
    public SafetensorsWriter tensor(String name, Tensor tensor) {
        tensors.put(name, tensor);
        String axes = tensor.shape().axes().stream().map(Axis::name).collect(Collectors.joining(","));
        if (!axes.isEmpty()) metadata.put(AXES + name, axes);
        return this;
    }

    /** Adds whole numbers, stored as I32. */
    public SafetensorsWriter ints(String name, int... values) {
        ints.put(name, values);
        return this;
    }

    /** Adds a text beside the tensors. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Writes the file. It is written beside its place first and then moved there, so a file that was there before is lost only
     * when the new one is whole.
     *
     * @throws IOException if it cannot be written, in one sentence
     */
    public void write(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("The file " + path + " cannot be written: there is no folder " + folder + ".");
        }
        if (Files.isDirectory(path)) throw new IOException("The file " + path + " cannot be written: it is a folder.");
        Path partial = null;
        try {
            partial = Files.createTempFile(folder, ".unroll-", ".part");
            try (OutputStream out = Files.newOutputStream(partial)) {
                writeTo(out);
            }
            Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            if (partial != null) Files.deleteIfExists(partial);
            throw new IOException(
                    "The file " + path + " cannot be written: check the permissions and the room on its disk.", e);
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        byte[] header = header();
        ByteBuffer length =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
        out.write(length.array());
        out.write(header);
        for (Tensor tensor : tensors.values()) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.length()).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(tensor.read(), tensor.offset(), tensor.length());
            out.write(bytes.array());
        }
        for (int[] values : ints.values()) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(values);
            out.write(bytes.array());
        }
    }

    private byte[] header() throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) header.set("__metadata__", JSON.valueToTree(metadata));
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            offset = describe(header, entry.getKey(), "F32", tensor.shape().sizes(), tensor.length(), offset);
        }
        for (var entry : ints.entrySet()) {
            int length = entry.getValue().length;
            offset = describe(header, entry.getKey(), "I32", new int[] {length}, length, offset);
        }
        String json = JSON.writeValueAsString(header);
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat(Math.floorMod(-bytes, 8))).getBytes(StandardCharsets.UTF_8);
    }

    private static long describe(ObjectNode header, String name, String type, int[] sizes, int length, long offset) {
        ObjectNode entry = header.putObject(name);
        entry.put("dtype", type);
        entry.set("shape", JSON.valueToTree(sizes));
        entry.set("data_offsets", JSON.valueToTree(new long[] {offset, offset + 4L * length}));
        return offset + 4L * length;
    }
}

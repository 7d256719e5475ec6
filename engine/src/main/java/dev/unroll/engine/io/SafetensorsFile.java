package dev.unroll.engine.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.io.FormatException.quote;

/**
 * A safetensors file: eight bytes of header length, a JSON header, and numbers. The file is mapped into memory and a tensor is
 * copied out of it only when it is asked for.
 */
public final class SafetensorsFile {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final long LARGE = 1 << 20;

    /** How numbers are stored. */
    public enum Type {
        /** IEEE 754 double precision. */
        F64(8),
        /** IEEE 754 single precision. */
        F32(4),
        /** IEEE 754 half precision. */
        F16(2),
        /** The upper half of a single-precision number. */
        BF16(2),
        /** Signed integers. */
        I64(8),
        /** Signed integers. */
        I32(4),
        /** Signed integers. */
        I16(2),
        /** Signed bytes. */
        I8(1),
        /** Unsigned bytes. */
        U8(1),
        /** One byte each, 0 or 1. */
        BOOL(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Whether the numbers are whole. */
        public boolean whole() {
            return ordinal() >= I64.ordinal();
        }
    }

    /**
     * One array of the file.
     *
     * @param sizes the sizes of its axes, outermost first
     */
    public record Entry(String name, Type type, List<Integer> sizes, long offset, int length) {}

    private final Path path;
    private final MemorySegment data;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path path, MemorySegment data, Map<String, Entry> entries, Map<String, String> metadata) {
        this.path = path;
        this.data = data;
        this.entries = Collections.unmodifiableMap(entries);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Opens a file.
     *
     * @throws FormatException if it is no safetensors file or a damaged one
     * @throws IOException if it is missing or cannot be read, in one sentence
     */
    public static SafetensorsFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) throw new FormatException(path, "file.isFolder");
        MemorySegment file;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        } catch (NoSuchFileException e) {
            throw new FileException(e, "file.missing", path);
        } catch (AccessDeniedException e) {
            throw new FileException(e, "file.forbidden", path);
        } catch (IOException e) {
            throw new FileException(e, "file.unreadable", path);
        }
        if (file.byteSize() < 10) throw new FormatException(path, "file.tooShort");
        long headerLength = file.get(LONG, 0);
        if (headerLength < 2 || headerLength > file.byteSize() - 8 || headerLength > 100_000_000) {
            throw new FormatException(path, "file.noHeaderLength");
        }
        JsonNode header = parse(path, file.asSlice(8, headerLength).toArray(ValueLayout.JAVA_BYTE));
        MemorySegment data = file.asSlice(8 + headerLength);
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (var field : header.properties()) {
            if (field.getKey().equals(SafetensorsWriter.METADATA)) {
                metadata.putAll(metadata(path, field.getValue()));
            } else {
                entries.put(field.getKey(), entry(path, field.getKey(), field.getValue(), data.byteSize()));
            }
        }
        return new SafetensorsFile(path, data, entries, metadata);
    }

    private static JsonNode parse(Path path, byte[] header) throws FormatException {
        try {
            JsonNode node = JSON.readTree(new String(header, StandardCharsets.UTF_8));
            if (node instanceof ObjectNode) return node;
        } catch (JsonProcessingException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            throw new FormatException(path, twice ? "file.nameTwice" : "file.headerNoJson");
        }
        throw new FormatException(path, "file.headerNoObject");
    }

    private static Map<String, String> metadata(Path path, JsonNode node) throws FormatException {
        Map<String, String> metadata = new LinkedHashMap<>();
        boolean texts = node.isObject();
        for (var field : node.properties()) {
            texts &= field.getValue().isTextual();
            metadata.put(field.getKey(), field.getValue().asText());
        }
        if (!texts) throw new FormatException(path, "file.metadataNoTexts");
        return metadata;
    }

    private static Entry entry(Path path, String name, JsonNode node, long dataBytes) throws FormatException {
        String typeName = node.path("dtype").asText();
        Type type = Stream.of(Type.values())
                .filter(t -> t.name().equals(typeName))
                .findAny()
                .orElseThrow(() -> new FormatException(path, "file.tensorType", quote(name), quote(typeName)));
        JsonNode shape = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        if (!shape.isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw new FormatException(path, "file.tensorNoPlace", quote(name));
        }
        long length = 1;
        List<Integer> sizes = new ArrayList<>();
        for (JsonNode size : shape) {
            if (!size.canConvertToInt() || !size.isIntegralNumber() || size.asInt() < 0) {
                throw new FormatException(path, "file.tensorSize", quote(name), quote(size.toString()));
            }
            sizes.add(size.asInt());
            length *= size.asInt();
            if (length > Integer.MAX_VALUE) throw new FormatException(path, "file.tensorTooLarge", quote(name));
        }
        if (!isLong(offsets.get(0)) || !isLong(offsets.get(1))) {
            throw new FormatException(path, "file.tensorOutside", quote(name));
        }
        long from = offsets.get(0).asLong();
        long to = offsets.get(1).asLong();
        if (from < 0 || to < from || to > dataBytes) {
            throw new FormatException(path, "file.tensorOutside", quote(name));
        }
        if (to - from != length * type.bytes) {
            throw new FormatException(path, "file.tensorBytes", quote(name), to - from, length * type.bytes);
        }
        return new Entry(name, type, List.copyOf(sizes), from, (int) length);
    }

    private static boolean isLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    /** What is in the file, in its order. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /**
     * The sizes of a tensor, outermost first.
     *
     * @throws FormatException if the file has no such tensor
     */
    public int[] sizes(String name) throws FormatException {
        return entry(name).sizes().stream().mapToInt(Integer::intValue).toArray();
    }

    /** The texts that stand beside the tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Where the file lies. */
    public Path path() {
        return path;
    }

    /**
     * A tensor, copied out of the file as float32. Its axes are those that the file names, or else counted as items.
     *
     * @throws FormatException if the file has no such tensor
     */
    public Tensor tensor(String name) throws FormatException {
        Entry entry = entry(name);
        String named = metadata.get(SafetensorsWriter.AXES + name);
        Axis[] axes = new Axis[entry.sizes().size()];
        Arrays.fill(axes, Axis.ITEM);
        if (named != null && !named.isEmpty()) {
            String[] names = named.split(",");
            for (int i = 0; i < Math.min(names.length, axes.length); i++) axes[i] = axis(names[i]);
        }
        return tensor(name, axes);
    }

    private static Axis axis(String name) {
        return Stream.of(Axis.values())
                .filter(a -> a.name().equals(name))
                .findAny()
                .orElse(Axis.ITEM);
    }

    /**
     * A tensor with the given axes.
     *
     * @throws FormatException if the file has no such tensor, or one with another number of axes
     */
    public Tensor tensor(String name, Axis... axes) throws FormatException {
        Entry entry = entry(name);
        if (axes.length != entry.sizes().size()) {
            throw new FormatException(
                    path, "file.tensorAxes", quote(name), entry.sizes().size(), axes.length);
        }
        Shape shape = Shape.of(
                List.of(axes),
                entry.sizes().stream().mapToInt(Integer::intValue).toArray());
        float[] values = new float[entry.length()];
        read(entry, values, 0);
        return Tensor.of(shape, values);
    }

    /**
     * The numbers of a tensor as float32, in row-major order, put where there is room for them. What was read of a large file is not
     * kept in memory a second time.
     *
     * @param offset where the first of them goes
     * @throws FormatException if the file has no such tensor
     */
    public void read(String name, float[] into, int offset) throws FormatException {
        Entry entry = entry(name);
        read(entry, into, offset);
        long bytes = (long) entry.length() * entry.type().bytes;
        if (bytes >= LARGE) data.asSlice(entry.offset(), bytes).unload();
    }

    private void read(Entry entry, float[] into, int offset) {
        if (entry.type() == Type.F32) MemorySegment.copy(data, FLOAT, entry.offset(), into, offset, entry.length());
        else for (int i = 0; i < entry.length(); i++) into[offset + i] = (float) number(entry, i);
    }

    /**
     * Whole numbers, such as token ids, in row-major order.
     *
     * @throws FormatException if the file has no such tensor, or its numbers are not whole or too large
     */
    public int[] ints(String name) throws FormatException {
        Entry entry = entry(name);
        if (!entry.type().whole()) throw new FormatException(path, "file.tensorNoIntegers", quote(name));
        int[] values = new int[entry.length()];
        for (int i = 0; i < values.length; i++) {
            double value = number(entry, i);
            if (value != (int) value) throw new FormatException(path, "file.tensorNumbers", quote(name));
            values[i] = (int) value;
        }
        return values;
    }

    private Entry entry(String name) throws FormatException {
        @Nullable Entry entry = entries.get(name);
        if (entry == null) throw new FormatException(path, "file.noTensor", quote(name));
        return entry;
    }

    private double number(Entry entry, int i) {
        long at = entry.offset() + (long) i * entry.type().bytes;
        return switch (entry.type()) {
            case F64 -> Double.longBitsToDouble(data.get(LONG, at));
            case F32 -> Float.intBitsToFloat(data.get(INT, at));
            case F16 -> Float.float16ToFloat(data.get(SHORT, at));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, at) << 16);
            case I64 -> data.get(LONG, at);
            case I32 -> data.get(INT, at);
            case I16 -> data.get(SHORT, at);
            case I8 -> data.get(ValueLayout.JAVA_BYTE, at);
            case U8, BOOL -> data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        };
    }
}

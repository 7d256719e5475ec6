package dev.unroll.engine.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.engine.io.SafetensorsFile.Entry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.io.FormatException.quote;

/**
 * The JSON at the beginning of a safetensors file, with the reference's checks: the tensors lie one after the other, without a hole or
 * an overlap, to the end of the file.
 *
 * @param entries the tensors by name, in the header's order
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads a header.
     *
     * @param path the file, for messages
     * @param dataBytes how many bytes stand behind the header
     * @throws FormatException if it is none, or does not fit what stands behind it
     */
    static SafetensorsHeader parse(Path path, byte[] header, long dataBytes) throws FormatException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (var field : json(path, header).properties()) {
            requireText(path, field.getKey());
            if (field.getKey().equals(SafetensorsWriter.METADATA)) {
                metadata.putAll(metadata(path, field.getValue()));
            } else {
                entries.put(field.getKey(), entry(path, field.getKey(), field.getValue(), dataBytes));
            }
        }
        requireWhole(path, entries, dataBytes);
        return new SafetensorsHeader(entries, metadata);
    }

    private static JsonNode json(Path path, byte[] header) throws FormatException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header))
                    .toString();
            if (text.startsWith("\uFEFF")) throw new FormatException(path, "file.headerNoJson");
            if (JSON.readTree(text) instanceof ObjectNode node) return node;
        } catch (CharacterCodingException e) {
            throw new FormatException(path, "file.headerNoUtf8");
        } catch (JsonProcessingException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            throw new FormatException(path, twice ? "file.nameTwice" : "file.headerNoJson");
        }
        throw new FormatException(path, "file.headerNoObject");
    }

    /** JSON can name half a surrogate pair, which is no character. */
    private static void requireText(Path path, String text) throws FormatException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) throw new FormatException(path, "file.headerNoUtf8");
    }

    private static Map<String, String> metadata(Path path, JsonNode node) throws FormatException {
        Map<String, String> metadata = new LinkedHashMap<>();
        boolean texts = node.isObject() || node.isNull();
        for (var field : node.properties()) {
            texts &= field.getValue().isTextual();
            metadata.put(field.getKey(), field.getValue().asText());
            requireText(path, field.getKey());
            requireText(path, field.getValue().asText());
        }
        if (!texts) throw new FormatException(path, "file.metadataNoTexts");
        return metadata;
    }

    private static Entry entry(Path path, String name, JsonNode node, long dataBytes) throws FormatException {
        String typeName = node.path("dtype").asText();
        SafetensorsType type = Stream.of(SafetensorsType.values())
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
        long bits = length * type.bits();
        if (bits % 8 != 0 || to - from != bits / 8) {
            throw new FormatException(path, "file.tensorBytes", quote(name), to - from, Math.ceilDiv(bits, 8));
        }
        return new Entry(name, type, List.copyOf(sizes), from, (int) length);
    }

    private static boolean isLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static void requireWhole(Path path, Map<String, Entry> entries, long dataBytes) throws FormatException {
        List<Entry> inOrder = entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::offset).thenComparingLong(Entry::bytes))
                .toList();
        long end = 0;
        for (Entry entry : inOrder) {
            if (entry.offset() != end) throw new FormatException(path, "file.tensorPlace", quote(entry.name()), end);
            end += entry.bytes();
        }
        if (end != dataBytes) throw new FormatException(path, "file.trailing", dataBytes - end);
    }
}

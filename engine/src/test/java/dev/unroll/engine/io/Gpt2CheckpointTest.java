package dev.unroll.engine.io;

import dev.unroll.engine.Golden;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Checkpoints as others publish them, written here byte by byte. */
class Gpt2CheckpointTest {
    private static final int[] IDS = {1, 5, 2, 7};

    @TempDir
    private Path folder;

    private static SafetensorsFile golden() throws IOException {
        return Golden.open("gpt2_tiny_weights");
    }

    private void configure() throws IOException {
        Files.copy(Golden.folder().resolve("gpt2_tiny_config.json"), folder.resolve("config.json"));
    }

    /** Writes tensors in one of the types. */
    private void write(String file, String type, String prefix, Map<String, Tensor> tensors) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        for (var entry : tensors.entrySet()) {
            int from = data.size();
            for (float x : entry.getValue().toArray()) data.writeBytes(bytes(type, x));
            String sizes = Arrays.stream(entry.getValue().shape().sizes())
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(","));
            header.append(String.format(
                    ",\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}",
                    prefix + entry.getKey(), type, sizes, from, data.size()));
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer length =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(length.array());
        whole.writeBytes(json);
        whole.writeBytes(data.toByteArray());
        Files.write(folder.resolve(file), whole.toByteArray());
    }

    private static byte[] bytes(String type, float x) {
        ByteBuffer buffer = ByteBuffer.allocate(type.equals("F32") ? 4 : 2).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case "F32" -> buffer.putFloat(x).array();
            case "F16" -> buffer.putShort(Float.floatToFloat16(x)).array();
            default ->
                buffer.putShort((short) (Float.floatToRawIntBits(x) >> 16)).array();
        };
    }

    private static Map<String, Tensor> tensors() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : golden().entries().keySet()) tensors.put(name, golden().tensor(name));
        return tensors;
    }

    private static float[] logits(GptModel model) {
        return Trace.ofReading(model, IDS, Backends.best()).value("logits").toArray();
    }

    private static float[] expected() throws IOException {
        Path golden = Golden.folder();
        return logits(Gpt2Checkpoint.read(
                golden.resolve("gpt2_tiny_weights.safetensors"), golden.resolve("gpt2_tiny_config.json")));
    }

    @ParameterizedTest
    @CsvSource({"F32,'',1e-6", "F32,transformer.,1e-6", "F16,transformer.,1e-2", "BF16,'',1e-1"})
    void everyTypeIsReadWithAndWithoutPrefix(String type, String prefix, float tolerance) throws IOException {
        configure();
        write("model.safetensors", type, prefix, tensors());
        float[] actual = logits(Gpt2Checkpoint.read(folder));
        float[] expected = expected();
        for (int i = 0; i < actual.length; i++) assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
        assertThat(Gpt2Checkpoint.isOne(folder)).isTrue();
        assertThat(logits(Gpt2Checkpoint.read(folder.resolve("model.safetensors"))))
                .isEqualTo(actual);
    }

    private void shards(boolean promiseTooMuch) throws IOException {
        configure();
        Map<String, Tensor> first = new LinkedHashMap<>();
        Map<String, Tensor> second = new LinkedHashMap<>();
        tensors().forEach((name, tensor) -> (name.startsWith("h.0") ? first : second).put(name, tensor));
        write("a.safetensors", "F32", "", first);
        write("b.safetensors", "F32", "", second);
        StringBuilder map = new StringBuilder();
        first.keySet().forEach(n -> map.append(String.format("\"%s\":\"a.safetensors\",", n)));
        second.keySet().forEach(n -> map.append(String.format("\"%s\":\"b.safetensors\",", n)));
        if (promiseTooMuch) map.append("\"more\":\"b.safetensors\",");
        map.setLength(map.length() - 1);
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + map + "}}");
    }

    @Test
    void severalFilesAreReadByTheirIndex() throws IOException {
        shards(false);
        assertThat(logits(Gpt2Checkpoint.read(folder))).isEqualTo(expected());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        GptModel model = new GptModel(GptModel.Configuration.of(11, 8, 12, 2, 3), 5);
        Gpt2Checkpoint.write(model, folder.resolve("own"));
        GptModel again = Gpt2Checkpoint.read(folder.resolve("own"));
        assertThat(again.sizes()).isEqualTo(model.sizes());
        for (int i = 0; i < model.parameters().size(); i++)
            assertThat(again.parameters().get(i).value().toArray())
                    .as(model.parameters().get(i).name())
                    .containsExactly(model.parameters().get(i).value().toArray());
        SafetensorsFile file = SafetensorsFile.open(folder.resolve("own/model.safetensors"));
        assertThat(file.sizes("h.1.attn.c_attn.weight")).as("in × out").containsExactly(12, 36);
    }

    @Test
    void headOfItsOwnIsUsed() throws IOException {
        configure();
        Map<String, Tensor> tensors = tensors();
        Tensor head = tensors.get("wte.weight").copy();
        for (int i = 0; i < head.length(); i++) head.write()[i] *= 2;
        tensors.put("lm_head.weight", head);
        String json = Files.readString(folder.resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), json.replaceFirst("\\{", "{\"tie_word_embeddings\": false,"));
        write("model.safetensors", "F32", "", tensors);
        float[] actual = logits(Gpt2Checkpoint.read(folder));
        float[] expected = expected();
        for (int i = 0; i < actual.length; i++) assertThat(actual[i]).isCloseTo(2 * expected[i], within(1e-5f));
    }

    private void assertRefused(String says) {
        assertThatThrownBy(() -> Gpt2Checkpoint.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(says)
                .message()
                .endsWith(".")
                .doesNotContainPattern("\\R");
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        assertThat(Gpt2Checkpoint.isOne(folder)).isTrue();
        assertRefused("There is no file " + folder.resolve("config.json"));
        Map<String, Tensor> tensors = tensors();
        write("model.safetensors", "F32", "", tensors);
        assertRefused("There is no file " + folder.resolve("config.json"));
        Files.delete(folder.resolve("model.safetensors"));
        configure();
        assertRefused("neither model.safetensors");
        Tensor gone = tensors.remove("h.1.mlp.c_fc.bias");
        write("model.safetensors", "F32", "", tensors);
        assertRefused("h.1.mlp.c_fc.bias");
        tensors.put("h.1.mlp.c_fc.bias", tensors.get("ln_f.bias"));
        write("model.safetensors", "F32", "", tensors);
        assertRefused("shape");
        assertThat(gone.length()).isNotEqualTo(tensors.get("ln_f.bias").length());
        Files.writeString(folder.resolve("config.json"), "{\"n_embd\": \"many\"}");
        assertRefused("n_embd");
        Files.writeString(folder.resolve("config.json"), "{\"activation_function\": \"silu\"}");
        assertRefused("silu");
        Files.writeString(folder.resolve("config.json"), "{");
        assertRefused("JSON");
        Files.write(folder.resolve("config.json"), new byte[] {'{', (byte) 0xFF, '}'});
        assertRefused("not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model_type\": \"llama\" | its model_type is ‘llama’ and not gpt2",
                "\"model_type\": \"gpt_neo\" | ‘gpt_neo’",
                "\"tie_word_embeddings\": false | no tensor ‘lm_head.weight’",
                "\"n_head\": 3 | do not fit together",
                "\"n_inner\": -1 | its ‘n_inner’",
                "\"n_layer\": 0 | its ‘n_layer’",
                "\"n_positions\": 13 | its tensor ‘wpe.weight’ has the shape [12, 16]",
                "\"vocab_size\": 24 | its tensor ‘wte.weight’",
                "\"n_embd\": 2147483647 | do not fit together"
            })
    void whatAConfigurationAsksForMustBeThere(String entry, String says) throws IOException {
        write("model.safetensors", "F32", "", tensors());
        String key = entry.substring(0, entry.indexOf(':'));
        String json = Files.readString(Golden.folder().resolve("gpt2_tiny_config.json"))
                .replaceFirst(key + ": [^,}]+", entry);
        if (!json.contains(entry)) json = json.replaceFirst("\\{", "{" + entry + ",");
        Files.writeString(folder.resolve("config.json"), json);
        assertRefused(says);
    }

    @Test
    void oneFileGoesBeforeAnIndex() throws IOException {
        shards(false);
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{}");
        write("model.safetensors", "F32", "", tensors());
        assertThat(logits(Gpt2Checkpoint.read(folder))).isEqualTo(expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "../a.safetensors", "", "/etc/passwd", "\\u0000"})
    void shardsLieInTheirFolder(String shard) throws IOException {
        configure();
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"wte.weight\":\"" + shard + "\"}}");
        assertRefused("shard");
    }

    @Test
    void damagedIndexIsSaidInOneSentence() throws IOException {
        shards(true);
        assertRefused("more");
        Files.delete(folder.resolve("a.safetensors"));
        assertRefused("a.safetensors");
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{}");
        assertRefused("weight_map");
    }
}

package dev.unroll.engine.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.model.GptModel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Published GPT-2 checkpoints: a folder with {@code config.json} and the weights in one safetensors file, or in several with {@code
 * model.safetensors.index.json} saying what lies where. The names may begin with {@code transformer.}, and the head may have a weight
 * of its own ({@code lm_head.weight}).
 */
public final class Gpt2Checkpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WEIGHTS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String CONFIGURATION = "config.json";
    private static final String PREFIX = "transformer.";
    private static final String HEAD = "lm_head.weight";

    private final Map<String, SafetensorsFile> files;
    private final Path path;

    private Gpt2Checkpoint(Path path, Map<String, SafetensorsFile> files) {
        this.path = path;
        this.files = files;
    }

    /** Whether a path is a folder with a {@code config.json}, or a safetensors file with one beside it that is not our own. */
    public static boolean isOne(Path path) {
        if (Files.isDirectory(path)) return Files.exists(path.resolve(CONFIGURATION));
        Path beside = path.resolveSibling(CONFIGURATION);
        if (!Files.exists(beside)) return false;
        try {
            return !SafetensorsFile.open(path).metadata().containsKey("kind");
        } catch (IOException e) {
            return false; // whoever reads it will say what is wrong
        }
    }

    /**
     * Reads the model of a folder, or of a safetensors file with its {@code config.json} beside it.
     *
     * @throws IOException if something is missing, damaged, or not as GPT-2 has it, in one sentence
     */
    public static GptModel read(Path path) throws IOException {
        if (!Files.isDirectory(path)) return read(path, path.resolveSibling(CONFIGURATION));
        Path configuration = path.resolve(CONFIGURATION);
        if (Files.exists(path.resolve(INDEX))) return read(sharded(path), configuration);
        if (Files.exists(path.resolve(WEIGHTS))) return read(path.resolve(WEIGHTS), configuration);
        try (Stream<Path> inside = Files.list(path)) {
            List<Path> weights =
                    inside.filter(p -> p.toString().endsWith(".safetensors")).toList();
            if (weights.size() == 1) return read(weights.getFirst(), configuration);
        }
        throw new FormatException(path, "file.noWeights", WEIGHTS, INDEX);
    }

    /** Reads the model of one safetensors file and its configuration. */
    public static GptModel read(Path weights, Path configuration) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(weights);
        Map<String, SafetensorsFile> files = new HashMap<>();
        for (String name : file.entries().keySet()) files.put(name, file);
        return read(new Gpt2Checkpoint(weights, files), configuration);
    }

    private static Gpt2Checkpoint sharded(Path folder) throws IOException {
        Path index = folder.resolve(INDEX);
        JsonNode map = json(index).path("weight_map");
        if (!map.isObject()) throw new FormatException(index, "file.noWeightMap");
        Map<String, SafetensorsFile> shards = new HashMap<>();
        Map<String, SafetensorsFile> files = new HashMap<>();
        for (var entry : map.properties()) {
            String shard = entry.getValue().asText();
            if (!shard.equals(Path.of(shard).getFileName().toString()))
                throw new FormatException(index, "file.shardOutside", FormatException.quote(shard));
            SafetensorsFile file = shards.get(shard);
            if (file == null) {
                Path shardPath = folder.resolve(shard);
                if (!Files.exists(shardPath))
                    throw new FormatException(index, "file.shardMissing", FormatException.quote(shard));
                shards.put(shard, file = SafetensorsFile.open(shardPath));
            }
            if (!file.entries().containsKey(entry.getKey()))
                throw new FormatException(file.path(), "file.tensorPromised", FormatException.quote(entry.getKey()));
            files.put(entry.getKey(), file);
        }
        return new Gpt2Checkpoint(index, files);
    }

    private static GptModel read(Gpt2Checkpoint checkpoint, Path configuration) throws IOException {
        GptModel model = GptModel.ofZeros(checkpoint.configuration(configuration));
        try {
            model.parameters().parallelStream().forEach(checkpoint::fillUnchecked);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return model;
    }

    /**
     * Writes a model as GPT-2 is published, into {@code config.json} and {@code model.safetensors}.
     *
     * @param folder is made if it is not there
     */
    public static void write(GptModel model, Path folder) throws IOException {
        Files.createDirectories(folder);
        GptModel.Configuration sizes = model.sizes();
        ObjectNode json = JSON.createObjectNode()
                .put("model_type", "gpt2")
                .put("vocab_size", sizes.vocabularySize())
                .put("n_positions", sizes.context())
                .put("n_embd", sizes.units())
                .put("n_layer", sizes.layers())
                .put("n_head", sizes.heads())
                .put("n_inner", sizes.inner())
                .put("tie_word_embeddings", sizes.tied());
        Files.writeString(folder.resolve(CONFIGURATION), json.toPrettyString());
        SafetensorsWriter writer = new SafetensorsWriter();
        for (Parameter parameter : model.parameters())
            writer.tensor(Gpt2Names.published(parameter.name()), Gpt2Names.stored(parameter.name(), parameter.value()));
        writer.write(folder.resolve(WEIGHTS));
    }

    private void fill(Parameter parameter) throws FormatException {
        String published = Gpt2Names.published(parameter.name());
        String prefix = published.equals(HEAD) || files.containsKey(published) ? "" : PREFIX;
        SafetensorsFile file = files.get(prefix + published);
        if (file == null) throw new FormatException(path, "file.noTensor", FormatException.quote(published));
        Gpt2Names.read(file, prefix, parameter.name(), parameter.value());
    }

    private void fillUnchecked(Parameter parameter) {
        try {
            fill(parameter);
        } catch (FormatException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GptModel.Configuration configuration(Path file) throws IOException {
        JsonNode json = json(file);
        String activation = json.path("activation_function").asText("gelu_new");
        if (!List.of("gelu_new", "gelu_pytorch_tanh", "gelu_fast").contains(activation))
            throw new FormatException(file, "file.activation", FormatException.quote(activation));
        if (json.path("layer_norm_epsilon").asDouble(1e-5) != 1e-5) throw new FormatException(file, "file.epsilon");
        if (!json.path("scale_attn_weights").asBoolean(true)
                || json.path("scale_attn_by_inverse_layer_idx").asBoolean(false))
            throw new FormatException(file, "file.attentionScale");
        int units = number(file, json, "n_embd");
        JsonNode inner = json.path("n_inner");
        boolean tied = json.path("tie_word_embeddings").asBoolean(true);
        try {
            return new GptModel.Configuration(
                    number(file, json, "vocab_size"),
                    number(file, json, json.has("n_positions") ? "n_positions" : "n_ctx"),
                    units,
                    number(file, json, "n_layer"),
                    number(file, json, "n_head"),
                    inner.isIntegralNumber() ? inner.asInt() : Math.multiplyExact(4, units),
                    0,
                    tied || !files.containsKey(HEAD));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(file, "file.sizes");
        }
    }

    private static int number(Path file, JsonNode json, String key) throws FormatException {
        JsonNode node = json.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 1)
            throw new FormatException(file, "file.number", key);
        return node.asInt();
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new FileException(e, "file.gpt2Missing", file);
        } catch (JsonProcessingException e) {
            throw new FormatException(file, "file.noJson");
        }
    }
}

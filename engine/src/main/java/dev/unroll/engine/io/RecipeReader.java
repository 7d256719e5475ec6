package dev.unroll.engine.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** The fields of a JSON object in a recipe, each asked for by its name, and refused by it where it is not as it should be. */
final class RecipeReader {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int SHOWN = 40;

    private final String prefix;
    private final JsonNode object;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param prefix what stands before the names of fields where they are said */
    private RecipeReader(String prefix, JsonNode object) {
        this.prefix = prefix;
        this.object = object;
    }

    /**
     * Reads the text of a recipe.
     *
     * @throws JsonProcessingException if it is no JSON
     * @throws RefusedException if a field is missing, unknown or not as it should be, in one sentence with its name
     */
    static @Nullable RecipeFile read(String json) throws JsonProcessingException {
        JsonNode root = JSON.readTree(json);
        return root instanceof ObjectNode ? new RecipeReader("", root).recipe() : null;
    }

    private RecipeFile recipe() {
        String title = text("title");
        RecipeFile.Data data = object("data").data();
        Map<String, String> model = object("model").model();
        String optimizer = text("optimizer");
        double learningRate = number("learningRate");
        String schedule = optional("schedule", this::text);
        String clipping = optional("clipping", this::text);
        int batch = whole("batch");
        int length = whole("length");
        Boolean carryState = optional("carryState", this::flag);
        long steps = longWhole("steps");
        if (steps < 0) throw new RefusedException("recipe.steps", steps);
        long seed = longWhole("seed");
        RecipeFile.Target target = optional("target", name -> object(name).target());
        requireNoOthers();
        return new RecipeFile(
                title,
                data,
                model,
                optimizer,
                learningRate,
                schedule,
                clipping,
                batch,
                length,
                Boolean.TRUE.equals(carryState),
                steps,
                seed,
                target);
    }

    private RecipeFile.Data data() {
        List<String> sources =
                List.of("text", "pairs", "task").stream().filter(object::has).toList();
        if (sources.isEmpty()) throw new RefusedException("recipe.noData");
        if (sources.size() > 1) throw new RefusedException("recipe.dataTwo", sources.get(0), sources.get(1));
        String text = optional("text", this::text);
        String pairs = optional("pairs", this::text);
        String task = optional("task", this::text);
        String tokenizer = text == null ? null : optional("tokenizer", this::text);
        int taskLength = task == null ? 0 : whole("taskLength");
        requireNoOthers();
        return new RecipeFile.Data(text, tokenizer, pairs, task, taskLength);
    }

    private Map<String, String> model() {
        Map<String, String> sizes = new TreeMap<>();
        sizes.put("kind", text("kind"));
        for (String name : names())
            sizes.put(
                    name,
                    field(name, "recipe.type.value", v -> v.isTextual() || v.isNumber())
                            .asText());
        return sizes;
    }

    private RecipeFile.Target target() {
        Double atLeast = optional("atLeast", this::number);
        Double atMost = optional("atMost", this::number);
        requireNoOthers();
        if (atLeast == null && atMost == null) throw new RefusedException("recipe.noTarget");
        return new RecipeFile.Target(atLeast, atMost);
    }

    private String text(String name) {
        return field(name, "recipe.type.text", JsonNode::isTextual).textValue();
    }

    private int whole(String name) {
        return field(name, "recipe.type.whole", v -> v.isIntegralNumber() && v.canConvertToInt())
                .intValue();
    }

    private long longWhole(String name) {
        return field(name, "recipe.type.whole", v -> v.isIntegralNumber() && v.canConvertToLong())
                .longValue();
    }

    private double number(String name) {
        return field(name, "recipe.type.number", v -> v.isNumber() && Double.isFinite(v.doubleValue()))
                .doubleValue();
    }

    private boolean flag(String name) {
        return field(name, "recipe.type.flag", JsonNode::isBoolean).booleanValue();
    }

    private RecipeReader object(String name) {
        return new RecipeReader(prefix + name + ".", field(name, "recipe.type.object", JsonNode::isObject));
    }

    private <T> @Nullable T optional(String name, Function<String, T> read) {
        known.add(name);
        return object.has(name) ? read.apply(name) : null;
    }

    private JsonNode field(String name, String type, Predicate<JsonNode> fits) {
        known.add(name);
        Message wanted = Message.of(type);
        JsonNode value = object.get(name);
        if (value == null) throw new RefusedException("recipe.fieldMissing", prefix + name, wanted);
        if (value.isNull()) throw new RefusedException("recipe.fieldNull", prefix + name, wanted);
        if (!fits.test(value)) {
            String said = value.toString();
            String shown = said.length() > SHOWN ? said.substring(0, SHOWN) + "…" : said;
            throw new RefusedException("recipe.fieldType", prefix + name, shown, wanted);
        }
        return value;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void requireNoOthers() {
        for (String name : names())
            if (!known.contains(name))
                throw new RefusedException("recipe.fieldUnknown", prefix + name, String.join(", ", known));
    }
}

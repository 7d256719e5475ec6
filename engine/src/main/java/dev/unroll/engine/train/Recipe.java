package dev.unroll.engine.train;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.text.Corpus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that decides what a training run gives, but the data.
 *
 * @param model the kind of model, as {@link Model#kind} gives it
 * @param sizes its configuration, without what the data decide
 * @param settings what may be changed on the way
 * @param batchSize how many examples each step learns from
 * @param length as in {@link Dataset#objective}
 * @param seed where weights and batches come from
 */
public record Recipe(
        String model,
        Map<String, String> sizes,
        Optimizer.Kind optimizer,
        TrainingSettings settings,
        int batchSize,
        int length,
        long seed) {
    private static final String SIZE = "recipe.size.";

    /** @throws IllegalArgumentException if a number is out of range, in one sentence */
    public Recipe {
        requireAtLeastOne("batch size", batchSize);
        requireAtLeastOne("sequence length", length);
        sizes = Map.copyOf(sizes);
    }

    private static void requireAtLeastOne(String what, int value) {
        if (value < 1) throw new IllegalArgumentException("The " + what + " must be at least 1, not " + value + ".");
    }

    /** A run from random weights; n-grams are counted and need no steps. */
    public Training start(Dataset data, Backend backend) {
        Map<String, String> configuration = new LinkedHashMap<>(sizes);
        configuration.putAll(data.sizes());
        if (model.equals(NGramModel.KIND) && data instanceof Dataset.Text(Corpus corpus))
            return start(NGramModel.count(corpus.ids(), configuration), data, backend);
        return start(Models.create(model, configuration, seed), data, backend);
    }

    /** A run that begins with the weights of {@code model}. */
    public Training start(Model model, Dataset data, Backend backend) {
        return new Training(model, optimizer.create(), data.objective(model, batchSize, length, seed), backend);
    }

    /** As texts, to be written beside the weights. */
    public Map<String, String> toMetadata() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("recipe.model", model);
        new TreeMap<>(sizes).forEach((key, value) -> texts.put(SIZE + key, value));
        texts.put("recipe.optimizer", optimizer.name());
        texts.put("recipe.learningRate", Double.toString(settings.learningRate()));
        texts.put("recipe.schedule", settings.schedule().toString());
        texts.put("recipe.clipping", settings.clipping().toString());
        texts.put("recipe.batchSize", Integer.toString(batchSize));
        texts.put("recipe.length", Integer.toString(length));
        texts.put("recipe.seed", Long.toString(seed));
        return texts;
    }

    /**
     * The recipe that {@link #toMetadata} wrote.
     *
     * @throws IllegalArgumentException if something is missing or no number
     */
    public static Recipe fromMetadata(Map<String, String> texts) {
        Map<String, String> sizes = new TreeMap<>();
        texts.forEach((key, value) -> {
            if (key.startsWith(SIZE)) sizes.put(key.substring(SIZE.length()), value);
        });
        return new Recipe(
                text(texts, "recipe.model"),
                sizes,
                Optimizer.Kind.valueOf(text(texts, "recipe.optimizer")),
                new TrainingSettings(
                        Double.parseDouble(text(texts, "recipe.learningRate")),
                        Schedule.parse(text(texts, "recipe.schedule")),
                        Clipping.parse(text(texts, "recipe.clipping"))),
                Integer.parseInt(text(texts, "recipe.batchSize")),
                Integer.parseInt(text(texts, "recipe.length")),
                Long.parseLong(text(texts, "recipe.seed")));
    }

    private static String text(Map<String, String> texts, String key) {
        String text = texts.get(key);
        if (text == null) throw new IllegalArgumentException("There is no ‘" + key + "’.");
        return text;
    }
}

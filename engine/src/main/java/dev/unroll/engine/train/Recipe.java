package dev.unroll.engine.train;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.text.Corpus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that decides what a training run gives, but the text.
 *
 * @param model the kind of model, as {@link LanguageModel#kind} gives it
 * @param hidden how many units each layer has
 * @param layers how many layers there are
 * @param clipNorm as in {@link TrainingSettings}
 * @param batchSize how many sequences each step learns from
 * @param length how many tokens of each are read
 * @param seed where weights and batches come from
 */
public record Recipe(
        String model,
        int hidden,
        int layers,
        Optimizer.Kind optimizer,
        double learningRate,
        double clipNorm,
        int batchSize,
        int length,
        long seed) {

    /** @throws IllegalArgumentException if a number is out of range, in one sentence */
    public Recipe {
        requireAtLeastOne("hidden size", hidden);
        requireAtLeastOne("number of layers", layers);
        requireAtLeastOne("batch size", batchSize);
        requireAtLeastOne("sequence length", length);
        new TrainingSettings(learningRate, clipNorm);
    }

    private static void requireAtLeastOne(String what, int value) {
        if (value < 1) throw new IllegalArgumentException("The " + what + " must be at least 1, not " + value + ".");
    }

    /** What may be changed on the way. */
    public TrainingSettings settings() {
        return new TrainingSettings(learningRate, clipNorm);
    }

    /** A run from random weights. */
    public Training start(Corpus corpus, Backend backend) {
        Map<String, String> configuration = Map.of(
                "vocabulary", Integer.toString(corpus.tokenizer().vocabulary().size()),
                "hidden", Integer.toString(hidden),
                "layers", Integer.toString(layers));
        return start((LanguageModel) Models.create(model, configuration, seed), corpus, backend);
    }

    /** A run that begins with the weights of {@code model}. */
    public Training start(LanguageModel model, Corpus corpus, Backend backend) {
        return new Training(model, optimizer.create(), step -> corpus.batch(step, batchSize, length, seed), backend);
    }

    /** As texts, to be written beside the weights. */
    public Map<String, String> toMetadata() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("recipe.model", model);
        texts.put("recipe.hidden", Integer.toString(hidden));
        texts.put("recipe.layers", Integer.toString(layers));
        texts.put("recipe.optimizer", optimizer.name());
        texts.put("recipe.learningRate", Double.toString(learningRate));
        texts.put("recipe.clipNorm", Double.toString(clipNorm));
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
        return new Recipe(
                text(texts, "recipe.model"),
                Integer.parseInt(text(texts, "recipe.hidden")),
                Integer.parseInt(text(texts, "recipe.layers")),
                Optimizer.Kind.valueOf(text(texts, "recipe.optimizer")),
                Double.parseDouble(text(texts, "recipe.learningRate")),
                Double.parseDouble(text(texts, "recipe.clipNorm")),
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

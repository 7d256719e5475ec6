package dev.unroll.engine.train;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.model.Size;
import dev.unroll.engine.text.Corpus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that decides what a training run gives, but the data.
 *
 * @param model the kind of model, as {@link Model#kind} gives it
 * @param sizes its sizes as {@link Models#sizes} lists them, without those that the data decide; others have their defaults
 * @param settings what may be changed on the way
 * @param batchSize how many examples each step learns from
 * @param length as in {@link Dataset#objective}
 * @param carryState whether a text is read from beginning to end, each step going on with the hidden states of the one before, and not
 *     in places drawn at random
 * @param seed where weights and batches come from
 */
public record Recipe(
        String model,
        Map<String, String> sizes,
        Optimizer.Kind optimizer,
        TrainingSettings settings,
        int batchSize,
        int length,
        boolean carryState,
        long seed) {
    private static final String SIZE = "recipe.size.";

    /** @throws IllegalArgumentException if the model or a size is unknown or a number out of range, in one sentence */
    public Recipe {
        requireAtLeastOne("recipe.batchSize", batchSize);
        requireAtLeastOne("recipe.length", length);
        Models.requireChosen(model, sizes);
        sizes = Map.copyOf(sizes);
    }

    /** A recipe whose examples are drawn at random. */
    public Recipe(
            String model,
            Map<String, String> sizes,
            Optimizer.Kind optimizer,
            TrainingSettings settings,
            int batchSize,
            int length,
            long seed) {
        this(model, sizes, optimizer, settings, batchSize, length, false, seed);
    }

    private static void requireAtLeastOne(String what, int value) {
        if (value < 1) throw new RefusedException("recipe.atLeastOne", Message.of(what), value);
    }

    /** How many tokens a source, or a target with what begins it, may have at most where pairs are learnt. */
    public int pairContext() {
        String context = Models.complete(model, sizes, length).get("context");
        return context == null ? Integer.MAX_VALUE : Integer.parseInt(context);
    }

    /** A run from random weights; n-grams are counted and need no steps. */
    public Training start(Dataset data, Backend backend) {
        Map<String, String> configuration = Models.complete(model, sizes, length);
        List<String> known = Models.sizes(model).stream().map(Size::name).toList();
        data.sizes().forEach((name, size) -> {
            if (known.contains(name)) configuration.put(name, size);
        });
        if (model.equals(NGramModel.KIND) && data instanceof Dataset.Text(Corpus corpus))
            return start(NGramModel.count(corpus.ids(), configuration), data, backend);
        if (Models.sizes(model).stream().anyMatch(s -> s.decidedByData() && !configuration.containsKey(s.name())))
            throw Dataset.misfit(model, data);
        return start(Models.create(model, configuration, seed), data, backend);
    }

    /** A run that begins with the weights of {@code model}. */
    public Training start(Model model, Dataset data, Backend backend) {
        return new Training(model, optimizer.create(), objective(model, data), backend);
    }

    private Objective objective(Model model, Dataset data) {
        if (!carryState) return data.objective(model, batchSize, length, seed);
        if (model instanceof RnnModel rnn && data instanceof Dataset.Text(Corpus corpus))
            return new CarriedText(rnn, corpus, batchSize, length);
        throw new RefusedException("recipe.carryState");
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
        texts.put("recipe.carryState", Boolean.toString(carryState));
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
                Boolean.parseBoolean(texts.getOrDefault("recipe.carryState", "false")),
                Long.parseLong(text(texts, "recipe.seed")));
    }

    private static String text(Map<String, String> texts, String key) {
        String text = texts.get(key);
        if (text == null) throw new IllegalArgumentException("There is no ‘" + key + "’.");
        return text;
    }
}

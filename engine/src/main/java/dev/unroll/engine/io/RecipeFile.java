package dev.unroll.engine.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.text.BytePairTokenizer;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.WordTokenizer;
import dev.unroll.engine.train.Clipping;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Schedule;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A recipe as it is written down: what is learnt, from what, for how long, and how good it should become.
 *
 * @param title a line for people
 * @param data where the data are; paths are relative to the recipe
 * @param model the kind of model under {@code kind}, and its sizes
 * @param optimizer as in {@link Optimizer.Kind}
 * @param schedule as {@link Schedule#parse} reads it; constant where it is missing
 * @param clipping as {@link Clipping#parse} reads it; none where it is missing
 * @param carryState as in {@link Recipe}
 * @param steps how many updates are made
 * @param target what the model should reach on held-out data
 */
public record RecipeFile(
        String title,
        Data data,
        Map<String, String> model,
        String optimizer,
        double learningRate,
        @Nullable String schedule,
        @Nullable String clipping,
        int batch,
        int length,
        boolean carryState,
        long steps,
        long seed,
        @Nullable Target target) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    /**
     * What is learnt from: a text, pairs of sentences, or a task.
     *
     * @param tokenizer for a text: {@code character}, {@code word}, or {@code bpe:SIZE}
     * @param taskLength how long a task's examples are
     */
    public record Data(
            @Nullable String text,
            @Nullable String tokenizer,
            @Nullable String pairs,
            @Nullable String task,
            int taskLength) {}

    /** The score that should be reached: at least or at most this. */
    public record Target(@Nullable Double atLeast, @Nullable Double atMost) {
        /** Whether it is reached. */
        public boolean reachedBy(double score) {
            return (atLeast == null || score >= atLeast) && (atMost == null || score <= atMost);
        }

        @Override
        public String toString() {
            return atLeast != null ? "at least " + atLeast : "at most " + atMost;
        }
    }

    /**
     * Reads a recipe.
     *
     * @throws IOException if it is missing or is no recipe, in one sentence
     */
    public static RecipeFile read(Path path) throws IOException {
        try {
            return JSON.readerFor(RecipeFile.class)
                    .without(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .readValue(Files.readString(path));
        } catch (NoSuchFileException e) {
            throw new FileException(e, "file.missing", path);
        } catch (JsonProcessingException e) {
            throw new FormatException(path, "file.noRecipe", firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }

    /** What the engine makes of it. @throws IllegalArgumentException if a size is unknown or something is out of range, in one sentence */
    public Recipe recipe() {
        Map<String, String> sizes = new TreeMap<>(model);
        String kind = sizes.remove("kind");
        if (kind == null) throw new RefusedException("recipe.noKind");
        return new Recipe(
                kind,
                sizes,
                optimizer(optimizer),
                new TrainingSettings(
                        learningRate,
                        schedule == null ? new Schedule.Constant() : Schedule.parse(schedule),
                        clipping == null ? new Clipping.None() : Clipping.parse(clipping)),
                batch,
                length,
                carryState,
                seed);
    }

    private static Optimizer.Kind optimizer(String name) {
        try {
            return Optimizer.Kind.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e, Message.of("recipe.optimizer", name));
        }
    }

    /**
     * All the data, with what is held out.
     *
     * @param recipe where the recipe lies
     * @throws TextException if they cannot be read
     */
    public Dataset dataset(Path recipe) throws TextException {
        if (data.task != null) return new Dataset.Task(MemoryTask.of(data.task, data.taskLength));
        if (data.pairs != null) return new Dataset.Translation(ParallelCorpus.read(recipe.resolveSibling(data.pairs)));
        if (data.text == null) throw new RefusedException("recipe.noData");
        return new Dataset.Text(text(recipe.resolveSibling(data.text), data.tokenizer));
    }

    /**
     * A text in the tokens of a tokenizer that is made from it.
     *
     * @param tokenizer {@code character}, {@code word} or {@code bpe:SIZE}; character where it is missing
     */
    public static Corpus text(Path path, @Nullable String tokenizer) throws TextException {
        if (tokenizer == null || tokenizer.equals("character")) return Corpus.read(path);
        String text = Corpus.readText(path);
        if (tokenizer.equals("word")) return Corpus.of(text, WordTokenizer.of(text));
        if (tokenizer.matches("bpe:\\d{1,6}"))
            return Corpus.of(text, BytePairTokenizer.train(text, Integer.parseInt(tokenizer.substring(4))));
        throw new RefusedException("text.tokenizer", tokenizer);
    }
}

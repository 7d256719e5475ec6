package dev.unroll.engine.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.text.BytePairTokenizer;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.text.WordTokenizer;
import dev.unroll.engine.train.Clipping;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Schedule;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
     * @throws IOException if it is missing or is no recipe, or a field of it is not as it should be; in one sentence
     */
    public static RecipeFile read(Path path) throws IOException {
        String text = Corpus.readText(path);
        try {
            RecipeFile recipe = RecipeReader.read(text);
            if (recipe == null) throw new FormatException(path, "file.recipeNoObject");
            return recipe;
        } catch (RefusedException e) {
            throw refused(path, e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            int line = at == null ? 1 : at.getLineNr();
            if (e.getOriginalMessage().startsWith("Duplicate field"))
                throw new FormatException(path, "file.fieldTwice", line);
            throw new FormatException(path, "file.noRecipe", line, at == null ? 1 : at.getColumnNr());
        }
    }

    /** A recipe that says something that cannot be. */
    public static FormatException refused(Path path, RefusedException e) {
        return new FormatException(Message.of("recipe.refused", path, e.message()));
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
            String known = Stream.of(Optimizer.Kind.values())
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            throw new RefusedException(e, Message.of("recipe.optimizer", name, known));
        }
    }

    /**
     * All the data, with what is held out.
     *
     * @param recipe where the recipe lies
     * @throws TextException if they cannot be read, or do not fit the model's context
     */
    public Dataset dataset(Path recipe) throws TextException {
        if (data.task != null) return new Dataset.Task(MemoryTask.of(data.task, data.taskLength));
        Path file = dataFile(recipe);
        if (file == null) throw new RefusedException("recipe.noData");
        if (data.pairs == null) return new Dataset.Text(text(file, data.tokenizer));
        return new Dataset.Translation(ParallelCorpus.read(file, recipe().pairContext()));
    }

    /**
     * The file with the data; {@code null} for a task.
     *
     * @param recipe where the recipe lies
     */
    public @Nullable Path dataFile(Path recipe) {
        String name = data.pairs != null ? data.pairs : data.text;
        try {
            return name == null ? null : recipe.resolveSibling(name);
        } catch (InvalidPathException e) {
            throw new RefusedException(e, Message.of("recipe.path", Vocabulary.display(name)));
        }
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

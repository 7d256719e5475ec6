package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.io.OutputFile;
import dev.unroll.engine.io.RecipeFile;
import dev.unroll.engine.io.SafetensorsWriter;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.model.Size;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.train.Clipping;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Evaluation;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Schedule;
import dev.unroll.engine.train.StepReport;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code unroll train}. */
@Command(
        name = "train",
        description = "Train a model and write it to a file.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
    /** What a recipe leaves open. */
    private static final Set<String> BESIDE_RECIPE =
            Set.of("--recipe", "--out", "--steps", "--store", "--resume", "--device");

    private CommandSpec spec = CommandSpec.create();

    @Spec
    void spec(CommandSpec own) {
        spec = own;
        spec.usageMessage().footer(sizes());
    }

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** What is learnt from. */
    static final class Source {
        @Option(names = "--text", required = true, paramLabel = "FILE", description = "The text to learn, in UTF-8.")
        private @Nullable Path text;

        @Option(
                names = "--pairs",
                required = true,
                paramLabel = "FILE",
                description = "Sentences to translate: on each line a sentence, a tab, and its translation.")
        private @Nullable Path pairs;

        @Option(names = "--task", required = true, description = "A memory task: recall, copy, brackets or adding.")
        private @Nullable String task;

        @Option(
                names = "--recipe",
                required = true,
                paramLabel = "FILE",
                description =
                        "A recipe, which says everything else; nine tenths of its data are learnt and the rest is for"
                                + " measuring.")
        private @Nullable Path recipe;
    }

    @Option(names = "--task-length", defaultValue = "20", description = "How long a task's examples are.")
    private int taskLength;

    @Option(
            names = "--tokenizer",
            defaultValue = "character",
            description = "How a text is cut: character, word, or bpe:MERGES.")
    private String tokenizer = "";

    @Option(
            names = "--model",
            defaultValue = "rnn",
            description =
                    "The kind of model: ngram, mlp, rnn, gru, lstm or gpt for a text; word2vec or glove for its words;"
                            + " seq2seq or transformer for pairs.")
    private String model = "";

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "Where to write the model.")
    private Path out = Path.of("");

    @Option(
            names = "--store",
            defaultValue = "F32",
            description = "How the numbers are stored, one of: ${COMPLETION-CANDIDATES}. The short ones halve the file;"
                    + " they are rounded.")
    private SafetensorsWriter.Stored stored = SafetensorsWriter.Stored.F32;

    @Option(
            names = "--resume",
            paramLabel = "MODEL",
            description =
                    "Go on with this model; sizes, batches and seed are its own, and so are rates that are not given.")
    private @Nullable Path resume;

    @Option(names = "--steps", description = "How many updates to make; 1000, or what the recipe says.")
    private @Nullable Long steps;

    @Option(names = "--hidden", description = "Units of each layer, short for --set hidden=….")
    private @Nullable Integer hidden;

    @Option(names = "--layers", description = "Layers, short for --set layers=….")
    private @Nullable Integer layers;

    @Option(
            names = "--set",
            paramLabel = "SIZE=VALUE",
            description = "A size of the model; below is which sizes each kind of model has.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--optimizer", defaultValue = "adam", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Optimizer.Kind optimizer = Optimizer.Kind.ADAM;

    @Option(names = "--lr", defaultValue = "0.005", description = "Learning rate.")
    private double learningRate;

    @Option(
            names = "--schedule",
            defaultValue = "constant",
            description =
                    "How it changes: constant, step:STEPS:FACTOR, cosine:STEPS, inverse-sqrt:STEPS, and warmup:STEPS,"
                            + " before any of them.")
    private String schedule = "";

    @ArgGroup
    private Clip clip = new Clip();

    /** How gradients are clipped. */
    static final class Clip {
        @Option(names = "--clip", description = "Gradients are scaled down to this norm; 1 unless told otherwise.")
        private @Nullable Double norm;

        @Option(names = "--clip-value", description = "Each gradient is kept between minus this and this.")
        private @Nullable Double value;

        private Clipping clipping() {
            if (value != null) return new Clipping.ByValue(value);
            return new Clipping.ByNorm(norm == null ? 1 : norm);
        }
    }

    @Option(names = "--batch", defaultValue = "16", description = "Sequences in a step.")
    private int batchSize;

    @Option(
            names = "--length",
            defaultValue = "64",
            description = "Tokens read in each sequence, or the radius of a window.")
    private int length;

    @Option(
            names = "--carry-state",
            description =
                    "Read a text from beginning to end, each step going on with the hidden states of the one before.")
    private boolean carryState;

    @Option(names = "--seed", defaultValue = "1", description = "Where weights and batches come from.")
    private long seed;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Override
    public Integer call() throws IOException {
        Path recipePath = source.recipe;
        if (recipePath == null) return train(null);
        requireNothingBesideRecipe();
        try {
            return train(recipePath);
        } catch (RefusedException e) {
            throw RecipeFile.refused(recipePath, e);
        }
    }

    private int train(@Nullable Path recipePath) throws IOException {
        RecipeFile file = recipePath == null ? null : RecipeFile.read(recipePath);
        long count = steps != null ? steps : file != null ? file.steps() : 1000;
        CommandException.requireAtLeast(0, "number of steps", count);
        Resumption resumed = resume == null ? null : Resumption.read(resume);
        Recipe recipe = recipe(file, resumed);
        OutputFile written = written(file);
        boolean replaces = written.replaces();
        boolean counted = recipe.model().equals(NGramModel.KIND);
        long before = resumed == null ? 0 : resumed.checkpoint().optimizer().steps();
        if (!counted && (file == null || steps == null))
            recipe.settings().schedule().requireRoom(count == 0 ? 0 : before + count);
        Dataset data = file != null && recipePath != null ? file.dataset(recipePath) : dataset(recipe, resumed);
        Dataset learnt = file == null ? data : data.training();
        Backend backend = device.open();
        Training training = resumed == null
                ? recipe.start(learnt, backend)
                : resumed.start(recipe, learnt, String.valueOf(read()), backend);
        boolean good = run(training, recipe, counted ? 0 : count, replaces);
        if (good || !replaces)
            new Checkpoint(training.model(), data.tokenizer(), data.sourceTokenizer(), recipe, training.keyframe())
                    .write(written, stored);
        if (file != null && good) measure(file, recipe, training, data, backend);
        return good ? 0 : 1;
    }

    /** Options that say what a recipe says are refused beside one, and not ignored. */
    private void requireNothingBesideRecipe() {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions())
            if (!BESIDE_RECIPE.contains(option.longestName()))
                throw CommandException.wrongOption("The recipe says what ‘" + option.longestName()
                        + "’ would: leave the option out, or change the recipe.");
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private Recipe recipe(@Nullable RecipeFile file, @Nullable Resumption resumed) {
        if (file != null) return resumed == null ? file.recipe() : resumed.recipe(file.recipe());
        if (resumed == null) return recipe();
        Recipe own = resumed.checkpoint().recipe();
        if (given("--model")) resumed.requireSame("--model", own.model(), model);
        if (given("--optimizer")) resumed.requireSame("--optimizer", own.optimizer(), optimizer);
        if (given("--batch")) resumed.requireSame("--batch", own.batchSize(), batchSize);
        if (given("--length")) resumed.requireSame("--length", own.length(), length);
        if (given("--seed")) resumed.requireSame("--seed", own.seed(), seed);
        if (given("--tokenizer")) resumed.requireSame("--tokenizer", resumed.tokenizer(), tokenizer);
        if (carryState) resumed.requireSame("--carry-state", own.carryState(), true);
        return resumed.recipe(
                chosenSizes(),
                given("--lr") ? learningRate : null,
                given("--schedule") ? Schedule.parse(schedule) : null,
                given("--clip") || given("--clip-value") ? clip.clipping() : null);
    }

    /** Where the model goes, which is none of what is read. */
    private OutputFile written(@Nullable RecipeFile file) throws IOException {
        OutputFile written = OutputFile.at(out);
        if (source.text != null) written.apartFrom(OutputFile.Role.TEXT, List.of(source.text));
        if (source.pairs != null) written.apartFrom(OutputFile.Role.PAIRS, List.of(source.pairs));
        if (resume != null) written.apartFrom(OutputFile.Role.RESUMED, List.of(resume));
        if (source.recipe != null && file != null) {
            written.apartFrom(OutputFile.Role.RECIPE, List.of(source.recipe));
            Path data = file.dataFile(source.recipe);
            if (data != null) written.apartFrom(OutputFile.Role.DATA, List.of(data));
        }
        return written;
    }

    /** What is learnt from, as it was given. */
    private @Nullable Object read() {
        for (Object path : new Object[] {source.text, source.pairs, source.recipe}) if (path != null) return path;
        return source.task;
    }

    private Dataset dataset(Recipe recipe, @Nullable Resumption resumed) throws IOException {
        if (source.text != null)
            return new Dataset.Text(RecipeFile.text(source.text, resumed == null ? tokenizer : resumed.tokenizer()));
        if (source.pairs != null)
            return new Dataset.Translation(ParallelCorpus.read(source.pairs, recipe.pairContext()));
        return new Dataset.Task(MemoryTask.of(String.valueOf(source.task), taskLength));
    }

    /** What each kind of model has for sizes, as lines of the help. */
    private static String[] sizes() {
        List<String> lines = new ArrayList<>(List.of("", "Sizes of each kind of model:"));
        for (String kind : Models.KINDS) {
            lines.add("  " + kind);
            for (Size size : Models.sizes(kind)) {
                if (size.decidedByData()) continue;
                String usual = size instanceof Size.Multiple m ? m.factor() + " × " + m.of() : size.initial();
                lines.add("    " + size.name() + ": " + size.meaning().english() + "; "
                        + size.range().english() + " [" + usual + "]");
            }
        }
        return lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new);
    }

    private Map<String, String> chosenSizes() {
        Map<String, String> sizes = new LinkedHashMap<>(set);
        if (hidden != null) choose(sizes, "hidden", hidden);
        if (layers != null) choose(sizes, "layers", layers);
        return sizes;
    }

    private static void choose(Map<String, String> sizes, String name, int value) {
        String other = sizes.put(name, Integer.toString(value));
        if (other != null && !other.equals(Integer.toString(value)))
            throw CommandException.wrongOption("The size ‘" + name + "’ is given as " + value + " with --" + name
                    + " and as " + other + " with --set: give it once.");
    }

    private Recipe recipe() {
        TrainingSettings settings = new TrainingSettings(learningRate, Schedule.parse(schedule), clip.clipping());
        return new Recipe(model, chosenSizes(), optimizer, settings, batchSize, length, carryState, seed);
    }

    private boolean run(Training training, Recipe recipe, long count, boolean replaces) {
        Progress progress = new Progress(count);
        double smoothed = Double.NaN;
        for (long i = 1; i <= count; i++) {
            StepReport report = training.step(recipe.settings());
            if (report.diverged()) {
                progress.abandon();
                System.err.println("unroll: the loss is no finite number at step " + report.step()
                        + (replaces ? "; " + out + " stays as it was" : "; the weights of that step are written")
                        + ": try a learning rate below " + recipe.settings().learningRate() + ".");
                return false;
            }
            smoothed = Double.isNaN(smoothed) ? report.loss() : 0.95 * smoothed + 0.05 * report.loss();
            progress.show(
                    i,
                    String.format(Locale.ROOT, "loss %.4f nats = %.3f bits a token", smoothed, smoothed / Math.log(2)));
        }
        return true;
    }

    /** What can be compared with models whose tokens are longer or shorter. */
    private static void perCharacter(PrintWriter print, double bits, Corpus text) {
        double characters = Evaluation.charactersPerToken(text);
        if (characters == 1) return;
        print.printf(
                Locale.ROOT,
                "a token stands for %.3f characters: %.4f bits a character%n",
                characters,
                bits / characters);
    }

    private void measure(RecipeFile file, Recipe recipe, Training training, Dataset data, Backend backend) {
        Optional<Evaluation.Score> score = Evaluation.of(training.model(), data, recipe.length(), backend);
        PrintWriter print = spec.commandLine().getOut();
        score.ifPresent(s -> {
            RecipeFile.Target target = file.target();
            print.printf(Locale.ROOT, "%s: %s on held-out data %.4f", file.title(), s.metric(), s.value());
            if (target != null)
                print.printf(" (target: %s; %s)", target, target.reachedBy(s.value()) ? "reached" : "missed");
            print.println();
            if (data instanceof Dataset.Text(Corpus corpus))
                perCharacter(print, s.value(), corpus.heldOut().orElse(corpus));
        });
        if (data instanceof Dataset.Text(Corpus corpus) && score.isPresent())
            print.printf(
                    Locale.ROOT,
                    "for comparison, the best n-gram model: %.4f%n",
                    Evaluation.bestNGram(corpus, recipe.length(), backend));
        print.flush();
    }
}

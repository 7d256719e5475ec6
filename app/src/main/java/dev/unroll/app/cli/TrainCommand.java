package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.io.RecipeFile;
import dev.unroll.engine.io.SafetensorsWriter;
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
import java.util.concurrent.Callable;

/** {@code unroll train}. */
@Command(
        name = "train",
        description = "Train a model and write it to a file.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
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
            description = "Go on with this model; sizes, seed and rates are its own.")
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
        RecipeFile file = recipePath == null ? null : RecipeFile.read(recipePath);
        long count = steps != null ? steps : file != null ? file.steps() : 1000;
        if (count < 0) throw new IllegalArgumentException("The number of steps must be at least 0, not " + count + ".");
        Dataset data = file != null && recipePath != null ? file.dataset(recipePath) : dataset();
        if (source.task == null)
            OutputFile.requireWritable(out, read(), source.text == null ? "what is learnt from" : "the text to learn");
        Dataset learnt = file == null ? data : data.training();
        Backend backend = device.open();
        Recipe recipe;
        Training training;
        if (resume == null) {
            recipe = file != null ? file.recipe() : recipe();
            training = recipe.start(learnt, backend);
        } else {
            Checkpoint checkpoint = Checkpoint.read(resume);
            if (!checkpoint
                    .tokenizer()
                    .vocabulary()
                    .tokens()
                    .equals(data.tokenizer().vocabulary().tokens())) {
                throw new IOException(
                        "The model " + resume + " was trained on other characters than those of " + read() + ".");
            }
            recipe = checkpoint.recipe();
            training = recipe.start(checkpoint.model(), learnt, backend);
            training.restore(checkpoint.keyframe());
        }
        boolean good = run(training, recipe, training.model() instanceof NGramModel ? 0 : count);
        new Checkpoint(training.model(), data.tokenizer(), data.sourceTokenizer(), recipe, training.keyframe())
                .write(out, stored);
        if (file != null && good) measure(file, recipe, training, data, backend);
        return good ? 0 : 1;
    }

    /** A file that is read, and must not be written to. */
    private Path read() {
        for (Path path : new Path[] {source.text, source.pairs, source.recipe}) if (path != null) return path;
        return Path.of("");
    }

    private Dataset dataset() throws IOException {
        if (source.text != null) return new Dataset.Text(RecipeFile.text(source.text, tokenizer));
        if (source.pairs != null) return new Dataset.Translation(ParallelCorpus.read(source.pairs));
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

    private Recipe recipe() {
        Map<String, String> sizes = new LinkedHashMap<>(set);
        if (hidden != null) sizes.putIfAbsent("hidden", hidden.toString());
        if (layers != null) sizes.putIfAbsent("layers", layers.toString());
        TrainingSettings settings = new TrainingSettings(learningRate, Schedule.parse(schedule), clip.clipping());
        return new Recipe(model, sizes, optimizer, settings, batchSize, length, carryState, seed);
    }

    private boolean run(Training training, Recipe recipe, long count) {
        Progress progress = new Progress(count);
        double smoothed = Double.NaN;
        for (long i = 1; i <= count; i++) {
            StepReport report = training.step(recipe.settings());
            if (report.diverged()) {
                progress.abandon();
                System.err.println("unroll: the loss is no finite number at step " + report.step()
                        + "; the weights of that step are" + " written: try a learning rate below "
                        + recipe.settings().learningRate() + ".");
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

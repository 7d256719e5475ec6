package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.StepReport;
import dev.unroll.engine.train.Training;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code unroll train}. */
@Command(
        name = "train",
        description = "Train a model on a text and write it to a file.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--model", defaultValue = "rnn", description = "The kind of model: rnn, gru or lstm.")
    private String model = "";

    @Option(names = "--text", required = true, paramLabel = "FILE", description = "The text to learn, in UTF-8.")
    private Path text = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "Where to write the model.")
    private Path out = Path.of("");

    @Option(
            names = "--resume",
            paramLabel = "MODEL",
            description = "Go on with this model; sizes, seed and rates are its own.")
    private @Nullable Path resume;

    @Option(names = "--steps", defaultValue = "1000", description = "How many updates to make.")
    private long steps;

    @Option(names = "--hidden", defaultValue = "64", description = "Units of each layer.")
    private int hidden;

    @Option(names = "--layers", defaultValue = "1", description = "Layers.")
    private int layers;

    @Option(names = "--optimizer", defaultValue = "adam", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Optimizer.Kind optimizer = Optimizer.Kind.ADAM;

    @Option(names = "--lr", defaultValue = "0.005", description = "Learning rate.")
    private double learningRate;

    @Option(names = "--clip", defaultValue = "1", description = "Gradients are scaled down to this norm.")
    private double clipNorm;

    @Option(names = "--batch", defaultValue = "16", description = "Sequences in a step.")
    private int batchSize;

    @Option(names = "--length", defaultValue = "64", description = "Characters read in each sequence.")
    private int length;

    @Option(names = "--seed", defaultValue = "1", description = "Where weights and batches come from.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (steps < 0) throw new IllegalArgumentException("The number of steps must be at least 0, not " + steps + ".");
        Corpus corpus = Corpus.read(text);
        OutputFile.requireWritable(out, text, "the text to learn");
        Recipe recipe;
        Training training;
        if (resume == null) {
            recipe = new Recipe(model, hidden, layers, optimizer, learningRate, clipNorm, batchSize, length, seed);
            training = recipe.start(corpus, Backends.best());
        } else {
            Checkpoint checkpoint = Checkpoint.read(resume);
            if (!checkpoint
                    .tokenizer()
                    .vocabulary()
                    .tokens()
                    .equals(corpus.tokenizer().vocabulary().tokens())) {
                throw new IOException(
                        "The model " + resume + " was trained on other characters than those of " + text + ".");
            }
            recipe = checkpoint.recipe();
            training = recipe.start(checkpoint.model(), corpus, Backends.best());
            training.restore(checkpoint.keyframe());
        }
        boolean good = run(training, recipe);
        new Checkpoint(
                        training.model(),
                        corpus.tokenizer(),
                        recipe,
                        training.keyframe().optimizer())
                .write(out);
        return good ? 0 : 1;
    }

    private boolean run(Training training, Recipe recipe) {
        Progress progress = new Progress(steps);
        double smoothed = Double.NaN;
        for (long i = 1; i <= steps; i++) {
            StepReport report = training.step(recipe.settings());
            if (report.diverged()) {
                progress.abandon();
                System.err.println("unroll: the loss is no finite number at step " + report.step()
                        + "; the weights of that step are" + " written: try a learning rate below "
                        + recipe.learningRate() + ".");
                return false;
            }
            smoothed = Double.isNaN(smoothed) ? report.loss() : 0.95 * smoothed + 0.05 * report.loss();
            progress.show(
                    i,
                    String.format(
                            Locale.ROOT, "loss %.4f nats = %.3f bits a character", smoothed, smoothed / Math.log(2)));
        }
        return true;
    }
}

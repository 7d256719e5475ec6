package dev.unroll.app.lesson.rnn;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.StepReport;
import dev.unroll.engine.train.Trainer;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import dev.unroll.engine.train.TrainingTimeline;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One model in training on one text, with the timeline to go back in. */
final class RnnRun implements AutoCloseable {
    /** The longest sequence that is looked at; a longer text is learnt whole, but shown from its beginning to here. */
    static final int MAX_SHOWN = 200;

    private static final double CLIP_NORM = 5;
    private static final int BATCH_SIZE = 16;
    private static final int LENGTH = 48;

    private final Backend backend;
    private final Corpus corpus;
    private final int[] shown;
    private final RnnModel model;
    private final Trainer trainer;

    /**
     * @param listener told of every training step, on another thread
     * @param onFailure told of what went wrong in one, likewise
     * @throws TextException if the text cannot be learnt
     */
    RnnRun(RnnSettings settings, Backend backend, Consumer<StepReport> listener, Consumer<Throwable> onFailure)
            throws TextException {
        this.backend = backend;
        corpus = Corpus.of(settings.text());
        shown = Arrays.copyOf(corpus.ids(), Math.min(corpus.ids().length, MAX_SHOWN + 1));
        int length = corpus.ids().length <= MAX_SHOWN + 1 ? corpus.ids().length - 1 : LENGTH;
        model = new RnnModel(
                RecurrentStack.Cell.RNN,
                corpus.tokenizer().vocabulary().size(),
                settings.hiddenSize(),
                1,
                settings.seed());
        Recipe recipe = new Recipe(
                model.kind(),
                Models.chosen(model),
                Optimizer.Kind.ADAM,
                new TrainingSettings(settings.learningRate(), CLIP_NORM),
                BATCH_SIZE,
                length,
                settings.seed());
        Training training = recipe.start(model, new Dataset.Text(corpus), backend);
        trainer = new Trainer(new TrainingTimeline(training, recipe.settings()), listener, onFailure);
    }

    Trainer trainer() {
        return trainer;
    }

    Corpus corpus() {
        return corpus;
    }

    CompletableFuture<RnnSnapshot> snapshot() {
        return trainer.ask(timeline -> new RnnSnapshot(
                timeline.step(),
                timeline.lastStep(),
                timeline.reports(),
                Trace.ofPrediction(model, shown, backend),
                corpus.tokenizer().vocabulary(),
                shown));
    }

    void changeLearningRate(double learningRate) {
        TrainingSettings settings = new TrainingSettings(learningRate, CLIP_NORM);
        trainer.ask(timeline -> {
            timeline.change(settings);
            return settings;
        });
    }

    @Override
    public void close() {
        trainer.close();
    }
}

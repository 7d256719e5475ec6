package dev.unroll.engine.text;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack.Cell;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class SequencesTest {
    private static final Backend BACKEND = Backends.best();

    @Test
    void onlyTheLastStepOfEachIsAsked() {
        Sequences last =
                Sequences.split(new int[][] {{0, 1, 2, 3}, {4, 5, 6, 7}}).onlyLast();
        assertThat(last.targets()).containsExactly(-1, -1, -1, -1, 3, 7);
        assertThat(last.targetCount()).isEqualTo(2);
        assertThat(last.inputs()).isDeepEqualTo(new int[][] {{0, 1, 2}, {4, 5, 6}});
    }

    @Test
    void lossOfTheLastIsTheLossOfOneStep() {
        RnnModel model = new RnnModel(Cell.RNN, 4, 3, 1, 1);
        Sequences all = Sequences.split(new int[][] {{1, 0, 2, 2, 3}});
        Trace every = Trace.of(tape -> model.loss(tape, all), BACKEND);
        Trace last = Trace.of(tape -> model.loss(tape, all.onlyLast()), BACKEND);
        Tensor losses = last.value("stepLoss");
        assertThat(losses.toArray()).startsWith(0, 0, 0);
        assertThat(last.value("loss").item()).isEqualTo(every.value("stepLoss").at(3));
        assertThat(last.value("layer.0/hiddenState").toArray())
                .isEqualTo(every.value("layer.0/hiddenState").toArray());
    }

    @Test
    void aModelLearnsTheLastTokenAndIsNotAskedForTheOthers() throws TextException {
        Corpus corpus = Corpus.of("HELLO");
        Recipe recipe = new Recipe(
                "rnn",
                Map.of("hidden", "2", "layers", "1"),
                Optimizer.Kind.ADAM,
                new TrainingSettings(.1, 5),
                16,
                4,
                1);
        Training training = recipe.start(new Dataset.LastToken(corpus), BACKEND);
        for (int i = 0; i < 100; i++) training.step(recipe.settings());
        Trace trace = Trace.ofPrediction((RnnModel) training.model(), corpus.ids(), BACKEND);
        assertThat(trace.value("stepLoss").at(3)).isLessThan(.1f);
        assertThat(trace.value("stepLoss").at(2)).as("the first L is not asked").isGreaterThan(1f);
    }
}

package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.generate.Generation;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class RnnModelTest {
    private static final int[] HELLO = {0, 1, 2, 2, 3};
    private static final Backend BACKEND = Backends.best();

    @ParameterizedTest
    @EnumSource(RecurrentStack.Cell.class)
    void learnsHello(RecurrentStack.Cell cell) {
        RnnModel model = new RnnModel(cell, 4, 12, 1, 1);
        Training training = new Training(
                model, Optimizer.Kind.ADAM.create(), (tape, step) -> model.loss(tape, new int[][] {HELLO}), BACKEND);
        for (int i = 0; i < 200; i++) training.step(new TrainingSettings(0.02, 5));
        Generation generation = new Generation(model, new int[] {0}, Sampler.GREEDY, 0, BACKEND);
        for (int i = 1; i < HELLO.length; i++)
            assertThat(generation.next().chosen().id()).isEqualTo(HELLO[i]);
    }

    @ParameterizedTest
    @EnumSource(RecurrentStack.Cell.class)
    void readingTokenByTokenGivesTheLogitsOfReadingAllAtOnce(RecurrentStack.Cell cell) {
        RnnModel model = new RnnModel(cell, 4, 6, 3, 1);
        Tensor all = model.logits(new Tape(BACKEND), new int[][] {HELLO}).value();
        Decoder decoder = model.decoder(BACKEND);
        for (int t = 0; t < HELLO.length; t++) {
            Tensor logits = decoder.next(HELLO[t]);
            for (int v = 0; v < 4; v++) assertThat(logits.at(v)).isCloseTo(all.get(t, 0, v), within(1e-6f));
        }
    }

    @Test
    void examplesOfABatchDoNotTouch() {
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 6, 1, 1);
        Tensor alone = model.logits(new Tape(BACKEND), new int[][] {HELLO}).value();
        Tensor together = model.logits(new Tape(BACKEND), new int[][] {{3, 3, 3, 3, 3}, HELLO})
                .value();
        for (int t = 0; t < HELLO.length; t++) {
            for (int v = 0; v < 4; v++) assertThat(together.get(t, 1, v)).isCloseTo(alone.get(t, 0, v), within(1e-6f));
        }
    }

    @Test
    void sameSeedSameWeights() {
        assertThat(new RnnModel(RecurrentStack.Cell.RNN, 4, 6, 1, 9)
                        .parameters()
                        .getFirst()
                        .value()
                        .toArray())
                .containsExactly(new RnnModel(RecurrentStack.Cell.RNN, 4, 6, 1, 9)
                        .parameters()
                        .getFirst()
                        .value()
                        .toArray())
                .isNotEqualTo(new RnnModel(RecurrentStack.Cell.RNN, 4, 6, 1, 10)
                        .parameters()
                        .getFirst()
                        .value()
                        .toArray());
    }

    @Test
    void copyGivesTheSameAndChangesNoMore() {
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 6, 2, 1);
        LanguageModel copy = Copies.of(model);
        float[] before =
                copy.logits(new Tape(BACKEND), new int[][] {HELLO}).value().toArray();
        assertThat(before)
                .containsExactly(model.logits(new Tape(BACKEND), new int[][] {HELLO})
                        .value()
                        .toArray());
        model.parameters().forEach(p -> p.value().fill(1));
        assertThat(copy.logits(new Tape(BACKEND), new int[][] {HELLO}).value().toArray())
                .containsExactly(before);
    }

    @Test
    void nonsenseIsRefusedInASentence() {
        assertThatThrownBy(() -> new RnnModel(RecurrentStack.Cell.RNN, 4, 0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sequences.split(new int[][] {{1}})).hasMessageContaining("at least two tokens");
        assertThatThrownBy(() -> Models.create("rn", Map.of(), 1)).hasMessageContaining("‘rn’");
        assertThatThrownBy(() -> Models.create("rnn", Map.of("vocabulary", "x"), 1))
                .hasMessageContaining("vocabulary");
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.Seq2SeqModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SentenceVectorsTest {
    private static final List<String> STATES = List.of("encoder/layer.0/hiddenState", "encoder/layer.0/cellState");
    private static final int[][] SOURCES = {{3, 1, 4}, {2, 2, 0}};
    private static final int[] TARGET = {0, 1};

    private final Seq2SeqModel model = new Seq2SeqModel(
            new Seq2SeqModel.Configuration(RecurrentStack.Cell.LSTM, Seq2SeqModel.Attention.NONE, 5, 6, 8, 7, 1), 1);

    @Test
    void oneSentenceHandsOnItsLastStates() {
        Trace trace = Trace.ofTranslation(model, SOURCES[0], TARGET, Backends.best());
        Tensor vector = SentenceVectors.of(trace, STATES);
        assertThat(vector.shape()).isEqualTo(Shape.of(Axis.ITEM, 1, Axis.UNIT, 14));
        assertThat(vector.get(0, 3)).isEqualTo(trace.value(STATES.get(0)).get(2, 3));
        assertThat(vector.get(0, 10)).isEqualTo(trace.value(STATES.get(1)).get(2, 3));
    }

    @Test
    void manyAreReadSideBySideAsEachAlone() {
        Tensor vectors = SentenceVectors.of(model, SOURCES, TARGET, STATES, Backends.best());
        assertThat(vectors.shape()).isEqualTo(Shape.of(Axis.ITEM, 2, Axis.UNIT, 14));
        for (int i = 0; i < SOURCES.length; i++) {
            Trace alone = Trace.ofTranslation(model, SOURCES[i], TARGET, Backends.best());
            Tensor vector = SentenceVectors.of(alone, STATES);
            for (int unit = 0; unit < 14; unit++)
                assertThat(vectors.get(i, unit)).isCloseTo(vector.get(0, unit), within(1e-5f));
        }
    }
}

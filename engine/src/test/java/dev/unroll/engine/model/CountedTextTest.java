package dev.unroll.engine.model;

import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.ContextIndex;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CountedTextTest {
    private static final int VOCABULARY = 4;
    private static final ScalarBackend BACKEND = new ScalarBackend();
    private final int[] ids = new Random(3).ints(400, 0, VOCABULARY).toArray();
    private final ContextIndex index = new ContextIndex(ids, VOCABULARY, 7);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void itIsTheModelThatWasCountedFromThatBeginning(int order) {
        int[] read = {2, 1, 0, 3, 3, 1, 2, 2, 0, 1};
        for (int counted : new int[] {0, 1, 50, 400}) {
            NGramModel model = NGramModel.count(Arrays.copyOf(ids, counted), VOCABULARY, order, .25f);
            CountedText same = new CountedText(index, counted, order, .25f);
            for (String name : new String[] {"counts", "logits", "probabilities", "stepLoss", "loss"})
                assertThat(Trace.ofPrediction(same, read, BACKEND).value(name).toArray())
                        .as("%s after %d", name, counted)
                        .isEqualTo(Trace.ofPrediction(model, read, BACKEND)
                                .value(name)
                                .toArray());
        }
    }

    @Test
    void itWritesTokenByTokenWhatItPredictsAtOnce() {
        CountedText model = new CountedText(index, 400, 3, .1f);
        int[] read = {0, 1, 2, 3, 0};
        Trace trace = Trace.ofReading(model, read, BACKEND);
        Decoder decoder = model.decoder(BACKEND);
        for (int t = 0; t < read.length; t++) {
            Tensor next = decoder.next(read[t]);
            assertThat(next.toArray()).isEqualTo(trace.value("logits").slice(t).toArray());
        }
    }

    @Test
    void anOrderBeyondTheIndexIsRefused() {
        assertThatThrownBy(() -> new CountedText(index, 10, 9, 1)).hasMessageContaining("from 1 to 8, not 9");
        assertThatThrownBy(() -> new CountedText(index, 10, 2, 0)).hasMessageContaining("above 0");
    }
}

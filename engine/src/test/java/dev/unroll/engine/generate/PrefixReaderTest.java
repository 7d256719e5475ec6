package dev.unroll.engine.generate;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PrefixReaderTest {
    private static final int[] TEXT = {3, 1, 4, 1, 5, 9, 2, 6};

    private final Backend backend = Backends.best();
    private final GptModel model = new GptModel(Configuration.of(20, 16, 16, 2, 2), 7);
    private final PrefixReader reader = new PrefixReader(model, backend);

    private void check(int[] text, int length) {
        Tensor fresh = model.decoder(backend).read(Arrays.copyOf(text, length));
        Tensor logits = reader.logits(text, length);
        assertThat(logits.shape()).isEqualTo(fresh.shape());
        for (int i = 0; i < fresh.length(); i++)
            assertThat(logits.at(i)).as("after %d", length).isCloseTo(fresh.at(i), within(1e-5f));
    }

    @Test
    void itGoesOnAndBackAndIntoAnotherBranch() {
        check(TEXT, 3);
        check(TEXT, 8);
        check(TEXT, 5);
        check(new int[] {3, 1, 4, 7, 7}, 5);
        check(new int[] {3, 1, 4, 7, 8}, 5);
        check(TEXT, 4);
        check(new int[] {9}, 1);
        check(TEXT, 8);
    }

    @Test
    void whatItHasSaidIsKept() {
        int[] text = TEXT.clone();
        float[] before = reader.logits(text, 6).toArray();
        model.parameters().getFirst().value().write()[0] += 1;
        assertThat(reader.logits(text, 6).toArray()).containsExactly(before);
        assertThat(new PrefixReader(model, backend).logits(text, 6).toArray()).isNotEqualTo(before);
    }
}

package dev.unroll.app.lesson.gpt;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A pass of a large model tells what one that is traced as a whole tells. */
class LeanPassTest {
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};

    private final Backend backend = Backends.best();
    private final GptModel model = new GptModel(Configuration.of(20, 16, 16, 3, 2), 7);

    @Test
    void itsHeadsLookAtTheSame() {
        Trace trace = Trace.ofReading(model, IDS, backend);
        GptPass whole = new GptPass.Whole(trace, 3);
        Tensor logits = whole.logits(IDS.length - 1);
        LeanPass lean = new LeanPass(model, IDS, logits, List.of(), backend);
        assertThat(lean.logits(IDS.length - 1)).isSameAs(logits);
        for (int block = 0; block < 3; block++)
            assertThat(lean.looks().get(block)).isDeepEqualTo(whole.looks().get(block));
        assertThat(lean.heads()).hasSize(3);
        assertThat(lean.trace().names()).doesNotContain(StackPanel.weights(1));
        lean.open(1);
        assertThat(lean.trace().names()).contains(StackPanel.weights(1)).doesNotContain(StackPanel.weights(2));
    }

    @Test
    void handsNameHeadsThatAreThere() {
        var hands = LeanPass.hands(
                "block.1/attention/headOutput[head=1] = 0; block.9/attention/headOutput[head=0] = 0", model.sizes());
        assertThat(hands.held()).hasSize(1);
        assertThat(hands.dropped()).containsExactly("block.9/attention/headOutput[head=0] = 0");
    }
}

package dev.unroll.app.lesson.gpt;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        List<Double> shares = new ArrayList<>();
        assertThat(lean.show("block 1")).isNull();
        lean.find(1, (opened, _) -> new LeanPass.Found("block 1", opened, null, null), shares::add);
        assertThat(lean.show("block 1")).isNotNull();
        assertThat(lean.show("block 2"))
                .as("what was looked at last is kept alone")
                .isNull();
        assertThat(lean.trace().names()).contains(StackPanel.weights(1)).doesNotContain(StackPanel.weights(2));
    }

    @Test
    void aLookTellsHowFarItIsAndCanBeEnded() {
        Trace trace = Trace.ofReading(model, IDS, backend);
        LeanPass lean = new LeanPass(model, IDS, trace.value("logits").slice(7), List.of(), backend);
        int[] told = {0};
        assertThatThrownBy(() -> lean.find(
                        -1,
                        (_, _) -> {
                            throw new AssertionError("it had ended");
                        },
                        _ -> {
                            if (++told[0] == 2) throw new CancellationException();
                        }))
                .isInstanceOf(CancellationException.class);
        assertThat(lean.isClimbed()).isFalse();
        List<Double> shares = new ArrayList<>();
        lean.find(
                -1,
                (opened, progress) ->
                        new LeanPass.Found("stack", opened, StackReading.of(model, lean, 7, backend, progress), null),
                shares::add);
        assertThat(shares).isSorted().endsWith(1.0).hasSize(1 + 3 + 1);
        assertThat(lean.isClimbed()).isTrue();
        assertThat(lean.heads()).as("those of the one that was ended are gone").hasSize(3);
        int[] likeliest = new int[IDS.length];
        for (int t = 0; t < IDS.length; t++)
            for (int i = 0; i < 20; i++)
                if (trace.value("logits").get(t, i) > trace.value("logits").get(t, likeliest[t])) likeliest[t] = i;
        assertThat(lean.show("stack").stack().predicted()).isEqualTo(likeliest);
    }

    @Test
    void handsNameHeadsThatAreThere() {
        var hands = LeanPass.hands(
                "block.1/attention/headOutput[head=1] = 0; block.9/attention/headOutput[head=0] = 0", model.sizes());
        assertThat(hands.held()).hasSize(1);
        assertThat(hands.dropped()).containsExactly("block.9/attention/headOutput[head=0] = 0");
    }
}

package dev.unroll.app.lesson.gpt;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A pass that goes up block by block gives what one that is traced as a whole gives. */
class LeanPassTest {
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};

    private final Backend backend = Backends.best();
    private final GptModel model = new GptModel(Configuration.of(20, 16, 16, 3, 2), 7);

    private Tensor last(Trace trace) {
        return trace.value("logits").slice(IDS.length - 1);
    }

    private static void same(Tensor a, Tensor b, String name) {
        assertThat(a.length()).isEqualTo(b.length());
        for (int i = 0; i < a.length(); i++)
            assertThat(a.at(i)).as("%s %d", name, i).isCloseTo(b.at(i), within(1e-4f));
    }

    @Test
    void itKeepsTheSameNumbers() {
        Trace whole = Trace.ofReading(model, IDS, backend);
        LeanPass lean = new LeanPass(model, IDS, last(whole), List.of(), backend);
        for (String name : List.of("embedding", "block.0/attention/output", "block.1/attention/headOutput"))
            same(lean.value(name), whole.value(name), name);
        for (int block = 0; block < 3; block++)
            same(lean.value("block." + block + "/mlp/residual"), whole.value("block." + block + "/mlp/residual"), "r");
        assertThat(lean.looks().get(2)).isDeepEqualTo(GptPass.Whole.looks(whole.value(StackPanel.weights(2))));
        lean.open(1);
        same(lean.trace().value("block.1/attention/scores"), whole.value("block.1/attention/scores"), "scores");
    }

    @Test
    void aHeadThatIsSwitchedOffIsOffAllTheWayUp() {
        Intervention off = Intervention.parse("block.1/attention/headOutput[head=0] = 0");
        Trace whole = Trace.ofReading(model, IDS, backend, off);
        Tensor own = last(Trace.ofReading(model, IDS, backend));
        LeanPass lean = new LeanPass(model, IDS, own, List.of(off), backend);
        same(lean.value("block.2/mlp/residual"), whole.value("block.2/mlp/residual"), "r");
        same(lean.logits(IDS.length - 1), last(whole), "logits");
        assertThat(lean.logits(IDS.length - 1).at(0)).isNotEqualTo(own.at(0));
    }

    @Test
    void handsNameHeadsThatAreThere() {
        var hands = LeanPass.hands(
                "block.1/attention/headOutput[head=1] = 0; block.9/attention/headOutput[head=0] = 0", model.sizes());
        assertThat(hands.held()).hasSize(1);
        assertThat(hands.dropped()).containsExactly("block.9/attention/headOutput[head=0] = 0");
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/** A pass that goes up block by block gives what one that is traced as a whole gives. */
class BlockwisePassTest {
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};

    private final Backend backend = Backends.best();
    private final GptModel model = new GptModel(Configuration.of(20, 16, 16, 3, 2), 7);
    private final List<Tensor> attention = new ArrayList<>();

    private BlockwisePass pass(Intervention... interventions) {
        return BlockwisePass.of(model, IDS, backend, weights -> attention.add(weights.copy()), List.of(interventions));
    }

    private static void same(Tensor a, Tensor b, String name) {
        assertThat(a.shape()).as(name).isEqualTo(b.shape());
        for (int i = 0; i < a.length(); i++)
            assertThat(a.at(i)).as("%s %d", name, i).isCloseTo(b.at(i), within(1e-4f));
    }

    @Test
    void itKeepsTheSameNumbers() {
        Trace whole = Trace.ofReading(model, IDS, backend);
        BlockwisePass pass = pass();
        for (String name : List.of("embedding", "block.0/attention/output", "block.1/attention/headOutput"))
            same(pass.value(name), whole.value(name), name);
        for (int block = 0; block < 3; block++) {
            String inside = "block." + block + "/";
            same(pass.value(inside + "mlp/residual"), whole.value(inside + "mlp/residual"), "r");
            same(attention.get(block), whole.value(inside + "attention/weights"), "weights");
            same(pass.block(block).value(inside + "attention/scores"), whole.value(inside + "attention/scores"), "s");
        }
        same(pass.logits(4), whole.value("logits").slice(4), "logits");
    }

    @Test
    void aHeadThatIsSwitchedOffIsOffAllTheWayUp() {
        Intervention off = Intervention.parse("block.1/attention/headOutput[head=0] = 0");
        Trace whole = Trace.ofReading(model, IDS, backend, off);
        BlockwisePass pass = pass(off);
        same(pass.value("block.2/mlp/residual"), whole.value("block.2/mlp/residual"), "r");
        Tensor logits = pass.logits(IDS.length - 1);
        same(logits, whole.value("logits").slice(IDS.length - 1), "logits");
        assertThat(logits.at(0)).isNotEqualTo(pass().logits(IDS.length - 1).at(0));
        assertThat(pass.block(1).value("block.1/attention/headOutput").slice(0).toArray())
                .containsOnly(0);
    }

    @Test
    void whatIsNotKeptIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pass().value("block.0/attention/weights"))
                .withMessageContaining("block.0/attention/weights");
    }
}

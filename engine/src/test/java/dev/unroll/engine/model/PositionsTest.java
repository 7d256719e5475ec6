package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.TransformerModel.Positions;
import dev.unroll.engine.nn.TransformerBlock.NormOrder;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** What an encoder knows of the order of its tokens. */
class PositionsTest {
    private static final int[] SOURCE = {3, 1, 4, 2, 3};
    private static final int[] SHUFFLED = {2, 3, 3, 4, 1};

    /** Where each token of the shuffled source stands in the other; the two 3s are alike. */
    private static final int[] FROM = {3, 0, 4, 2, 1};

    private static final int[] TARGET = {0, 5, 6, 1};

    private static TransformerModel model(Positions positions) {
        return new TransformerModel(
                new TransformerModel.Configuration(7, 8, 16, 12, 2, 3, 24, NormOrder.PRE, positions, 0, 0), 5);
    }

    private static Trace trace(TransformerModel model, int[] source) {
        return Trace.ofTranslation(model, source, TARGET, Backends.best());
    }

    private static double mostMoved(Positions positions) {
        TransformerModel model = model(positions);
        Tensor memory = trace(model, SOURCE).value("memory");
        Tensor shuffled = trace(model, SHUFFLED).value("memory");
        double most = 0;
        for (int t = 0; t < FROM.length; t++)
            for (int unit = 0; unit < 12; unit++)
                most = Math.max(most, Math.abs(shuffled.get(t, unit) - memory.get(FROM[t], unit)));
        return most;
    }

    @Test
    void withoutPositionsATokenHasTheSameVectorWhereverItStands() {
        assertThat(mostMoved(Positions.NONE)).isLessThan(1e-5);
        TransformerModel model = model(Positions.NONE);
        Tensor logits = trace(model, SOURCE).value("logits");
        Tensor shuffled = trace(model, SHUFFLED).value("logits");
        for (int i = 0; i < logits.length(); i++)
            assertThat(Math.abs(logits.at(i) - shuffled.at(i))).isLessThan(1e-4f);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void withPositionsItHasNot(Positions positions) {
        assertThat(mostMoved(positions)).isGreaterThan(.005);
    }

    @Test
    void withoutPositionsTheEmbeddingIsThatOfTheTokenAlone() {
        Tensor embedded = trace(model(Positions.NONE), SOURCE).value("encoder/embedding");
        for (int unit = 0; unit < 12; unit++) assertThat(embedded.get(0, unit)).isEqualTo(embedded.get(4, unit));
        Tensor placed = trace(model(Positions.SINUSOIDAL), SOURCE).value("encoder/embedding");
        assertThat(placed.get(0, 1)).isNotEqualTo(placed.get(4, 1));
    }

    @Test
    void writingTokenByTokenAgreesWithReadingAtOnce() {
        TransformerModel model = model(Positions.NONE);
        Tensor logits = trace(model, SOURCE).value("logits");
        Decoder decoder = model.decoder(new Tape(Backends.best()), SOURCE);
        for (int t = 0; t < 3; t++) {
            Tensor next = decoder.next(TARGET[t]);
            for (int id = 0; id < 8; id++)
                assertThat(Math.abs(next.at(id) - logits.get(t, id))).isLessThan(1e-4f);
        }
    }

    @Test
    void itIsOneOfTheChoices() {
        Map<String, String> sizes = new TreeMap<>(model(Positions.NONE).configuration());
        assertThat(sizes).containsEntry("positions", "none");
        assertThat(Models.create("transformer", sizes, 1).configuration()).isEqualTo(sizes);
    }

    @Test
    void aCopyHasTheSameWeightsOfItsOwn() {
        TransformerModel model = model(Positions.LEARNT);
        TransformerModel copy = Models.copy(model);
        float before = model.parameters().getFirst().value().at(0);
        assertThat(copy.parameters().getFirst().value().at(0)).isEqualTo(before);
        model.parameters().getFirst().value().write()[0] = before + 1;
        assertThat(copy.parameters().getFirst().value().at(0)).isEqualTo(before);
        assertThat(copy.configuration()).isEqualTo(model.configuration());
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.embedding.GramMatrix;
import dev.unroll.engine.model.TransformerModel;
import dev.unroll.engine.model.TransformerModel.Positions;
import dev.unroll.engine.nn.TransformerBlock.NormOrder;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Towers.Box;
import dev.unroll.engine.trace.Towers.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The boxes of an encoder and a decoder, and what is in them. */
class TowersTest {
    private static final int UNITS = 12;
    private static final int CONTEXT = 16;
    private static final int[] SOURCE = {3, 1, 4, 2, 3};
    private static final int[] TARGET = {0, 5, 6, 1};

    private static TransformerModel model(NormOrder norm, Positions positions) {
        return new TransformerModel(
                new TransformerModel.Configuration(7, 8, CONTEXT, UNITS, 2, 3, 24, norm, positions, 0, 0), 5);
    }

    private static Trace trace(TransformerModel model) {
        return Trace.ofTranslation(model, SOURCE, TARGET, Backends.best());
    }

    @ParameterizedTest
    @EnumSource
    void everyBoxAndMatrixStandsInTheTrace(NormOrder norm) {
        TransformerModel model = model(norm, Positions.SINUSOIDAL);
        Towers towers = Towers.of(model);
        assertThat(towers.encoder()).hasSize(2 + 2 * 2);
        assertThat(towers.decoder()).hasSize(2 + 2 * 3);
        Trace trace = trace(model);
        for (Box box : towers.all()) {
            int tokens = box.ofDecoder() ? TARGET.length - 1 : SOURCE.length;
            Axis axis = box.ofDecoder() ? Axis.TARGET : Axis.TIME;
            assertThat(trace.value(box.name()).shape()).isEqualTo(Shape.of(axis, tokens, Axis.UNIT, UNITS));
            assertThat(trace.names()).containsAll(towers.matrices(box));
            assertThat(towers.tower(box.ofDecoder()).get(box.row())).isSameAs(box);
            assertThat(towers.box(box.id())).isSameAs(box);
        }
    }

    @Test
    void aBoxThatIsNotThereIsTheNearest() {
        Towers towers = Towers.of(model(NormOrder.PRE, Positions.NONE));
        assertThat(towers.box("d99")).isSameAs(towers.decoder().getLast());
        assertThat(towers.box("x")).isSameAs(towers.encoder().getFirst());
        assertThat(towers.box("d12345")).isSameAs(towers.decoder().getFirst());
        assertThat(towers.of(true, Kind.CROSS_ATTENTION)).extracting(Box::row).containsExactly(2, 5);
    }

    @Test
    void afterANormVectorsAreAsLongAsTheRootOfTheUnits() {
        TransformerModel model = model(NormOrder.POST, Positions.SINUSOIDAL);
        Trace trace = trace(model);
        for (Box box : Towers.of(model).all())
            if (box.kind() != Kind.EMBEDDING)
                assertThat(box.meanLength(trace)).as(box.name()).isCloseTo(Math.sqrt(UNITS), within(.01));
    }

    @Test
    void headsAreWeighedAlike() {
        TransformerModel model = model(NormOrder.PRE, Positions.SINUSOIDAL);
        Trace trace = trace(model);
        Box cross = Towers.of(model).of(true, Kind.CROSS_ATTENTION).getFirst();
        Tensor mean = cross.meanWeights(trace);
        Tensor weights = trace.value("decoder.0/crossAttention/weights");
        assertThat(mean.shape()).isEqualTo(Shape.of(Axis.TIME, TARGET.length - 1, Axis.KEY, SOURCE.length));
        double expected = (weights.get(0, 2, 1) + weights.get(1, 2, 1) + weights.get(2, 2, 1)) / 3.;
        assertThat((double) mean.get(2, 1)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void anEmbeddingIsATokenAndAPosition() {
        TransformerModel model = model(NormOrder.PRE, Positions.SINUSOIDAL);
        Trace trace = trace(model);
        EmbeddingSum source = EmbeddingSum.of(trace, "encoder");
        Tensor weight = trace.value("encoder/embedding/weight");
        Tensor positions = Objects.requireNonNull(model.positions(SOURCE.length));
        for (int t = 0; t < SOURCE.length; t++)
            for (int unit = 0; unit < UNITS; unit++) {
                assertThat((double) source.tokens().get(t, unit))
                        .isCloseTo(Math.sqrt(UNITS) * weight.get(SOURCE[t], unit), within(1e-5));
                assertThat(source.positions().get(t, unit)).isCloseTo(positions.get(t, unit), within(1e-5f));
            }
        assertThat(EmbeddingSum.of(trace, "decoder").tokens().shape())
                .isEqualTo(Shape.of(Axis.TARGET, 3, Axis.UNIT, UNITS));
    }

    @Test
    void positionsAreToldAsTheModelTellsThem() {
        assertThat(model(NormOrder.PRE, Positions.NONE).positions(4)).isNull();
        TransformerModel learnt = model(NormOrder.PRE, Positions.LEARNT);
        Tensor table = Objects.requireNonNull(learnt.positions(99));
        assertThat(table.shape()).isEqualTo(Shape.of(Axis.TIME, CONTEXT, Axis.UNIT, UNITS));
        assertThat(table.get(3, 2))
                .isEqualTo(trace(learnt).value("encoder/position/weight").get(3, 2));
    }

    @Test
    void waveformsOfNearPositionsAreAlike() {
        Tensor dots = GramMatrix.of(Objects.requireNonNull(
                model(NormOrder.PRE, Positions.SINUSOIDAL).positions(8)));
        assertThat(dots.shape()).isEqualTo(Shape.of(Axis.TIME, 8, Axis.KEY, 8));
        assertThat(dots.get(3, 3)).as("sines and cosines in pairs").isCloseTo(UNITS / 2f, within(1e-4f));
        assertThat(dots.get(3, 4)).isEqualTo(dots.get(4, 3)).isGreaterThan(dots.get(3, 7));
        assertThatThrownBy(() -> GramMatrix.of(Tensor.scalar(1))).hasMessageContaining("[TIME, UNIT]");
    }

    @Test
    void everyShufflingIsOneAndNoneIsTheOrderItself() {
        for (int way = 1; way < 10; way++)
            assertThat(Permutation.shuffled(6, way).order())
                    .isNotEqualTo(List.of(0, 1, 2, 3, 4, 5))
                    .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(Permutation.shuffled(6, 0).order()).isSorted();
        assertThat(Permutation.shuffled(1, 3).order()).containsExactly(0);
        assertThat(new Permutation(List.of(2, 0, 1)).of(List.of("a", "b", "c"))).containsExactly("c", "a", "b");
    }

    @Test
    void vectorsAreComparedOfTheSameTokens() {
        Tensor before = Tensor.of(Shape.of(Axis.TIME, 3, Axis.UNIT, 2), 1, 2, 3, 4, 5, 6);
        Tensor after = Tensor.of(Shape.of(Axis.TIME, 3, Axis.UNIT, 2), 5, 6, 1, 2.5f, 3, 4);
        assertThat(new Permutation(List.of(2, 0, 1)).largestChange(before, after))
                .isEqualTo(.5);
    }
}

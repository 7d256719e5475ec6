package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack.Cell;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class UnitStatesTest {
    private static final Backend BACKEND = Backends.best();
    private static final int LENGTH = 4_500;

    private static int[] ids() {
        SplittableRandom random = new SplittableRandom(1);
        return random.ints(LENGTH, 0, 7).toArray();
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void aTextReadInPiecesHasTheStatesOfOnePass(Cell cell) {
        RnnModel model = new RnnModel(cell, 7, 5, 2, 1);
        UnitStates states = UnitStates.read(model, ids(), BACKEND, _ -> {});
        Tensor whole = Trace.ofReading(model, ids(), BACKEND).value("layer.1/hiddenState");
        assertThat(states.values().shape()).isEqualTo(whole.shape());
        for (int t : new int[] {0, 1, 1_999, 2_000, 2_001, LENGTH - 1})
            for (int unit = 0; unit < 5; unit++)
                assertThat(states.at(t, unit)).isCloseTo(whole.get(t, unit), within(1e-6f));
    }

    @Test
    void whatIsKnownIsToldPieceByPieceAndCanBeEnded() {
        RnnModel model = new RnnModel(Cell.RNN, 7, 3, 1, 1);
        List<Integer> told = new ArrayList<>();
        UnitStates.read(model, ids(), BACKEND, states -> {
            told.add(states.known());
            assertThat(states.at(states.known() - 1, 0)).isNotNaN();
            if (states.known() < LENGTH)
                assertThat(states.at(states.known(), 0)).isNaN();
        });
        assertThat(told).containsExactly(2_000, 4_000, LENGTH);
        assertThatThrownBy(() -> UnitStates.read(model, ids(), BACKEND, _ -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
    }

    private static BitSet marks(int... places) {
        BitSet marks = new BitSet();
        for (int place : places) marks.set(place);
        return marks;
    }

    @Test
    void aUnitIsCorrelatedWithWhatItFollows() {
        // follows exactly, does the opposite, half follows, never changes
        Tensor values = Tensor.of(
                Shape.of(Axis.TIME, 4, Axis.UNIT, 4),
                .9f,
                -1,
                1,
                .3f,
                -.1f,
                0,
                0,
                .3f,
                .9f,
                -1,
                0,
                .3f,
                -.1f,
                0,
                0,
                .3f);
        Tensor r = new UnitStates(values).correlations(marks(0, 2));
        assertThat(r.shape()).isEqualTo(Shape.of(Axis.UNIT, 4));
        assertThat(r.at(0)).isCloseTo(1, within(1e-6f));
        assertThat(r.at(1)).isCloseTo(-1, within(1e-6f));
        // mean ¼ against ½: cov ⅛, variances 3/16 and ¼
        assertThat(r.at(2)).isCloseTo((float) (.125 / Math.sqrt(3. / 16 * .25)), within(1e-6f));
        assertThat(r.at(3)).isNaN();
    }

    @Test
    void whatHoldsEverywhereOrNowhereIsFollowedByNone() {
        Tensor values = Tensor.of(Shape.of(Axis.TIME, 3, Axis.UNIT, 1), 1, 2, 4);
        assertThat(new UnitStates(values).correlations(marks()).at(0)).isNaN();
        assertThat(new UnitStates(values).correlations(marks(0, 1, 2)).at(0)).isNaN();
        assertThat(new UnitStates(values, 1).correlations(marks(0)).at(0)).isNaN();
    }
}

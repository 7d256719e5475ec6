package dev.unroll.viz.sequence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimeAxisTest {
    private final TimeAxis axis = new TimeAxis();
    private final Object view = new Object();

    private void fit(int steps, double width) {
        axis.setCount(steps);
        axis.enter(view, new TimeAxis.Room(width, 60));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 200})
    void allStepsFitWhereTheyCan(int steps) {
        fit(steps, 1000);
        assertThat(axis.left(0)).isEqualTo(60);
        assertThat(axis.left(steps)).isLessThanOrEqualTo(1000);
        assertThat(axis.lastVisible()).isEqualTo(steps - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aFewStepsFillTheWidth(int steps) {
        fit(steps, 1500);
        assertThat(axis.left(steps)).isBetween(1495.0, 1500.0);
        assertThat(axis.overflows()).isFalse();
    }

    @Test
    void howManyStepsLieBeyondTheEdgesIsKnown() {
        axis.minColumnWidthProperty().set(20);
        fit(100, 1062); // room for 50
        assertThat(axis.overflows()).isTrue();
        assertThat(axis.stepsBefore()).isZero();
        assertThat(axis.stepsAfter()).isEqualTo(50);
        axis.scrollTo(23 * 20);
        assertThat(axis.stepsBefore()).isEqualTo(23);
        assertThat(axis.stepsAfter()).isEqualTo(27);
        assertThat(axis.shareVisible()).isEqualTo(.5);
        assertThat(axis.shareBefore()).isEqualTo(.23);
    }

    @Test
    void aPositionSetBeforeThereIsAnyRoomDoesNotScroll() {
        axis.setCount(100);
        axis.setPosition(2);
        axis.minColumnWidthProperty().set(20);
        axis.enter(view, new TimeAxis.Room(1000, 60));
        assertThat(axis.scrollProperty().get()).isZero();
    }

    @Test
    void tooManyStepsScrollAndPlaybackStaysInSight() {
        fit(2000, 1000);
        assertThat(axis.getColumnWidth()).isEqualTo(4);
        axis.setPosition(1500);
        assertThat(axis.x(1500)).isBetween(60.0, 1000.0);
        axis.setPosition(0);
        assertThat(axis.left(0)).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 33, 200})
    void everyPixelOfAColumnBelongsToItsStep(int steps) {
        fit(steps, 983);
        for (int t = 0; t < steps; t++) {
            for (double x = axis.left(t); x < axis.left(t + 1); x++)
                assertThat(axis.stepAt(x)).isEqualTo(t);
        }
        assertThat(axis.stepAt(10)).isEqualTo(-1);
    }

    @Test
    void zoomingKeepsWhatIsUnderThePointer() {
        fit(200, 1000);
        int step = axis.stepAt(500);
        axis.zoomAround(500, 5);
        assertThat(axis.stepAt(500)).isEqualTo(step);
        axis.zoomAround(500, .01);
        assertThat(axis.zoomProperty().get()).isEqualTo(1);
        assertThat(axis.scrollProperty().get()).isZero();
    }

    @Test
    void theNarrowestViewAndTheWidestLabelsDecide() {
        fit(10, 1000);
        Object other = new Object();
        axis.enter(other, new TimeAxis.Room(500, 90));
        assertThat(axis.left(0)).isEqualTo(90);
        assertThat(axis.left(10)).isLessThanOrEqualTo(500);
        axis.leave(other);
        assertThat(axis.left(0)).isEqualTo(60);
    }
}

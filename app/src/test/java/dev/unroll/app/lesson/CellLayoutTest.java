package dev.unroll.app.lesson;

import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class CellLayoutTest {
    @Test
    void oneHeadsMatrixFollowsTheHead() {
        AtomicInteger head = new AtomicInteger(2);
        CellLayout layout = CellLayout.MATRIX.at(head::get);
        assertThat(layout.index(new Cell(3, 4))).containsExactly(2, 3, 4);
        assertThat(layout.cell(new int[] {2, 3, 4})).isEqualTo(new Cell(3, 4));
        head.set(1);
        assertThat(layout.index(new Cell(3, 4))).containsExactly(1, 3, 4);
        assertThat(layout.cell(new int[] {2, 3, 4})).isNull();
    }

    @Test
    void oneHeadsVectorAtOneStepIsFixedTwice() {
        CellLayout layout = CellLayout.UNITS.at(() -> 2, () -> 5);
        assertThat(layout.index(new Cell(7, 0))).containsExactly(2, 5, 7);
        assertThat(layout.cell(new int[] {2, 5, 7})).isEqualTo(new Cell(7, 0));
        assertThat(layout.cell(new int[] {2, 4, 7})).isNull();
        assertThat(CellLayout.STEPS.at(() -> 2).cell(new int[] {2, 7})).isEqualTo(new Cell(0, 7));
    }
}

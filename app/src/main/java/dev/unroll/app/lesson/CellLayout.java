package dev.unroll.app.lesson;

import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

/** Which number of a tensor stands in which cell of a view. */
public interface CellLayout {
    /** Time from left to right, the units of a vector below one another. */
    CellLayout COLUMNS = new CellLayout() {
        @Override
        public int[] index(Cell cell) {
            return new int[] {cell.column(), cell.row()};
        }

        @Override
        public Cell cell(int[] index) {
            return new Cell(index[1], index[0]);
        }
    };

    /** One number for each time step. */
    CellLayout STEPS = new CellLayout() {
        @Override
        public int[] index(Cell cell) {
            return new int[] {cell.column()};
        }

        @Override
        public Cell cell(int[] index) {
            return new Cell(0, index[0]);
        }
    };

    /** A matrix as it is written. */
    CellLayout MATRIX = new CellLayout() {
        @Override
        public int[] index(Cell cell) {
            return new int[] {cell.row(), cell.column()};
        }

        @Override
        public Cell cell(int[] index) {
            return new Cell(index[0], index[1]);
        }
    };

    /** No single number: the view sums up what stands under the name, and is hidden with it until that is guessed. */
    CellLayout SUMMARY = new CellLayout() {
        @Override
        public int[] index(Cell cell) {
            return new int[] {-1};
        }

        @Override
        public @Nullable Cell cell(int[] index) {
            return null;
        }
    };

    /** A position along each axis; negative where the cell shows no number. */
    int[] index(Cell cell);

    /** The cell of a number, or null if it is not shown. */
    @Nullable
    Cell cell(int[] index);
}

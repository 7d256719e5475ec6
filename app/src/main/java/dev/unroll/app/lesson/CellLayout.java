package dev.unroll.app.lesson;

import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

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

    /** A vector, its units below one another. */
    CellLayout UNITS = new CellLayout() {
        @Override
        public int[] index(Cell cell) {
            return new int[] {cell.row()};
        }

        @Override
        public Cell cell(int[] index) {
            return new Cell(index[0], 0);
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

    /**
     * The same, of what stands at some positions along the first axes, such as one head's matrix or one step's vector.
     *
     * @param positions asked for whenever a cell or its number is looked for
     */
    default CellLayout at(IntSupplier... positions) {
        CellLayout rest = this;
        return new CellLayout() {
            @Override
            public int[] index(Cell cell) {
                return IntStream.concat(
                                Arrays.stream(positions).mapToInt(IntSupplier::getAsInt),
                                Arrays.stream(rest.index(cell)))
                        .toArray();
            }

            @Override
            public @Nullable Cell cell(int[] index) {
                for (int i = 0; i < positions.length; i++) if (index[i] != positions[i].getAsInt()) return null;
                return rest.cell(Arrays.copyOfRange(index, positions.length, index.length));
            }
        };
    }

    /** A position along each axis; negative where the cell shows no number. */
    int[] index(Cell cell);

    /** The cell of a number, or null if it is not shown. */
    @Nullable
    Cell cell(int[] index);
}

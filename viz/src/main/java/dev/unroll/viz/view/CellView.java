package dev.unroll.viz.view;

import org.jspecify.annotations.Nullable;

/** A view of cells in rows and columns. */
public abstract class CellView extends PointedView<Cell> {
    /** A focusable view with the given style class. */
    protected CellView(String styleClass) {
        super(styleClass);
    }

    /** How many rows there are. */
    protected abstract int rows();

    /** How many columns there are. */
    protected abstract int columns();

    /** The cell under a point of the view, or null. */
    protected abstract @Nullable Cell cellAt(double x, double y);

    @Override
    protected final @Nullable Cell at(double x, double y) {
        return cellAt(x, y);
    }

    @Override
    protected final boolean contains(Cell cell) {
        return cell.row() >= 0 && cell.row() < rows() && cell.column() >= 0 && cell.column() < columns();
    }

    @Override
    protected final @Nullable Cell first() {
        return rows() == 0 || columns() == 0 ? null : new Cell(0, 0);
    }

    /** Whether the first row is at the bottom, as where depth runs upwards. */
    protected boolean upwards() {
        return false;
    }

    @Override
    protected final Cell neighbour(Cell from, Direction direction) {
        int row = from.row();
        int column = from.column();
        switch (direction) {
            case LEFT -> column--;
            case RIGHT -> column++;
            case UP -> row += upwards() ? 1 : -1;
            case DOWN -> row += upwards() ? -1 : 1;
            case FIRST -> column = 0;
            case LAST -> column = columns() - 1;
        }
        return new Cell(Math.clamp(row, 0, rows() - 1), Math.clamp(column, 0, columns() - 1));
    }
}

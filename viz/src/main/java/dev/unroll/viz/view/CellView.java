package dev.unroll.viz.view;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;

/**
 * A view of cells in rows and columns, one of which can be hovered and one selected: by a click, by the arrow keys, Home and
 * End. A click and Enter also activate a cell. What is pointed at is described in a tip and to screen readers.
 */
@SuppressWarnings("this-escape") // Handlers are only called once the view is shown.
public abstract class CellView extends CanvasView {
    private final ObjectProperty<@Nullable Cell> selected = new SimpleObjectProperty<>(this, "selected");
    private final ReadOnlyObjectWrapper<@Nullable Cell> hovered = new ReadOnlyObjectWrapper<>(this, "hovered");
    private final ObjectProperty<@Nullable Consumer<Cell>> onActivate = new SimpleObjectProperty<>(this, "onActivate");
    private final StringProperty title = new SimpleStringProperty(this, "title", "");
    private @Nullable Tooltip tip;

    /** A focusable view with the given style class. */
    protected CellView(String styleClass) {
        super(styleClass);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        repaintOn(selected, hovered, title);
        selected.addListener(o -> announce());
        title.addListener(o -> announce());
        addEventHandler(MouseEvent.MOUSE_MOVED, this::hover);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::hover);
        addEventHandler(MouseEvent.MOUSE_EXITED, e -> leave());
        addEventHandler(MouseEvent.MOUSE_CLICKED, this::click);
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        sceneProperty().addListener(o -> leave());
    }

    /** How many rows there are. */
    protected abstract int rows();

    /** How many columns there are. */
    protected abstract int columns();

    /** The cell under a point of the view, or null. */
    protected abstract @Nullable Cell cellAt(double x, double y);

    /** What the cell is and its number, in a line, as in {@code t=2, unit=3: 0.731}. */
    protected abstract String describe(Cell cell);

    /** Called before the selection moves by keys, so that a view that scrolls can bring {@code cell} into sight. */
    protected void reveal(Cell cell) {}

    private void hover(MouseEvent event) {
        Cell cell = cellAt(event.getX(), event.getY());
        hovered.set(cell);
        if (cell == null) {
            hideTip();
            return;
        }
        if (tip == null) {
            tip = new Tooltip();
            tip.getStyleClass().add("viz-tip");
        }
        tip.setText(describe(cell));
        double x = event.getScreenX() + 14;
        double y = event.getScreenY() + 18;
        if (!tip.isShowing()) {
            tip.show(this, x, y);
        } else {
            tip.setAnchorX(x);
            tip.setAnchorY(y);
        }
    }

    private void leave() {
        hovered.set(null);
        hideTip();
    }

    private void hideTip() {
        if (tip != null) tip.hide();
    }

    private void click(MouseEvent event) {
        if (event.getButton() != MouseButton.PRIMARY || !event.isStillSincePress()) return;
        requestFocus();
        Cell cell = cellAt(event.getX(), event.getY());
        if (cell != null) {
            selected.set(cell);
            activate(cell);
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        if (rows() == 0 || columns() == 0 || event.isShortcutDown() || event.isAltDown()) return;
        Cell at = selected.get();
        switch (event.getCode()) {
            case LEFT -> move(at, 0, -1);
            case RIGHT -> move(at, 0, 1);
            case UP -> move(at, -1, 0);
            case DOWN -> move(at, 1, 0);
            case HOME -> move(at, 0, -columns());
            case END -> move(at, 0, columns());
            case ENTER -> {
                if (at == null) return;
                activate(at);
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(@Nullable Cell from, int down, int right) {
        Cell to = from == null
                ? new Cell(0, 0)
                : new Cell(
                        Math.clamp(from.row() + down, 0, rows() - 1),
                        Math.clamp(from.column() + right, 0, columns() - 1));
        reveal(to);
        selected.set(to);
    }

    private void activate(Cell cell) {
        Consumer<Cell> handler = onActivate.get();
        if (handler != null) handler.accept(cell);
    }

    private void announce() {
        Cell cell = selected.get();
        setAccessibleText(cell == null || !contains(cell) ? getTitle() : getTitle() + " " + describe(cell));
    }

    /** Whether the cell lies within the rows and columns there are now. */
    protected final boolean contains(Cell cell) {
        return cell.row() >= 0 && cell.row() < rows() && cell.column() >= 0 && cell.column() < columns();
    }

    /** The selected cell, or null. */
    public final ObjectProperty<@Nullable Cell> selectedProperty() {
        return selected;
    }

    public final @Nullable Cell getSelected() {
        return selected.get();
    }

    public final void setSelected(@Nullable Cell cell) {
        selected.set(cell);
    }

    /** The cell under the pointer, or null. */
    public final ReadOnlyObjectProperty<@Nullable Cell> hoveredProperty() {
        return hovered.getReadOnlyProperty();
    }

    public final @Nullable Cell getHovered() {
        return hovered.get();
    }

    /** What is done when a cell is clicked, or Enter pressed on it. */
    public final ObjectProperty<@Nullable Consumer<Cell>> onActivateProperty() {
        return onActivate;
    }

    public final void setOnActivate(@Nullable Consumer<Cell> handler) {
        onActivate.set(handler);
    }

    /** The name of what is shown. */
    public final StringProperty titleProperty() {
        return title;
    }

    public final String getTitle() {
        return title.get();
    }

    public final void setTitle(String text) {
        title.set(text);
    }
}

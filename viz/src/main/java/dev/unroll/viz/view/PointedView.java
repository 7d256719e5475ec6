package dev.unroll.viz.view;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;

/**
 * A view of things that can be pointed at: cells, dots, arcs, nodes of a tree. One of them can be hovered and one selected, by
 * a click, by the arrow keys, Home and End. A click and Enter also activate it. What is pointed at is described in a tip and
 * to screen readers.
 *
 * <p>A veil hides the value of some of them until a person has guessed it: they are drawn without anything that gives the
 * value away, their description says that it is hidden, and activating one calls {@link #onVeiledProperty} alone.
 *
 * @param <T> what is pointed at; told apart by {@code equals}
 */
@SuppressWarnings("this-escape") // Handlers are only called once the view is shown.
public abstract class PointedView<T> extends CanvasView {
    private final ObjectProperty<@Nullable T> selected = new SimpleObjectProperty<>(this, "selected");
    private final ReadOnlyObjectWrapper<@Nullable T> hovered = new ReadOnlyObjectWrapper<>(this, "hovered");
    private final ObjectProperty<@Nullable Consumer<T>> onActivate = new SimpleObjectProperty<>(this, "onActivate");
    private final ObjectProperty<@Nullable Predicate<T>> veiled = new SimpleObjectProperty<>(this, "veiled");
    private final ObjectProperty<@Nullable Consumer<T>> onVeiled = new SimpleObjectProperty<>(this, "onVeiled");
    private final StringProperty veilText = new SimpleStringProperty(this, "veilText", "hidden until you have guessed");
    private final StringProperty title = new SimpleStringProperty(this, "title", "");
    private final PointerTip tip = new PointerTip();
    private @Nullable Pointer pointer;

    /** Where the pointer rests, in the view and on the screen. */
    private record Pointer(double x, double y, double screenX, double screenY) {}

    /** A focusable view with the given style class. */
    protected PointedView(String styleClass) {
        super(styleClass);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        repaintOn(selected, hovered, veiled, veilText, title);
        selected.addListener(o -> announce());
        title.addListener(o -> announce());
        addEventHandler(MouseEvent.MOUSE_MOVED, this::hover);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::hover);
        addEventHandler(MouseEvent.MOUSE_EXITED, e -> leave());
        addEventHandler(MouseEvent.MOUSE_CLICKED, this::click);
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        sceneProperty().addListener(o -> leave());
    }

    /** What is under a point of the view, or null. */
    protected abstract @Nullable T at(double x, double y);

    /** Whether {@code item} is still there, now that the data may be others. */
    protected abstract boolean contains(T item);

    /** What {@code item} is and its number, in a line, as in {@code t=2, unit=3: 0.731}. */
    protected abstract String describe(T item);

    /** What {@code item} is without its number, as in {@code t=2, unit=3}; empty if even that would give it away. */
    protected String name(T item) {
        return "";
    }

    /** What the keys select first, or null if there is nothing. */
    protected abstract @Nullable T first();

    /** What lies beside {@code from}, or null if there is nothing in that direction. */
    protected abstract @Nullable T neighbour(T from, Direction direction);

    /** Called before the selection moves by keys, so that a view that scrolls can bring {@code item} into sight. */
    protected void reveal(T item) {}

    /** Why the number of {@code item} must not be told now, as in {@code not computed yet}, or null if it may be told. */
    protected @Nullable String withheld(T item) {
        return isVeiled(item) ? veilText.get() : null;
    }

    /** Whether the number of {@code item} must not be told now, for it is veiled, masked or not computed yet. */
    public final boolean isWithheld(T item) {
        return withheld(item) != null;
    }

    /** What the tip and a screen reader say of {@code item}: its name and number, or why its number is not told. */
    public final String description(T item) {
        String reason = withheld(item);
        if (reason == null) return describe(item);
        String name = name(item);
        return name.isEmpty() ? reason : name + ": " + reason;
    }

    private void hover(MouseEvent event) {
        pointer = new Pointer(event.getX(), event.getY(), event.getScreenX(), event.getScreenY());
        pointAgain();
    }

    /** Finds anew what is under the resting pointer, for the data may have changed or scrolled beneath it. */
    private void pointAgain() {
        Pointer at = pointer;
        if (at == null) return;
        T item = at(at.x, at.y);
        hovered.set(item);
        if (item == null) tip.hide();
        else tip.show(this, description(item), at.screenX, at.screenY);
    }

    @Override
    protected final void afterPaint() {
        pointAgain();
        announce();
    }

    private void leave() {
        pointer = null;
        hovered.set(null);
        tip.hide();
    }

    private void click(MouseEvent event) {
        if (event.getButton() != MouseButton.PRIMARY || !event.isStillSincePress()) return;
        requestFocus();
        T item = at(event.getX(), event.getY());
        if (item != null) {
            selected.set(item);
            activate(item);
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown() || first() == null) return;
        switch (event.getCode()) {
            case LEFT -> move(Direction.LEFT);
            case RIGHT -> move(Direction.RIGHT);
            case UP -> move(Direction.UP);
            case DOWN -> move(Direction.DOWN);
            case HOME -> move(Direction.FIRST);
            case END -> move(Direction.LAST);
            case ENTER -> {
                T item = selected.get();
                if (item == null) return;
                activate(item);
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(Direction direction) {
        T from = selected.get();
        T to = from == null ? first() : neighbour(from, direction);
        if (to == null) return;
        reveal(to);
        selected.set(to);
    }

    private void activate(T item) {
        Consumer<T> handler = isVeiled(item) ? onVeiled.get() : isWithheld(item) ? null : onActivate.get();
        if (handler != null) handler.accept(item);
    }

    private void announce() {
        T item = selected.get();
        setAccessibleText(item == null || !contains(item) ? getTitle() : getTitle() + " " + description(item));
    }

    /** What is selected, or null. */
    public final ObjectProperty<@Nullable T> selectedProperty() {
        return selected;
    }

    public final @Nullable T getSelected() {
        return selected.get();
    }

    public final void setSelected(@Nullable T item) {
        selected.set(item);
    }

    /** What is under the pointer, or null. */
    public final ReadOnlyObjectProperty<@Nullable T> hoveredProperty() {
        return hovered.getReadOnlyProperty();
    }

    public final @Nullable T getHovered() {
        return hovered.get();
    }

    /** What is done when something is clicked, or Enter pressed on it. */
    public final ObjectProperty<@Nullable Consumer<T>> onActivateProperty() {
        return onActivate;
    }

    public final void setOnActivate(@Nullable Consumer<T> handler) {
        onActivate.set(handler);
    }

    /** Of what the value is hidden; null hides nothing. */
    public final ObjectProperty<@Nullable Predicate<T>> veiledProperty() {
        return veiled;
    }

    public final void setVeiled(@Nullable Predicate<T> hidden) {
        veiled.set(hidden);
    }

    /** Whether the value of {@code item} is hidden by the veil. */
    public final boolean isVeiled(T item) {
        Predicate<T> hidden = veiled.get();
        return hidden != null && hidden.test(item);
    }

    /** What is said in the place of a value under the veil. */
    public final StringProperty veilTextProperty() {
        return veilText;
    }

    /** What is done, in the place of {@link #onActivateProperty}, when something under the veil is activated. */
    public final ObjectProperty<@Nullable Consumer<T>> onVeiledProperty() {
        return onVeiled;
    }

    public final void setOnVeiled(@Nullable Consumer<T> handler) {
        onVeiled.set(handler);
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

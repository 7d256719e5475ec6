package dev.unroll.viz.cell;

import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Rectangle2D;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;

/**
 * A recurrent cell as a circuit through which the numbers of one unit flow at one time step. What is carried is a belt, as thick as
 * the number is large; a gate is a sluice, as far open as it is. Its blades can be dragged: the new opening is handed to
 * {@link #onTurnProperty}, and what follows from it is for others to compute. With a sluice selected, 0 shuts it, 1 opens it, and
 * Delete lets go of it.
 *
 * <p>Backwards the belts are as thick as the gradient that passes them, on a logarithmic scale, and each factor that it meets on
 * its way stands beside them.
 */
@SuppressWarnings("this-escape") // Handlers are only called once the view is shown.
public abstract class CellCircuit extends PointedView<CellPart> {
    /** The name of the token that is read, the only part that is no number. */
    public static final String INPUT = "input";

    private final ObjectProperty<UnitStep> unitStep = new SimpleObjectProperty<>(this, "unitStep", UnitStep.NONE);
    private final StringProperty token = new SimpleStringProperty(this, "token", "");
    private final DoubleProperty extent = new SimpleDoubleProperty(this, "extent", 1);
    private final BooleanProperty backward = new SimpleBooleanProperty(this, "backward", false);
    private final ObjectProperty<Set<String>> held = new SimpleObjectProperty<>(this, "held", Set.of());
    private final ObjectProperty<Map<String, String>> words = new SimpleObjectProperty<>(this, "words", Map.of());
    private final ObjectProperty<Predicate<CellPart>> pending =
            new SimpleObjectProperty<>(this, "pending", part -> false);
    private final StringProperty pendingText = new SimpleStringProperty(this, "pendingText", "not computed yet");
    private final ObjectProperty<@Nullable BiConsumer<CellPart, @Nullable Double>> onTurn =
            new SimpleObjectProperty<>(this, "onTurn");
    private final List<Spot> spots = new ArrayList<>();
    private @Nullable Turning turning;

    /** Where a part lies. */
    private record Spot(CellPart part, Rectangle2D bounds, boolean sluice) {}

    /** A sluice whose blades are held by the pointer, and whether it has dragged them. */
    record Turning(CellPart part, double opening, boolean dragged) {}

    /** A circuit without numbers. */
    protected CellCircuit(String styleClass) {
        super(styleClass);
        repaintOn(unitStep, token, extent, backward, held, words, pending, pendingText);
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        addEventHandler(MouseEvent.MOUSE_RELEASED, e -> release());
        addEventHandler(KeyEvent.KEY_PRESSED, this::turnByKey);
    }

    /** Draws the cell; whatever can be pointed at is told to the pen. */
    abstract void draw(CircuitPen pen);

    /** The symbol of a part, such as {@code f} for {@code forgetGate}. */
    abstract String symbol(String name);

    @Override
    protected final void paint(GraphicsContext gc, Theme theme) {
        spots.clear();
        CircuitPen pen = new CircuitPen(this, gc, theme, turning);
        draw(pen);
        for (Spot spot : spots) {
            boolean selected = spot.part.equals(getSelected());
            if (selected || spot.part.equals(getHovered())) pen.outline(spot.bounds, selected);
        }
    }

    /** Notes where a part lies. */
    final void place(CellPart part, Rectangle2D bounds, boolean sluice) {
        spots.add(new Spot(part, bounds, sluice));
    }

    // --- pointing ---

    private @Nullable Spot spotAt(double x, double y) {
        for (Spot spot : spots) if (spot.bounds.contains(x, y)) return spot;
        return null;
    }

    @Override
    protected final @Nullable CellPart at(double x, double y) {
        Spot spot = spotAt(x, y);
        return spot == null ? null : spot.part;
    }

    @Override
    protected final boolean contains(CellPart part) {
        return spots.stream().anyMatch(spot -> spot.part.equals(part));
    }

    @Override
    protected final String name(CellPart part) {
        int step = getUnitStep().step() - (part.previous() ? 1 : 0);
        String word = words.get().getOrDefault(part.name(), "");
        if (part.name().equals(INPUT)) return word + " " + token.get();
        return (word.isEmpty() ? "" : word + " ") + symbol(part.name()) + ", t=" + step;
    }

    @Override
    protected final String describe(CellPart part) {
        if (part.name().equals(INPUT)) return name(part);
        UnitStep at = getUnitStep();
        StringBuilder text = new StringBuilder(name(part) + ": " + Numbers.full(at.value(part)));
        Float gradient = at.gradients().get(part);
        if (backward.get() && gradient != null) text.append("   ∂L/∂: ").append(Numbers.full(gradient));
        Float before = at.unchanged().get(part);
        if (before != null && before != at.value(part))
            text.append("   ← ")
                    .append(Numbers.full(before))
                    .append("   Δ ")
                    .append(Numbers.brief(at.value(part) - before));
        return text.toString();
    }

    @Override
    protected final @Nullable String withheld(CellPart part) {
        return pending.get().test(part) ? pendingText.get() : super.withheld(part);
    }

    @Override
    protected final @Nullable CellPart first() {
        return spots.isEmpty() ? null : spots.getFirst().part;
    }

    /** The nearest part in a direction, what lies straight ahead before what lies aside. */
    @Override
    protected final @Nullable CellPart neighbour(CellPart from, Direction direction) {
        if (direction == Direction.FIRST) return first();
        if (direction == Direction.LAST) return spots.isEmpty() ? null : spots.getLast().part;
        Spot origin = spots.stream()
                .filter(spot -> spot.part.equals(from))
                .findFirst()
                .orElse(null);
        if (origin == null) return first();
        CellPart best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Spot spot : spots) {
            double dx = middleX(spot) - middleX(origin);
            double dy = middleY(spot) - middleY(origin);
            double ahead = switch (direction) {
                case LEFT -> -dx;
                case RIGHT -> dx;
                case UP -> -dy;
                default -> dy;
            };
            double aside = direction == Direction.LEFT || direction == Direction.RIGHT ? Math.abs(dy) : Math.abs(dx);
            if (ahead < 1 || ahead + 2 * aside >= least) continue;
            least = ahead + 2 * aside;
            best = spot.part;
        }
        return best;
    }

    private static double middleX(Spot spot) {
        return (spot.bounds.getMinX() + spot.bounds.getMaxX()) / 2;
    }

    private static double middleY(Spot spot) {
        return (spot.bounds.getMinY() + spot.bounds.getMaxY()) / 2;
    }

    // --- by hand ---

    private void press(MouseEvent event) {
        Spot spot = event.getButton() == MouseButton.PRIMARY ? spotAt(event.getX(), event.getY()) : null;
        if (spot == null || !spot.sluice || onTurn.get() == null || isVeiled(spot.part)) return;
        turning = new Turning(spot.part, getUnitStep().value(spot.part), false);
    }

    private void drag(MouseEvent event) {
        Turning at = turning;
        if (at == null || event.isStillSincePress()) return;
        for (Spot spot : spots) {
            if (!spot.part.equals(at.part) || !spot.sluice) continue;
            double half = spot.bounds.getHeight() / 2;
            double opening = Math.abs(event.getY() - middleY(spot)) / half;
            turning = new Turning(at.part, Math.clamp(Math.round(opening * 100) / 100.0, 0, 1), true);
            break;
        }
        repaint();
        event.consume();
    }

    private void release() {
        Turning at = turning;
        turning = null;
        if (at == null || !at.dragged) return;
        repaint();
        turn(at.part, at.opening);
    }

    private void turnByKey(KeyEvent event) {
        CellPart part = getSelected();
        boolean sluice = spots.stream().anyMatch(spot -> spot.sluice && spot.part.equals(part));
        if (part == null || !sluice || event.isShortcutDown() || event.isAltDown()) return;
        switch (event.getCode()) {
            case DIGIT0, NUMPAD0 -> turn(part, 0.0);
            case DIGIT1, NUMPAD1 -> turn(part, 1.0);
            case DELETE, BACK_SPACE -> turn(part, null);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void turn(CellPart part, @Nullable Double opening) {
        BiConsumer<CellPart, @Nullable Double> handler = onTurn.get();
        if (handler != null) handler.accept(part, opening);
    }

    // --- size ---

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(12 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(20 * theme().em());
    }

    @Override
    protected double computePrefWidth(double height) {
        return Math.ceil(40 * theme().em());
    }

    // --- properties ---

    /** What flows. */
    public final ObjectProperty<UnitStep> unitStepProperty() {
        return unitStep;
    }

    public final UnitStep getUnitStep() {
        return unitStep.get();
    }

    public final void setUnitStep(UnitStep value) {
        unitStep.set(value);
    }

    /** The token that is read, as it can be seen. */
    public final StringProperty tokenProperty() {
        return token;
    }

    /** The size of the number whose belt is as wide as a sluice. */
    public final DoubleProperty extentProperty() {
        return extent;
    }

    /** Whether gradients are shown, on their way back. */
    public final BooleanProperty backwardProperty() {
        return backward;
    }

    /** The names of what is set by hand at this step. */
    public final ObjectProperty<Set<String>> heldProperty() {
        return held;
    }

    /** What the parts are called, by their names; a part without a word has its symbol alone. */
    public final ObjectProperty<Map<String, String>> wordsProperty() {
        return words;
    }

    /** Which parts are not computed yet. */
    public final ObjectProperty<Predicate<CellPart>> pendingProperty() {
        return pending;
    }

    /** What is said in the place of a number that is not computed yet. */
    public final StringProperty pendingTextProperty() {
        return pendingText;
    }

    /** Told of a sluice that was dragged, and how far it is to be open, from 0 to 1; null lets go of it. */
    public final ObjectProperty<@Nullable BiConsumer<CellPart, @Nullable Double>> onTurnProperty() {
        return onTurn;
    }

    public final void setOnTurn(@Nullable BiConsumer<CellPart, @Nullable Double> handler) {
        onTurn.set(handler);
    }
}

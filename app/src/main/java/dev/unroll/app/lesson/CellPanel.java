package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.cell.CellCircuit;
import dev.unroll.viz.cell.CellKind;
import dev.unroll.viz.cell.CellPart;
import dev.unroll.viz.cell.UnitBars;
import dev.unroll.viz.cell.UnitStep;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.GateTracks;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/**
 * A unit of a recurrent cell, to be looked at and set by hand: its circuit at the step where the screen stands, its tracks over all
 * steps, and the other units to choose from.
 */
public final class CellPanel {
    /** The unit that is looked at; in a smaller layer it is the last. */
    public static final Knob<Integer> UNIT = Knob.look("unit", 12, 0, 255);

    /** The layer that is looked at; where there are fewer it is the last. */
    public static final Knob<Integer> LAYER = Knob.look("layer", 0, 0, 15);

    /** Whether gradients are shown. */
    public static final Knob<Boolean> GRADIENTS = Knob.toggle("gradients");

    /** Whether what is set by hand is set in all units. */
    public static final Knob<Boolean> ALL_UNITS = Knob.toggle("allUnits");

    /** What is set by hand, as {@link Hands} has it. */
    public static final Knob<String> HANDS = new Knob<>("hands", new Kind.Text(), "", Knob.Effect.LOOK_ON_STAGE);

    /** All of these, for a lesson that has such a panel. */
    public static final List<Knob<?>> KNOBS = List.of(UNIT, LAYER, GRADIENTS, ALL_UNITS, HANDS);

    private final StageKit<?> kit;
    private final UnitBars units;
    private final Map<CellKind, CellCircuit> circuits = new EnumMap<>(CellKind.class);
    private final GateTracks tracks;
    private final SequenceMatrix strip;
    private final Button layer = new Button();
    private final Label where = new Label();
    private final HBox valves = new HBox();
    private final Map<ToggleButton, BooleanSupplier> pressed = new LinkedHashMap<>();
    private final HBox turning = new HBox();
    private final HBox byHand = new HBox();
    private final HandsBar hands;
    private final SimpleBooleanProperty backward = new SimpleBooleanProperty(this, "backward");
    private final ObjectProperty<ColorScale> gradientScale =
            new SimpleObjectProperty<>(this, "gradientScale", ColorScale.gradient(1e-4, 1));
    private @Nullable RecurrentPass pass;
    private boolean allUnits;
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);

    /**
     * A panel whose views go by the ids {@code circuit}, {@code gru-circuit}, {@code rnn-circuit}, {@code unit-bars}, {@code tracks}
     * and {@code all-units}.
     *
     * @param columns whose time axis the tracks stand on
     * @param operations how many operations are made at a step before all of the cell is there; the gates come first of four
     */
    public CellPanel(StageKit<?> kit, TextColumns columns, int operations) {
        this.kit = kit;
        units = kit.bindParts(
                "unit-bars", new UnitBars(), cell -> place(carried(), position.timeStep(), cell.column()), _ -> null);
        units.setOnActivate(cell -> kit.turn(UNIT, Integer.toString(cell.column())));
        for (CellKind kind : CellKind.values()) circuits.put(kind, circuit(kind));
        tracks = columns.add(
                kit.bindParts("tracks", new GateTracks(columns.axis()), this::placeOfTrack, this::trackOf), operations);
        tracks.setOnActivate(cell -> {
            kit.goTo(cell.column());
            Place at = placeOfTrack(cell);
            if (at != null) kit.inspect(at);
        });
        strip = columns.add(
                kit.bindParts(
                        "all-units",
                        new SequenceMatrix(columns.axis()),
                        cell -> place(carried(), cell.column(), cell.row()),
                        at -> isOf(at, carried()) ? new Cell(at.along(Axis.UNIT), at.along(Axis.TIME)) : null),
                operations);
        hands = new HandsBar(kit, HANDS);
        units.titleProperty().bind(kit.messages().text("cell.units"));
        layer.setOnAction(_ -> nextLayer());
        layer.managedProperty().bind(layer.visibleProperty());
        layer.setMinWidth(Region.USE_PREF_SIZE);
        where.setMinWidth(Region.USE_PREF_SIZE);
        valves.setAlignment(Pos.CENTER_LEFT);
        valves.getStyleClass().add("valves");
        turning.getChildren().addAll(where, valves, kit.controls().toggle(ALL_UNITS));
        turning.setAlignment(Pos.CENTER_LEFT);
        turning.getStyleClass().add("by-hand");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        byHand.getChildren().addAll(turning, space, kit.controls().toggle(GRADIENTS));
        byHand.setAlignment(Pos.CENTER_LEFT);
        byHand.getStyleClass().add("by-hand");
    }

    private CellCircuit circuit(CellKind kind) {
        String id = kind == CellKind.LSTM ? "circuit" : kind == CellKind.GRU ? "gru-circuit" : "rnn-circuit";
        CellCircuit circuit = kit.bindParts(id, kind.circuit(), this::placeOfPart, this::partOf);
        circuit.backwardProperty().bind(backward);
        circuit.setOnTurn((part, opening) -> turn(part.name(), opening));
        return circuit;
    }

    /** The units to choose from, with {@code beside} at their right, and below them the circuit and what is set by hand. */
    public VBox hero(Region beside) {
        HBox top = new HBox(layer, units, beside);
        HBox.setHgrow(units, Priority.ALWAYS);
        top.setAlignment(Pos.CENTER_LEFT);
        top.getStyleClass().add("units-row");
        StackPane circuit = new StackPane();
        circuit.getChildren().addAll(circuits.values());
        VBox.setVgrow(circuit, Priority.ALWAYS);
        VBox hero = new VBox(top, circuit, byHand, hands);
        hero.getStyleClass().add("cell-panel");
        return hero;
    }

    /** What the unit does over all steps. */
    public GateTracks tracks() {
        return tracks;
    }

    /** Which size of a gradient in the circuit has which colour. */
    public ObservableValue<ColorScale> gradientScale() {
        return gradientScale;
    }

    /** Whether the circuit shows gradients. */
    public ObservableValue<Boolean> backward() {
        return backward;
    }

    /** What all units carry on, over all steps. */
    public SequenceMatrix strip() {
        return strip;
    }

    private void nextLayer() {
        RecurrentPass now = pass;
        if (now != null) kit.turn(LAYER, Integer.toString((now.layer() + 1) % now.layers()));
    }

    // --- what stands where ---

    private String carried() {
        return pass == null ? "hiddenState" : pass.cell().carried();
    }

    private @Nullable Place place(String part, int t, int unit) {
        if (pass == null || t < 0) return null;
        return new Place(
                pass.name(part),
                List.of(Axis.TIME, Axis.UNIT),
                List.of(t, unit),
                backward.get() ? Quantity.GRADIENT : Quantity.VALUE);
    }

    private boolean isOf(Place at, String part) {
        return pass != null && at.name().equals(pass.name(part));
    }

    private @Nullable Place placeOfPart(CellPart part) {
        RecurrentPass now = pass;
        if (now == null) return null;
        int t = position.timeStep();
        if (!part.name().equals(CellCircuit.INPUT))
            return place(part.name(), t - (part.previous() ? 1 : 0), now.unit());
        if (now.layer() > 0) return null;
        return new Place(
                "input", List.of(Axis.TIME, Axis.TOKEN), List.of(t, now.text().ids()[t]), Quantity.VALUE);
    }

    private @Nullable CellPart partOf(Place at) {
        RecurrentPass now = pass;
        if (now == null || at.along(Axis.UNIT) != now.unit()) return null;
        int back = position.timeStep() - at.along(Axis.TIME);
        for (String part : now.cell().parts()) {
            if (!isOf(at, part)) continue;
            if (back == 0) return CellPart.of(part);
            return back == 1 && now.cell().states().contains(part) ? CellPart.before(part) : null;
        }
        return null;
    }

    private @Nullable Place placeOfTrack(Cell cell) {
        return pass == null ? null : place(pass.cell().parts().get(cell.row()), cell.column(), pass.unit());
    }

    private @Nullable Cell trackOf(Place at) {
        if (pass == null || at.along(Axis.UNIT) != pass.unit()) return null;
        for (int row = 0; row < pass.cell().parts().size(); row++)
            if (isOf(at, pass.cell().parts().get(row))) return new Cell(row, at.along(Axis.TIME));
        return null;
    }

    // --- by hand ---

    private void turn(String part, @Nullable Double opening) {
        RecurrentPass now = pass;
        if (now == null) return;
        String which = allUnits ? "" : ", unit=" + now.unit();
        String typed = now.name(part) + "[t=" + position.timeStep() + which + "] = " + (opening == null ? 0 : opening);
        Hands changed = opening == null
                ? now.hands().without(Intervention.parse(typed))
                : now.hands().with(typed);
        kit.turn(HANDS, changed.typed());
    }

    /** Whether a valve of the unit is set to {@code opening} by hand at the step where the screen stands. */
    private boolean isHeldAt(String part, double opening) {
        RecurrentPass now = pass;
        if (now == null) return false;
        Map<Axis, Integer> here = Map.of(Axis.TIME, position.timeStep(), Axis.UNIT, now.unit());
        return now.hands().concern(now.name(part), here) && now.ofUnit(part).at(position.timeStep()) == (float) opening;
    }

    private void showValves(CellKind cell) {
        valves.getChildren().clear();
        pressed.clear();
        turning.setVisible(cell.made().stream().anyMatch(CellKind.Part::valve));
        for (CellKind.Part part : cell.made()) {
            if (!part.valve()) continue;
            Label symbol = new Label(part.symbol());
            symbol.getStyleClass().add("valve-" + part.name());
            valves.getChildren().addAll(symbol, valve(part, "shut", 0), valve(part, "open", 1));
        }
    }

    private ToggleButton valve(CellKind.Part part, String key, double opening) {
        ToggleButton button = new ToggleButton();
        button.setId(key + "-" + part.name());
        button.textProperty().bind(kit.messages().text("cell." + key));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.getStyleClass().add("valve");
        pressed.put(button, () -> isHeldAt(part.name(), opening));
        button.setOnAction(_ -> {
            button.setSelected(true);
            turn(part.name(), opening);
        });
        return button;
    }

    // --- what is shown ---

    /** Shows another pass. */
    public void show(RecurrentPass now, KnobValues values) {
        if (pass == null || pass.cell() != now.cell()) showValves(now.cell());
        pass = now;
        allUnits = values.get(ALL_UNITS);
        backward.set(values.get(GRADIENTS));
        circuits.forEach((cell, circuit) -> circuit.setVisible(cell == now.cell()));
        showTracks(now);
        String name = now.name(carried());
        Tensor all = backward.get() ? now.trace().gradient(name) : now.trace().value(name);
        strip.setValues(all);
        strip.setScale(ColorScale.signed(all));
        strip.setTitle(kit.messages().get("cell.part." + carried()));
        units.chosenProperty().set(now.unit());
        layer.setVisible(now.layers() > 1);
        layer.setText(kit.messages().get("cell.layer", now.layer() + 1, now.layers()));
        hands.show(now.hands(), now.text().names());
    }

    private void showTracks(RecurrentPass now) {
        List<GateTracks.Track> shown = new ArrayList<>();
        Set<Cell> held = new HashSet<>();
        for (CellKind.Part part : now.cell().made()) {
            Tensor value = now.ofUnit(part.name());
            Tensor before = now.unchangedOfUnit(part.name());
            double high = part.gate() != null || part.name().equals("hiddenState") ? 1 : largest(value, before);
            shown.add(new GateTracks.Track(
                    part.symbol(), part.gate(), value, now.touched() ? before : null, part.valve() ? 0 : -high, high));
            for (int t = 0; now.touched() && t < now.text().timeSteps(); t++)
                if (now.hands().concern(now.name(part.name()), Map.of(Axis.TIME, t, Axis.UNIT, now.unit())))
                    held.add(new Cell(shown.size() - 1, t));
        }
        tracks.setTracks(shown);
        tracks.setHeld(held);
    }

    private static double largest(Tensor... tensors) {
        double largest = 1e-6;
        for (Tensor tensor : tensors)
            for (int t = 0; t < tensor.length(); t++)
                if (Float.isFinite(tensor.at(t))) largest = Math.max(largest, Math.abs(tensor.at(t)));
        return largest;
    }

    /** Shows the step where the screen stands. */
    public void stand(Position now) {
        position = now;
        RecurrentPass at = pass;
        if (at == null) return;
        int t = Math.min(now.timeStep(), at.text().timeSteps() - 1);
        where.setText(kit.messages().get("cell.byHand", t));
        units.setValues(at.trace().value(at.name(carried())).slice(t));
        pressed.forEach((button, held) -> button.setSelected(held.getAsBoolean()));
        CellCircuit circuit = circuits.get(at.cell());
        circuit.wordsProperty()
                .set(at.cell().parts().stream()
                        .collect(Collectors.toMap(
                                part -> part, part -> kit.messages().get("cell.part." + part))));
        circuit.tokenProperty().set(at.layer() == 0 ? at.text().inputs().get(t) : "h");
        circuit.extentProperty().set(Math.max(1, largest(at.ofUnit(carried()))));
        circuit.setUnitStep(step(at, t));
        gradientScale.set(circuit.getUnitStep().gradientScale());
        circuit.pendingProperty()
                .set(part -> !part.previous()
                        && !now.computed(
                                part.name().equals(CellCircuit.INPUT)
                                        ? 0
                                        : 1 + at.cell().stage(part.name())));
        circuit.heldProperty()
                .set(at.cell().parts().stream()
                        .filter(part -> at.hands().concern(at.name(part), Map.of(Axis.TIME, t, Axis.UNIT, at.unit())))
                        .collect(Collectors.toSet()));
    }

    /** What the chosen unit computes at step {@code t}. */
    private static UnitStep step(RecurrentPass at, int t) {
        Map<CellPart, Float> values = new HashMap<>();
        Map<CellPart, Float> unchanged = new HashMap<>();
        Map<CellPart, Float> gradients = new HashMap<>();
        for (String part : at.cell().parts()) {
            for (CellPart one : List.of(CellPart.of(part), CellPart.before(part))) {
                int s = t - (one.previous() ? 1 : 0);
                if (s < 0 || one.previous() && !at.cell().states().contains(part)) continue;
                values.put(one, at.ofUnit(part).at(s));
                unchanged.put(one, at.unchangedOfUnit(part).at(s));
                gradients.put(one, at.gradientOfUnit(part).at(s));
            }
        }
        return new UnitStep(t, values, unchanged, gradients);
    }
}

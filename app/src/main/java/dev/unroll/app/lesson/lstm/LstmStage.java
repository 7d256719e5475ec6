package dev.unroll.app.lesson.lstm;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.HandsBar;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.cell.CellCircuit;
import dev.unroll.viz.cell.CellPart;
import dev.unroll.viz.cell.GruCircuit;
import dev.unroll.viz.cell.LstmCircuit;
import dev.unroll.viz.cell.RnnCircuit;
import dev.unroll.viz.cell.UnitBars;
import dev.unroll.viz.cell.UnitStep;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.FlowCurve;
import dev.unroll.viz.sequence.GateTracks;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The conveyor of one unit at one step; below it what it does over the text, or how its gradient fares beside an RNN's. */
final class LstmStage implements LessonStage<GateReading> {
    /** After this operation of a step, everything in the cell is there. */
    private static final int LAST_IN_CELL = 4;

    private final StageKit<GateReading> kit;
    private final TextColumns columns;
    private final UnitBars units;
    private final Map<CellKind, CellCircuit> circuits = new EnumMap<>(CellKind.class);
    private final GateTracks tracks;
    private final SequenceMatrix strip;
    private final FlowCurve flow;
    private final Button layer = new Button();
    private final Label where = new Label();
    private final HBox valves = new HBox();
    private final HBox byHand = new HBox();
    private final HandsBar hands;
    private final VBox node = new VBox();
    private final Map<String, List<Region>> below;
    private final SimpleBooleanProperty backward = new SimpleBooleanProperty(this, "backward");
    private @Nullable GateReading reading;
    private boolean allUnits;
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);

    LstmStage(StageKit<GateReading> kit) {
        this.kit = kit;
        columns = new TextColumns(kit, LAST_IN_CELL + 1);
        columns.prediction().mostProperty().set(1);
        columns.tokens().setOnActivate(cell -> kit.goTo(cell.column()));
        units = kit.bindParts(
                "unit-bars",
                new UnitBars(),
                cell -> place(carried(), position.timeStep(), cell.column()),
                _ -> null);
        units.setOnActivate(cell -> kit.turn(LstmLesson.UNIT, Integer.toString(cell.column())));
        circuits.put(CellKind.LSTM, circuit("circuit", new LstmCircuit()));
        circuits.put(CellKind.GRU, circuit("gru-circuit", new GruCircuit()));
        circuits.put(CellKind.RNN, circuit("rnn-circuit", new RnnCircuit()));
        tracks = columns.add(
                kit.bindParts("tracks", new GateTracks(columns.axis()), this::placeOfTrack, this::trackOf),
                LAST_IN_CELL);
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
                        at -> isOf(at, carried())
                                ? new Cell(at.along(Axis.UNIT), at.along(Axis.TIME))
                                : null),
                LAST_IN_CELL);
        flow = kit.bindParts(
                "flow",
                new FlowCurve(columns.axis()),
                cell -> new Place(flows().get(cell.row()), List.of(Axis.TIME), List.of(cell.column()), Quantity.VALUE),
                _ -> null);
        flow.titleProperty().bind(kit.messages().text("lstm.flow"));
        flow.setOnActivate(cell -> kit.turn(LstmLesson.LOSS_AT, Integer.toString(cell.column())));
        below = Map.of(
                "tracks", List.of(columns.loss(), columns.prediction(), tracks), "units", List.of(strip), "flow", List.of(flow));
        hands = new HandsBar(kit, LstmLesson.HANDS);
        layOut();
        kit.beside(kit.choices(LstmLesson.BELOW));
        kit.beside(kit.toggle(LstmLesson.GRADIENTS));
        kit.legend("lstm.legend.state", strip.scaleProperty(), strip.visibleProperty());
    }

    private CellCircuit circuit(String id, CellCircuit circuit) {
        kit.bindParts(id, circuit, this::placeOfPart, this::partOf);
        circuit.backwardProperty().bind(backward);
        circuit.setOnTurn((part, opening) -> turn(part.name(), opening));
        return circuit;
    }

    private void layOut() {
        units.titleProperty().bind(kit.messages().text("lstm.units"));
        layer.setOnAction(_ -> nextLayer());
        layer.managedProperty().bind(layer.visibleProperty());
        layer.setMinWidth(Region.USE_PREF_SIZE);
        HBox top = new HBox(layer, units, kit.quote("answer", this::answers));
        HBox.setHgrow(units, Priority.ALWAYS);
        top.setAlignment(Pos.CENTER_LEFT);
        top.getStyleClass().add("answers");
        StackPane hero = new StackPane();
        hero.getChildren().addAll(circuits.values());
        VBox.setVgrow(hero, Priority.ALWAYS);
        valves.setAlignment(Pos.CENTER_LEFT);
        valves.getStyleClass().add("valves");
        byHand.getChildren().addAll(where, valves, kit.toggle(LstmLesson.ALL_UNITS));
        byHand.setAlignment(Pos.CENTER_LEFT);
        byHand.getStyleClass().add("by-hand");
        where.setMinWidth(Region.USE_PREF_SIZE);
        for (Region growing : List.of(tracks, strip, flow)) VBox.setVgrow(growing, Priority.SOMETIMES);
        node.getChildren().addAll(top, hero, byHand, hands, columns.loss(), columns.prediction(), tracks, strip, flow, columns.tokens());
    }

    @Override
    public Region node() {
        return node;
    }

    private void nextLayer() {
        GateReading now = reading;
        if (now != null) kit.turn(LstmLesson.LAYER, Integer.toString((now.layer() + 1) % now.layers()));
    }

    // --- what stands where ---

    private String carried() {
        return reading == null ? "hiddenState" : reading.cell().carried();
    }

    /** The names of the curves. */
    private List<String> flows() {
        List<String> flows = new ArrayList<>();
        if (reading == null) return flows;
        for (String state : reading.cell().states()) flows.add("flow." + state);
        if (reading.named().containsKey("flow.rnn")) flows.add("flow.rnn");
        return flows;
    }

    private @Nullable Place place(String part, int t, int unit) {
        if (reading == null || t < 0) return null;
        return new Place(
                reading.name(part),
                List.of(Axis.TIME, Axis.UNIT),
                List.of(t, unit),
                backward.get() ? Quantity.GRADIENT : Quantity.VALUE);
    }

    private boolean isOf(Place at, String part) {
        return reading != null && at.name().equals(reading.name(part));
    }

    private @Nullable Place placeOfPart(CellPart part) {
        GateReading now = reading;
        if (now == null) return null;
        int t = position.timeStep();
        if (!part.name().equals(CellCircuit.INPUT)) return place(part.name(), t - (part.previous() ? 1 : 0), now.unit());
        if (now.layer() > 0) return null;
        return new Place("input", List.of(Axis.TIME, Axis.TOKEN), List.of(t, now.text().ids()[t]), Quantity.VALUE);
    }

    private @Nullable CellPart partOf(Place at) {
        GateReading now = reading;
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
        return reading == null ? null : place(reading.cell().parts().get(cell.row()), cell.column(), reading.unit());
    }

    private @Nullable Cell trackOf(Place at) {
        if (reading == null || at.along(Axis.UNIT) != reading.unit()) return null;
        for (int row = 0; row < reading.cell().parts().size(); row++)
            if (isOf(at, reading.cell().parts().get(row))) return new Cell(row, at.along(Axis.TIME));
        return null;
    }

    // --- by hand ---

    private void turn(String part, @Nullable Double opening) {
        GateReading now = reading;
        if (now == null) return;
        String which = allUnits ? "" : ", unit=" + now.unit();
        String typed = now.name(part) + "[t=" + position.timeStep() + which + "] = " + (opening == null ? 0 : opening);
        Hands changed = opening == null ? now.hands().without(Intervention.parse(typed)) : now.hands().with(typed);
        kit.turn(LstmLesson.HANDS, changed.typed());
    }

    private void showValves(CellKind cell) {
        valves.getChildren().clear();
        byHand.setVisible(cell.made().stream().anyMatch(CellKind.Part::valve));
        byHand.setManaged(byHand.isVisible());
        for (CellKind.Part part : cell.made()) {
            if (!part.valve()) continue;
            Label symbol = new Label(part.symbol());
            symbol.getStyleClass().add("valve-" + part.name());
            valves.getChildren().addAll(symbol, valve(part, "shut", 0), valve(part, "open", 1));
        }
    }

    private Button valve(CellKind.Part part, String key, double opening) {
        Button button = new Button();
        button.setId(key + "-" + part.name());
        button.textProperty().bind(kit.messages().text("lstm." + key));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> turn(part.name(), opening));
        return button;
    }

    // --- what is shown ---

    @Override
    public void show(GateReading now, KnobValues values) {
        if (reading == null || reading.cell() != now.cell()) showValves(now.cell());
        reading = now;
        allUnits = values.get(LstmLesson.ALL_UNITS);
        backward.set(values.get(LstmLesson.GRADIENTS));
        columns.show(now.text());
        circuits.forEach((cell, circuit) -> circuit.setVisible(cell == now.cell()));
        below.forEach((id, regions) -> regions.forEach(region -> {
            region.setVisible(id.equals(values.get(LstmLesson.BELOW)));
            region.setManaged(region.isVisible());
        }));
        if (now.text().targetIds().contains(-1)) hide(columns.loss()); // of its losses all but one are none
        showTracks(now);
        Tensor all = now.trace().value(now.name(carried()));
        strip.setValues(backward.get() ? now.trace().gradient(now.name(carried())) : all);
        strip.setScale(backward.get() ? ColorScale.signed(now.trace().gradient(now.name(carried()))) : ColorScale.signed(all));
        strip.setTitle(kit.messages().get("lstm.part." + carried()));
        units.chosenProperty().set(now.unit());
        layer.setVisible(now.layers() > 1);
        layer.setText(kit.messages().get("lstm.layer", now.layer() + 1, now.layers()));
        showFlow(now);
        hands.show(now.hands(), now.names());
    }

    private static void hide(Region region) {
        region.setVisible(false);
        region.setManaged(false);
    }

    /** What is answered at the step of the loss, by each model, and how many of the letters are answered rightly. */
    private String answers() {
        GateReading now = reading;
        if (now == null) return "";
        StringBuilder words = new StringBuilder();
        for (GateReading.Answer answer : now.answers()) {
            words.append(words.isEmpty() ? "" : "    ")
                    .append(answer.model() + " → ")
                    .append(now.text().tokens().get(answer.token()))
                    .append(' ' + Numbers.compact(answer.probability()))
                    .append(answer.right() && answer.probability() > .5 ? " ✓" : " ✗");
            if (answer.letters() >= 0 && now.hands().held().isEmpty())
                words.append(kit.messages().get("lstm.letters", answer.letters(), Material.LETTERS.size()));
        }
        return words.toString();
    }

    private void showTracks(GateReading now) {
        List<GateTracks.Track> shown = new ArrayList<>();
        Set<Cell> held = new HashSet<>();
        boolean touched = !now.hands().held().isEmpty();
        for (CellKind.Part part : now.cell().made()) {
            Tensor value = now.named().get(GateReading.UNIT + part.name());
            Tensor before = now.named().get(GateReading.BEFORE + GateReading.UNIT + part.name());
            double high = part.gate() != null || part.name().equals("hiddenState") ? 1 : largest(value, before);
            shown.add(new GateTracks.Track(
                    part.symbol(), part.gate(), value, touched ? before : null, part.valve() ? 0 : -high, high));
            for (int t = 0; touched && t < now.timeSteps(); t++)
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

    private void showFlow(GateReading now) {
        flow.setSeries(flows().stream().map(name -> relative(now, name)).toList());
        flow.setLossAt(now.lossAt());
    }

    /** As shares of what there is at the step of the loss. */
    private static FlowCurve.Series relative(GateReading now, String key) {
        String name = key.equals("flow.rnn") ? "RNN h" : now.cell() + (key.equals("flow.cellState") ? " c" : " h");
        Tensor sizes = Tensor.zeros(now.named().get(key).shape());
        double last = now.named().get(key).at(now.lossAt());
        for (int t = 0; t < sizes.length(); t++)
            sizes.write()[t] = (float) (last == 0 ? 0 : now.named().get(key).at(t) / last);
        return new FlowCurve.Series(name, sizes);
    }

    @Override
    public void stand(Position now) {
        position = now;
        columns.stand(now);
        GateReading at = reading;
        if (at == null) return;
        int t = Math.min(now.timeStep(), at.timeSteps() - 1);
        where.setText(kit.messages().get("lstm.byHand", t));
        units.setValues(at.trace().value(at.name(carried())).slice(t));
        CellCircuit circuit = circuits.get(at.cell());
        circuit.wordsProperty()
                .set(at.cell().parts().stream()
                        .collect(Collectors.toMap(part -> part, part -> kit.messages().get("lstm.part." + part))));
        circuit.tokenProperty().set(at.layer() == 0 ? at.text().inputs().get(t) : "h");
        circuit.extentProperty().set(Math.max(1, largest(at.named().get(GateReading.UNIT + carried()))));
        circuit.setUnitStep(step(at, t));
        circuit.pendingProperty()
                .set(part -> !part.previous() && !now.computed(
                        part.name().equals(CellCircuit.INPUT) ? 0 : 1 + at.cell().stage(part.name())));
        circuit.heldProperty()
                .set(at.cell().parts().stream()
                        .filter(part -> at.hands()
                                .concern(at.name(part), Map.of(Axis.TIME, t, Axis.UNIT, at.unit())))
                        .collect(Collectors.toSet()));
    }

    /** What the chosen unit computes at step {@code t}. */
    private static UnitStep step(GateReading at, int t) {
        Map<CellPart, Float> values = new HashMap<>();
        Map<CellPart, Float> unchanged = new HashMap<>();
        Map<CellPart, Float> gradients = new HashMap<>();
        for (String part : at.cell().parts()) {
            Tensor gradient = at.trace().gradient(at.name(part));
            for (CellPart one : List.of(CellPart.of(part), CellPart.before(part))) {
                int s = t - (one.previous() ? 1 : 0);
                if (s < 0 || one.previous() && !at.cell().states().contains(part)) continue;
                values.put(one, at.named().get(GateReading.UNIT + part).at(s));
                unchanged.put(one, at.named().get(GateReading.BEFORE + GateReading.UNIT + part).at(s));
                gradients.put(one, gradient.at(s * gradient.shape().columns() + at.unit()));
            }
        }
        return new UnitStep(t, values, unchanged, gradients);
    }
}

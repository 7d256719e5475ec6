package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.array.MatrixCard;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.PairBracket;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.sequence.UnrolledNetwork.Arrow;
import dev.unroll.viz.space.StatePlane;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * A plain RNN of one layer, unrolled on the time axis; beside it the state as a path in the plane, and the weights that all steps share,
 * which light up where they are used.
 */
public final class UnrolledPanel extends HBox {
    /** What the names of the layer begin with. */
    public static final String LAYER = "layer.0";

    /** What the hidden states are called in the trace. */
    public static final String STATES = LAYER + "/hiddenState";

    /** The longest sequence that is looked at; a longer text is learnt whole, but shown from its beginning to here. */
    public static final int MOST_STEPS = 200;

    /** Whether gradients are shown. */
    public static final Knob<Boolean> GRADIENTS = Knob.toggle("gradients");

    /** The step whose loss the gradients are of; beyond the last it is the last, and −1 is the mean of all. */
    public static final Knob<Integer> LOSS_AT = Knob.look("lossAt", MOST_STEPS - 1, -1, MOST_STEPS - 1);

    /** The units in whose plane the state is shown; beyond the last it is the last. */
    public static final Knob<Integer> UNIT_X = Knob.look("unitX", 0, 0, 511);

    /** As {@link #UNIT_X}, for the other axis. */
    public static final Knob<Integer> UNIT_Y = Knob.look("unitY", 1, 0, 511);

    /** All of these, for a lesson that has such a panel. */
    public static final List<Knob<?>> KNOBS = List.of(GRADIENTS, LOSS_AT, UNIT_X, UNIT_Y);

    private static final int PREACTIVATION = 1;
    private static final int STATE = 2;
    private static final int LOGITS = 3;

    /** What lights up as an operation is made. */
    private static final Map<Integer, Set<Arrow>> ARROWS =
            Map.of(PREACTIVATION, Set.of(Arrow.INPUT, new Arrow.Recurrent(0)), LOGITS, Set.of(Arrow.OUTPUT));

    private final TextColumns columns;
    private final UnrolledNetwork network;
    private final PairBracket bracket;
    private final StatePlane plane;
    private final MatrixCard inputWeights;
    private final MatrixCard recurrentWeights;
    private final MatrixCard outputWeights;
    private final BooleanProperty backward = new SimpleBooleanProperty(this, "backward", false);
    private final IntegerProperty lastUnit = new SimpleIntegerProperty(this, "lastUnit", 1);
    private @Nullable TextTrace shown;

    /**
     * A panel whose views go by the ids of {@link TextColumns}, {@code network}, {@code pair}, {@code plane} and {@code weights-xh}, {@code
     * weights-hh} and {@code weights-hy}.
     */
    public UnrolledPanel(StageKit<?> kit) {
        columns = new TextColumns(kit, LOGITS);
        network = new UnrolledNetwork(columns.axis());
        kit.bind(
                "network",
                columns.add(network, STATE),
                () -> STATES,
                () -> backward.get() ? Quantity.GRADIENT : Quantity.VALUE,
                CellLayout.COLUMNS,
                network::setStates);
        network.titleProperty().bind(kit.messages().text("unrolled.hidden"));
        network.lossLabelProperty().bind(kit.messages().text("unrolled.loss"));
        network.inputLabelProperty().set("W_xh · x");
        network.outputLabelProperty().set("W_hy · h");
        bracket = kit.named("pair", new PairBracket(columns.axis()));
        bracket.textProperty().bind(kit.messages().text("unrolled.pair"));
        plane = kit.bindParts(
                "plane",
                new StatePlane(),
                this::placeOf,
                place -> STATES.equals(place.name()) ? place.along(Axis.TIME) : null);
        plane.regionsShownProperty().bind(columns.prediction().veiledProperty().isNull()); // they would give it away
        inputWeights = weights(kit, "weights-xh", "W_xh", "layer.0/weight_ih");
        recurrentWeights = weights(kit, "weights-hh", "W_hh", "layer.0/weight_hh");
        outputWeights = weights(kit, "weights-hy", "W_hy", "head/weight");
        getChildren().addAll(timeColumns(), side(kit));
        getStyleClass().add("unrolled-panel");
        legends(kit);
        chooseLoss(kit);
    }

    /** A point of the plane stands for the unit across. */
    private Place placeOf(int t) {
        return new Place(
                STATES,
                List.of(Axis.TIME, Axis.UNIT),
                List.of(t, plane.unitXProperty().get()),
                Quantity.VALUE);
    }

    private static MatrixCard weights(StageKit<?> kit, String id, String title, String name) {
        MatrixCard card = new MatrixCard();
        card.setTitle(title);
        kit.bind(id, card.map(), name, CellLayout.MATRIX, card::setValues);
        return card;
    }

    private VBox timeColumns() {
        VBox box = new VBox(
                columns.targets(),
                columns.loss(),
                columns.prediction(),
                network,
                bracket,
                columns.oneHot(),
                columns.tokens(),
                columns.shown());
        box.getStyleClass().add("time-columns");
        VBox.setVgrow(network, Priority.ALWAYS);
        HBox.setHgrow(box, Priority.ALWAYS);
        box.setMinWidth(0);
        return box;
    }

    private VBox side(StageKit<?> kit) {
        HBox matrices = new HBox(inputWeights, recurrentWeights, outputWeights);
        matrices.getStyleClass().add("weights");
        for (MatrixCard card : List.of(inputWeights, recurrentWeights, outputWeights))
            HBox.setHgrow(card, Priority.ALWAYS);
        HBox planeHeading = new HBox(
                kit.texts().heading("unrolled.plane"),
                kit.controls().index(UNIT_X, lastUnit),
                kit.controls().index(UNIT_Y, lastUnit));
        planeHeading.getStyleClass().add("plane-heading");
        VBox side = new VBox(planeHeading, plane, kit.texts().heading("unrolled.weights"), matrices);
        side.getStyleClass().add("side");
        VBox.setVgrow(plane, Priority.ALWAYS);
        side.prefWidthProperty().bind(widthProperty().multiply(.34));
        side.minWidthProperty().bind(side.prefWidthProperty());
        return side;
    }

    private void legends(StageKit<?> kit) {
        kit.legend("unrolled.legend.hidden", network.scaleProperty(), visibleProperty());
        kit.legend("text.legend.loss", columns.lossScale(), Bindings.and(visibleProperty(), backward.not()));
        kit.legend(
                "unrolled.legend.gradient", network.gradientScaleProperty(), Bindings.and(visibleProperty(), backward));
        Region toggle = kit.controls().toggle(GRADIENTS);
        toggle.visibleProperty().bind(visibleProperty());
        toggle.managedProperty().bind(visibleProperty());
        kit.beside(toggle);
    }

    /** While gradients are shown, a click on a loss makes them those of that loss alone. */
    private void chooseLoss(StageKit<?> kit) {
        kit.onClick(columns.loss(), cell -> {
            if (backward.get()) kit.turn(LOSS_AT, Integer.toString(cell.column()));
        });
        CheckBox mean = new CheckBox();
        mean.setId("mean-loss");
        mean.textProperty().bind(kit.messages().text("unrolled.mean"));
        mean.visibleProperty().bind(Bindings.and(visibleProperty(), backward));
        mean.managedProperty().bind(mean.visibleProperty());
        mean.setOnAction(_ -> kit.turn(
                LOSS_AT,
                Integer.toString(mean.isSelected() ? -1 : columns.axis().getCount() - 1)));
        network.lossAtProperty().subscribe(at -> mean.setSelected(at.intValue() < 0));
        kit.beside(mean);
    }

    /** Shows another pass, where the panel is in view. */
    public void show(TextTrace text, KnobValues values) {
        shown = text;
        columns.show(text);
        StepPair pair = text.sameButFollowedByAnother();
        bracket.pairProperty().set(pair);
        plane.setPair(pair);
        plane(text, values);
        List<String> units = IntStream.rangeClosed(0, lastUnit.get())
                .mapToObj(Integer::toString)
                .toList();
        ColorScale weights = ColorScale.signed(
                text.trace().value("layer.0/weight_ih"),
                text.trace().value("layer.0/weight_hh"),
                text.trace().value("head/weight"));
        weights(inputWeights, weights, units, text.tokens());
        weights(recurrentWeights, weights, units, units);
        weights(outputWeights, weights, text.tokens(), units);
        backward.set(values.get(GRADIENTS));
        int lossAt = Math.min(values.get(LOSS_AT), text.timeSteps() - 1);
        if (backward.get() && network.lossAtProperty().get() < 0) columns.axis().reveal(lossAt);
        network.setLossAt(backward.get() ? lossAt : -1);
        network.setGradientSizes(backward.get() ? gradients(text) : null);
    }

    private static void weights(MatrixCard card, ColorScale scale, List<String> rows, List<String> columns) {
        card.map().setScale(scale);
        card.map().setRowLabels(rows);
        card.map().setColumnLabels(columns);
    }

    private void plane(TextTrace text, KnobValues values) {
        lastUnit.set(text.trace().value(STATES).shape().columns() - 1);
        plane.setUnits(Math.min(values.get(UNIT_X), lastUnit.get()), Math.min(values.get(UNIT_Y), lastUnit.get()));
        plane.setTokens(text.tokens());
        plane.setTimeTokens(text.inputs());
        plane.setHead(text.trace().value("head/weight"), text.trace().value("head/bias"));
        plane.setStates(text.trace().value(STATES));
    }

    private Tensor gradients(TextTrace text) {
        Tensor norms = GradientFlow.norms(text.trace(), STATES);
        network.setGradientScale(ColorScale.gradientOf(norms));
        return norms;
    }

    /** Shows where in the pass the screen stands. */
    public void stand(Position position) {
        columns.stand(position);
        plane.setPosition(position.timeStep());
        plane.hideFutureProperty().set(position.inPass());
        plane.currentComputedProperty().set(position.computed(STATE));
        boolean stepped = position.scale() == Scale.OPERATION;
        int operation = position.operation();
        network.setActive(stepped ? ARROWS.getOrDefault(operation, Set.of()) : network.arrows());
        inputWeights.litProperty().set(stepped && operation == PREACTIVATION);
        recurrentWeights.litProperty().set(stepped && operation == PREACTIVATION);
        outputWeights.litProperty().set(stepped && operation == LOGITS);
        TextTrace text = shown; // of before, while another tab is in view
        boolean picks = stepped && operation == PREACTIVATION && text != null && position.timeStep() < text.timeSteps();
        inputWeights.setLitColumn(picks ? text.ids()[position.timeStep()] : -1);
    }

    /** What is computed at a time step, in the order in which the panel follows it. */
    public static <S extends TextReading> List<Operation<S>> operations() {
        return List.of(
                new Operation<>(
                        "input",
                        (at, t) -> Operation.value(
                                "input", Axis.TOKEN, t, at.text().ids()[t])),
                new Operation<>("preactivation", (at, t) -> unit(LAYER + "/preactivation", at, t)),
                new Operation<>("hiddenState", (at, t) -> unit(STATES, at, t)),
                new Operation<>("logits", (at, t) -> Operation.value("logits", Axis.TOKEN, t, asked(at.text(), t))),
                new Operation<>(
                        "loss", (at, t) -> new Place("stepLoss", List.of(Axis.TIME), List.of(t), Quantity.VALUE)));
    }

    /** The token that a step is asked for; the next one where it is asked for none. */
    private static int asked(TextTrace text, int t) {
        int target = text.targetIds().get(t);
        return target < 0 ? text.ids()[t + 1] : target;
    }

    private static Place unit(String name, TextReading at, int t) {
        return Operation.value(
                name, Axis.UNIT, t, at.trace().value(STATES).slice(t).argmaxOfAbs());
    }
}

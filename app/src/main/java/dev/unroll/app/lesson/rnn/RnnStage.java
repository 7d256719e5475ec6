package dev.unroll.app.lesson.rnn;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.NeuronsPanel;
import dev.unroll.app.lesson.ReadOutPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.lesson.WhatIfPanel;
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
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The unrolled network on the time axis; beside it the state as a path in the plane, and the weights that all steps share. */
final class RnnStage implements LessonStage<RnnReading> {
    private static final String HIDDEN = RnnLesson.STATES;
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
    private final BooleanProperty inView;
    private final WhatIfPanel whatIf;
    private final NeuronsPanel neurons;
    private final ReadOutPanel readOut;
    private final VBox node = new VBox();
    private @Nullable TextTrace shown;

    RnnStage(StageKit<RnnReading> kit) {
        columns = new TextColumns(kit, LOGITS);
        network = new UnrolledNetwork(columns.axis());
        kit.bind(
                "network",
                columns.add(network, STATE),
                () -> HIDDEN,
                () -> backward.get() ? Quantity.GRADIENT : Quantity.VALUE,
                CellLayout.COLUMNS,
                network::setStates);
        network.titleProperty().bind(kit.messages().text("rnn.hidden"));
        network.inputLabelProperty().set("W_xh · x");
        network.outputLabelProperty().set("W_hy · h");
        bracket = kit.named("pair", new PairBracket(columns.axis()));
        bracket.textProperty().bind(kit.messages().text("rnn.pair"));
        plane = kit.bindParts(
                "plane",
                new StatePlane(),
                this::placeOf,
                place -> HIDDEN.equals(place.name()) ? place.along(Axis.TIME) : null);
        plane.regionsShownProperty().bind(columns.prediction().veiledProperty().isNull()); // they would give it away
        inputWeights = weights(kit, "weights-xh", "W_xh", "layer.0/weight_ih");
        recurrentWeights = weights(kit, "weights-hh", "W_hh", "layer.0/weight_hh");
        outputWeights = weights(kit, "weights-hy", "W_hy", "head/weight");
        HBox hero = new HBox();
        hero.getChildren().addAll(timeColumns(), side(kit, hero));
        hero.getStyleClass().add("rnn-network");
        inView = hero.visibleProperty();
        whatIf = new WhatIfPanel(kit, HIDDEN);
        neurons = new NeuronsPanel(kit, HIDDEN);
        readOut = new ReadOutPanel(kit, HIDDEN);
        List<Region> panels = List.of(hero, whatIf, neurons, readOut);
        FlowPane tabs = new FlowPane(kit.controls().panels(RnnLesson.VIEW, panels));
        tabs.getStyleClass().add("rnn-tabs");
        HBox asked = new HBox(kit.heading("rnn.trainedOn"), kit.controls().choices(RnnLesson.ASKED));
        asked.getStyleClass().add("plane-heading");
        beside(tabs, whatIf.controls(), whatIf);
        beside(tabs, kit.controls().choices(RnnLesson.DATA), neurons);
        beside(tabs, asked, readOut);
        node.getChildren().add(tabs);
        node.getChildren().addAll(panels);
        panels.forEach(panel -> VBox.setVgrow(panel, Priority.ALWAYS));
        node.getStyleClass().add("rnn-stage");
        legends(kit);
        chooseLoss(kit);
    }

    /** What is chosen on a tab stands beside the tabs while it is in view. */
    private static void beside(FlowPane tabs, Region controls, Region panel) {
        controls.visibleProperty().bind(panel.visibleProperty());
        controls.managedProperty().bind(panel.visibleProperty());
        tabs.getChildren().add(controls);
    }

    /** A point of the plane stands for the unit across. */
    private Place placeOf(int t) {
        return new Place(
                HIDDEN,
                List.of(Axis.TIME, Axis.UNIT),
                List.of(t, plane.unitXProperty().get()),
                Quantity.VALUE);
    }

    private static MatrixCard weights(StageKit<RnnReading> kit, String id, String title, String name) {
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

    private VBox side(StageKit<RnnReading> kit, HBox hero) {
        HBox matrices = new HBox(inputWeights, recurrentWeights, outputWeights);
        matrices.getStyleClass().add("weights");
        for (MatrixCard card : List.of(inputWeights, recurrentWeights, outputWeights))
            HBox.setHgrow(card, Priority.ALWAYS);
        HBox planeHeading = new HBox(
                kit.heading("rnn.plane"),
                kit.controls().index(RnnLesson.UNIT_X, lastUnit),
                kit.controls().index(RnnLesson.UNIT_Y, lastUnit));
        planeHeading.getStyleClass().add("plane-heading");
        VBox side = new VBox(planeHeading, plane, kit.heading("rnn.weights"), matrices);
        side.getStyleClass().add("side");
        VBox.setVgrow(plane, Priority.ALWAYS);
        side.prefWidthProperty().bind(hero.widthProperty().multiply(.34));
        side.minWidthProperty().bind(side.prefWidthProperty());
        return side;
    }

    private void legends(StageKit<RnnReading> kit) {
        kit.legend("rnn.legend.hidden", network.scaleProperty(), inView);
        kit.legend("text.legend.loss", columns.lossScale(), Bindings.and(inView, backward.not()));
        kit.legend("rnn.legend.gradient", network.gradientScaleProperty(), Bindings.and(inView, backward));
        Region toggle = kit.controls().toggle(RnnLesson.GRADIENTS);
        toggle.visibleProperty().bind(inView);
        toggle.managedProperty().bind(inView);
        kit.beside(toggle);
    }

    /** While gradients are shown, a click on a loss makes them those of that loss alone. */
    private void chooseLoss(StageKit<RnnReading> kit) {
        columns.loss().selectedProperty().addListener((_, _, cell) -> {
            if (cell != null && backward.get()) kit.turn(RnnLesson.LOSS_AT, Integer.toString(cell.column()));
        });
        CheckBox mean = new CheckBox();
        mean.setId("mean-loss");
        mean.textProperty().bind(kit.messages().text("rnn.mean"));
        mean.visibleProperty().bind(Bindings.and(inView, backward));
        mean.managedProperty().bind(mean.visibleProperty());
        mean.setOnAction(_ -> kit.turn(
                RnnLesson.LOSS_AT,
                Integer.toString(mean.isSelected() ? -1 : columns.axis().getCount() - 1)));
        network.lossAtProperty().subscribe(at -> mean.setSelected(at.intValue() < 0));
        kit.beside(mean);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(RnnReading reading, KnobValues values) {
        shown = reading.text();
        if (reading.changed() != null) whatIf.show(reading.changed(), values);
        if (reading.neurons() != null) neurons.show(reading.neurons(), values, shown.timeSteps());
        else neurons.close();
        if (reading.readOut() != null) readOut.show(shown, reading.readOut());
        if (inView.get()) hero(shown, values);
    }

    private void hero(TextTrace text, KnobValues values) {
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
        backward.set(values.get(RnnLesson.GRADIENTS));
        int lossAt = Math.min(values.get(RnnLesson.LOSS_AT), text.timeSteps() - 1);
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
        lastUnit.set(text.trace().value(HIDDEN).shape().columns() - 1);
        plane.setUnits(
                Math.min(values.get(RnnLesson.UNIT_X), lastUnit.get()),
                Math.min(values.get(RnnLesson.UNIT_Y), lastUnit.get()));
        plane.setTokens(text.tokens());
        plane.setTimeTokens(text.inputs());
        plane.setHead(text.trace().value("head/weight"), text.trace().value("head/bias"));
        plane.setStates(text.trace().value(HIDDEN));
    }

    private Tensor gradients(TextTrace text) {
        Tensor norms = GradientFlow.norms(text.trace(), HIDDEN);
        network.setGradientScale(ColorScale.gradientOf(norms));
        return norms;
    }

    @Override
    public void stand(Position position) {
        columns.stand(position);
        whatIf.stand(position);
        readOut.stand(position);
        plane.setPosition(position.timeStep());
        plane.hideFutureProperty().set(position.inPass());
        plane.currentComputedProperty().set(position.computed(STATE));
        boolean stepped = position.scale() == Scale.OPERATION;
        int operation = position.operation();
        network.setActive(stepped ? ARROWS.getOrDefault(operation, Set.of()) : network.arrows());
        inputWeights.litProperty().set(stepped && operation == PREACTIVATION);
        recurrentWeights.litProperty().set(stepped && operation == PREACTIVATION);
        outputWeights.litProperty().set(stepped && operation == LOGITS);
        inputWeights.setLitColumn(
                stepped && operation == PREACTIVATION && shown != null ? shown.ids()[position.timeStep()] : -1);
    }
}

package dev.unroll.app.lesson.attention;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.theme.Styles;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.LengthPanel;
import dev.unroll.app.lesson.LengthPanel.Contestant;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TranslationColumns;
import dev.unroll.app.lesson.TranslationKnobs;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.attention.CrossArcs;
import dev.unroll.viz.attention.CrossMatrix;
import dev.unroll.viz.attention.WeightBars;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

import static dev.unroll.app.lesson.attention.AttentionReading.CONTEXT;
import static dev.unroll.app.lesson.attention.AttentionReading.ENCODED;
import static dev.unroll.app.lesson.attention.AttentionReading.QUERY;
import static dev.unroll.app.lesson.attention.AttentionReading.SCORES;
import static dev.unroll.app.lesson.attention.AttentionReading.WEIGHTS;

/** The source above, the target below, and between them the weights, as arcs or as a matrix; below, the sum that they weigh. */
final class AttentionStage implements LessonStage<AttentionReading> {
    private static final int SCORED = 1;
    private static final int WEIGHED = 2;
    private static final int MIXED = 3;
    private static final int WRITTEN = 4;

    private static final String ALL_ON_ONE =
            "attention/weights[target=%1$d] = 0; attention/weights[target=%1$d, t=%2$d] = 1";
    private static final String UNIFORM = "attention/weights = %.6f";

    private final StageKit<AttentionReading> kit;
    private final TranslationColumns columns;
    private final CrossArcs arcs;
    private final CrossMatrix matrix;
    private final SequenceMatrix scores;
    private final WeightBars bars;
    private final SequenceMatrix states;
    private final VectorStrip query;
    private final VectorStrip context;
    private final Label without;
    private final Label before;
    private final Button takeBack = new Button(null, new FontIcon(Feather.X));
    private final List<Label> headings;
    private final GridPane node = new GridPane();
    private final StringProperty view = new SimpleStringProperty(this, "view", "arcs");
    private final BeamPanel beam;
    private final LengthPanel lengths;
    private final BooleanProperty summed = new SimpleBooleanProperty(this, "summed", false);
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);
    private @Nullable AttentionReading shown;

    AttentionStage(StageKit<AttentionReading> kit) {
        this.kit = kit;
        columns = new TranslationColumns(kit, WRITTEN, false);
        TimeAxis source = columns.sourceAxis();
        TimeAxis target = columns.targetAxis();
        arcs = new CrossArcs(source, target);
        matrix = new CrossMatrix(source, target);
        kit.bind("arcs", arcs, WEIGHTS, CellLayout.MATRIX, arcs::setWeights);
        kit.bind("matrix", matrix, WEIGHTS, CellLayout.MATRIX, matrix::setWeights);
        scores = kit.bind("scores", new SequenceMatrix(source), SCORES, ofStep(true), _ -> {});
        bars = kit.bind("weights", new WeightBars(source), WEIGHTS, ofStep(true), _ -> {});
        states = new SequenceMatrix(source);
        kit.bind("states", states, ENCODED, CellLayout.COLUMNS, states::setValues);
        query = kit.bind("query", new VectorStrip(Orientation.VERTICAL), QUERY, ofStep(false), _ -> {});
        context = kit.bind("context", new VectorStrip(Orientation.VERTICAL), CONTEXT, ofStep(false), _ -> {});
        without = kit.quote("without/probabilities", () -> other("attention.without", AttentionReading::without));
        before = kit.quote("before/probabilities", () -> other("attention.before", AttentionReading::before));
        beam = new BeamPanel(kit);
        lengths = new LengthPanel(kit);
        headings = List.of(kit.heading("attention.query"), kit.heading("attention.context"));
        for (Label heading : headings) GridPane.setValignment(heading, VPos.BOTTOM);
        words(kit.messages());
        byHand();
        controls();
        node.getStyleClass().add("attention-stage");
        view.addListener(_ -> layOut());
        summed.addListener(_ -> layOut());
        layOut();
    }

    /** One number for each source token, or for each unit, of the target step at which the screen stands. */
    private CellLayout ofStep(boolean tokens) {
        return new CellLayout() {
            @Override
            public int[] index(Cell cell) {
                return new int[] {position.timeStep(), tokens ? cell.column() : cell.row()};
            }

            @Override
            public @Nullable Cell cell(int[] index) {
                if (index[0] != position.timeStep()) return null;
                return tokens ? new Cell(0, index[1]) : new Cell(index[1], 0);
            }
        };
    }

    private String other(String key, Function<AttentionReading, @Nullable TranslationTrace> which) {
        TranslationTrace other = shown == null ? null : which.apply(shown);
        return other == null ? "" : kit.messages().get(key, other.text());
    }

    private void words(Messages messages) {
        arcs.titleProperty().bind(messages.text("attention.weights"));
        arcs.noWeightsTextProperty().bind(messages.text("attention.none"));
        matrix.titleProperty().bind(messages.text("attention.weights"));
        scores.titleProperty().bind(messages.text("attention.score"));
        bars.titleProperty().bind(messages.text("attention.weight"));
        states.titleProperty().bind(messages.text("attention.states"));
        query.titleProperty().bind(messages.text("attention.query"));
        context.titleProperty().bind(messages.text("attention.context"));
    }

    /** A click on a source token gives it all the weight of the step at which the screen stands. */
    private void byHand() {
        columns.source().setOnActivate(cell -> set(ALL_ON_ONE, position.timeStep(), cell.column()));
        takeBack.setId("take-back");
        takeBack.accessibleTextProperty().bind(kit.messages().text("attention.takeBack"));
        takeBack.setOnAction(_ -> kit.turn(AttentionLesson.HAND, ""));
        takeBack.managedProperty().bind(takeBack.visibleProperty());
        takeBack.visibleProperty().bind(before.textProperty().isNotEmpty());
        before.managedProperty().bind(before.visibleProperty());
        before.visibleProperty().bind(takeBack.visibleProperty());
    }

    private void set(String interventions, Object... arguments) {
        AttentionReading now = shown;
        if (now == null || !now.attends()) return;
        kit.turn(AttentionLesson.HAND, String.format(Locale.ROOT, interventions, arguments));
    }

    private void controls() {
        kit.legend("attention.legend.weight", matrix.scaleProperty(), view.isEqualTo("matrix"));
        kit.legend("attention.legend.state", states.scaleProperty(), summed);
        kit.beside(kit.controls().choices(AttentionLesson.VIEW));
        ToggleSwitch sum = kit.controls().toggle(AttentionLesson.SUM);
        BooleanBinding translated = view.isEqualTo("arcs").or(view.isEqualTo("matrix"));
        sum.visibleProperty().bind(translated);
        sum.managedProperty().bind(translated);
        kit.beside(sum);
        Button uniform = new Button();
        uniform.setId("uniform");
        uniform.textProperty().bind(kit.messages().text("attention.uniform"));
        uniform.getStyleClass().add(Styles.SMALL);
        uniform.setOnAction(_ -> set(UNIFORM, 1.0 / columns.sourceAxis().getCount()));
        kit.beside(uniform);
        Label hint = kit.heading("attention.hint");
        for (Node control : List.of(uniform, hint)) {
            control.visibleProperty().bind(arcs.weightsProperty().isNotNull().and(translated));
            control.managedProperty().bind(control.visibleProperty());
        }
        kit.beside(hint);
    }

    /** What is not shown leaves the scene, so that it takes no part in the width of the columns. */
    private void layOut() {
        node.getChildren().clear();
        node.getRowConstraints().clear();
        boolean translated = List.of("arcs", "matrix").contains(view.get());
        if (translated) row(0, Priority.NEVER, columns.source());
        row(
                1,
                Priority.ALWAYS,
                switch (view.get()) {
                    case "beam" -> beam;
                    case "byLength" -> lengths;
                    case "matrix" -> matrix;
                    default -> arcs;
                });
        if (!translated) return;
        if (view.get().equals("arcs")) row(2, Priority.NEVER, columns.target());
        FlowPane lines = new FlowPane(without, before, takeBack);
        lines.getStyleClass().add("lines");
        row(3, Priority.NEVER, lines);
        if (!summed.get()) return;
        row(4, Priority.NEVER, scores);
        row(5, Priority.NEVER, bars, headings.getFirst(), headings.getLast());
        row(6, Priority.SOMETIMES, states, query, context);
    }

    private void row(int row, Priority grow, Region... cells) {
        for (int i = 0; i < cells.length; i++) node.add(cells[i], i, row);
        GridPane.setVgrow(cells[0], grow);
        GridPane.setHgrow(cells[0], Priority.ALWAYS);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(AttentionReading reading, KnobValues values) {
        shown = reading;
        TranslationTrace now = reading.now();
        columns.show(now);
        arcs.setSources(now.sources());
        arcs.setTargets(now.written());
        matrix.setTargets(now.written());
        view.set(values.get(AttentionLesson.VIEW));
        beam.show(reading);
        measure(reading, values);
        summed.set(values.get(AttentionLesson.SUM) && reading.attends());
        sum(reading);
    }

    private void measure(AttentionReading reading, KnobValues values) {
        TranslationModel copy = reading.copy();
        if (copy == null) {
            lengths.close();
            return;
        }
        List<Contestant> all = new ArrayList<>();
        if (TranslationKnobs.isRandom(values)) all.add(new Contestant("lengths.own", () -> copy));
        for (String kind : List.of("none", "additive", "dot"))
            all.add(Contestant.shipped("lengths." + kind, "translation-" + kind));
        lengths.open(all);
    }

    /** The numbers of the target step at which the screen stands, as far as they are computed there. */
    private void sum(AttentionReading reading) {
        Tensor scored = ofStep(reading, SCORES, SCORED);
        if (scored != null) scores.setScale(ColorScale.signed(scored));
        scores.setValues(scored == null ? null : scored.reshape(Shape.of(Axis.TIME, scored.length(), Axis.ITEM, 1)));
        bars.setWeights(ofStep(reading, WEIGHTS, WEIGHED));
        query.setValues(ofStep(reading, QUERY, 0));
        context.setValues(ofStep(reading, CONTEXT, MIXED));
        kit.mark();
    }

    private @Nullable Tensor ofStep(AttentionReading reading, String name, int operation) {
        boolean there = reading.trace().names().contains(name) && position.timeStep() < reading.timeSteps();
        return there && position.computed(operation)
                ? reading.trace().value(name).slice(position.timeStep())
                : null;
    }

    @Override
    public void stand(Position at) {
        position = at;
        columns.stand(at);
        beam.stand(at);
        for (BooleanProperty hides : List.of(arcs.hideFutureProperty(), matrix.hideFutureProperty()))
            hides.set(at.inPass());
        for (BooleanProperty made : List.of(arcs.currentComputedProperty(), matrix.currentComputedProperty()))
            made.set(at.computed(WEIGHED));
        if (shown != null) sum(shown);
    }
}

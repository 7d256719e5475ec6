package dev.unroll.app.lesson.attention;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.BeamPanel;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.LengthPanel;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TranslationColumns;
import dev.unroll.app.lesson.TranslationKnobs;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
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
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
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
    private final Button takeBack;
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
        CellLayout tokens = CellLayout.STEPS.at(() -> position.timeStep());
        CellLayout units = CellLayout.UNITS.at(() -> position.timeStep());
        scores = kit.bind("scores", new SequenceMatrix(source), SCORES, tokens, _ -> {});
        bars = kit.bind("weights", new WeightBars(source), WEIGHTS, tokens, _ -> {});
        states = new SequenceMatrix(source);
        kit.bind("states", states, ENCODED, CellLayout.COLUMNS, states::setValues);
        query = kit.bind("query", new VectorStrip(Orientation.VERTICAL), QUERY, units, _ -> {});
        context = kit.bind("context", new VectorStrip(Orientation.VERTICAL), CONTEXT, units, _ -> {});
        kit.title("attention", arcs, matrix, scores, bars, states, query, context);
        arcs.noWeightsTextProperty().bind(kit.messages().text("attention.none"));
        without = kit.texts()
                .quote(
                        "without/probabilities",
                        "attention.without",
                        now -> List.of(now.without().text()));
        before = kit.texts().remark("before/probabilities", "attention.before", AttentionStage::before);
        takeBack = kit.controls().takeBack(AttentionLesson.HAND, "attention.takeBack", before);
        beam = new BeamPanel(kit, AttentionLesson.BEAM);
        lengths = new LengthPanel(kit);
        headings = List.of(kit.texts().heading("attention.query"), kit.texts().heading("attention.context"));
        for (Label heading : headings) GridPane.setValignment(heading, VPos.BOTTOM);
        // A click on a source token gives it all the weight of the step at which the screen stands.
        columns.source().setOnActivate(cell -> set(ALL_ON_ONE, position.timeStep(), cell.column()));
        controls();
        node.getStyleClass().add("attention-stage");
        view.addListener(_ -> layOut());
        summed.addListener(_ -> layOut());
        layOut();
    }

    private static List<?> before(AttentionReading now) {
        return now.before() == null ? List.of() : List.of(now.before().text());
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
        BooleanBinding translated = view.isEqualTo("arcs").or(view.isEqualTo("matrix"));
        BooleanBinding weighed = arcs.weightsProperty().isNotNull().and(translated);
        kit.beside(kit.controls().toggle(AttentionLesson.SUM), translated);
        Button uniform = kit.controls()
                .button(
                        "uniform",
                        "attention.uniform",
                        () -> set(UNIFORM, 1.0 / columns.sourceAxis().getCount()));
        kit.beside(uniform, weighed);
        kit.beside(kit.texts().heading("attention.hint"), weighed);
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
        beam.show(reading.beam(), reading.timeSteps());
        lengths.show(reading.copy(), TranslationKnobs.isRandom(values), "none", "additive", "dot");
        summed.set(values.get(AttentionLesson.SUM) && reading.attends());
        sum(reading);
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

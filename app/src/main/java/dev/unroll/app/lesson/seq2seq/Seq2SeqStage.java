package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.ErasurePanel;
import dev.unroll.app.lesson.LengthPanel;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.StageTexts;
import dev.unroll.app.lesson.TracedTranslator;
import dev.unroll.app.lesson.TranslationColumns;
import dev.unroll.app.lesson.TranslationKnobs;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.Bottleneck;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.space.PointPlane;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.SimpleObjectProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** What is read and its states above, what is written and its states below, and between them the one column that both share. */
final class Seq2SeqStage implements LessonStage<Seq2SeqReading> {
    private static final int WRITTEN = 2;

    /** Whether a panel is open, for which the states make room. */
    private static final PseudoClass OPEN = PseudoClass.getPseudoClass("open");

    private final StageKit<Seq2SeqReading> kit;
    private final TranslationColumns columns;
    private final SequenceMatrix encoder;
    private final Bottleneck vector;
    private final SequenceMatrix decoder;
    private final PointPlane plane = new PointPlane();
    private final LengthPanel lengths;
    private final ErasurePanel units;
    private final VBox node = new VBox();
    private final SimpleObjectProperty<ColorScale> cellScale =
            new SimpleObjectProperty<>(this, "cellScale", ColorScale.signed(1));
    private boolean erasing;
    private @Nullable Seq2SeqReading shown;

    Seq2SeqStage(StageKit<Seq2SeqReading> kit) {
        this.kit = kit;
        columns = new TranslationColumns(kit, WRITTEN, true);
        encoder = new SequenceMatrix(columns.sourceAxis());
        decoder = new SequenceMatrix(columns.targetAxis());
        vector = new Bottleneck(columns.sourceAxis(), columns.targetAxis());
        kit.bind("encoder", encoder, name(0), CellLayout.COLUMNS, encoder::setValues);
        kit.bind("decoder", decoder, "decoder/layer.0/hiddenState", CellLayout.COLUMNS, decoder::setValues);
        kit.bindParts("vector", vector, this::place, this::cell);
        kit.named("plane", plane);
        kit.title("seq2seq", encoder, decoder, vector, plane);
        encoder.hideFutureProperty().bind(columns.source().hideFutureProperty());
        decoder.hideFutureProperty().bind(columns.target().hideFutureProperty());
        Consumer<Cell> explain = vector.onActivateProperty().get();
        vector.setOnActivate(cell -> {
            if (erasing && shown != null)
                kit.turn(
                        Seq2SeqLesson.ERASED, shown.erased().toggled(cell.row()).typed());
            else explain.accept(cell);
        });
        lengths = new LengthPanel(kit);
        units = new ErasurePanel(kit, Seq2SeqLesson.ERASED, Seq2SeqLesson.ERASER);
        layOut();
    }

    private static String name(int vector) {
        return Seq2SeqReading.VECTOR.get(vector);
    }

    private @Nullable Place place(Cell cell) {
        if (shown == null) return null;
        List<Integer> index = List.of(shown.lastRead(), cell.row());
        return new Place(name(cell.column()), List.of(Axis.TIME, Axis.UNIT), index, Quantity.VALUE);
    }

    private @Nullable Cell cell(Place place) {
        if (shown == null || place.along(Axis.TIME) != shown.lastRead()) return null;
        for (int v = 0; v < 2; v++) if (place.name().equals(name(v))) return new Cell(place.along(Axis.UNIT), v);
        return null;
    }

    private void layOut() {
        Label all = beside("seq2seq.all", Pos.CENTER_LEFT);
        all.visibleProperty().bind(vector.computedProperty());
        StackPane middle = new StackPane(vector, all, beside("seq2seq.nothingElse", Pos.CENTER_RIGHT));
        VBox.setVgrow(middle, Priority.ALWAYS);
        Label second = kit.texts()
                .quote(
                        "second/probabilities",
                        "seq2seq.second",
                        now -> List.of(
                                now.second().sentence(),
                                now.second().text(),
                                now.brief("vector.cosine").getFirst()));
        Label slips = kit.texts()
                .remark(
                        "slips.forced",
                        "seq2seq.slips",
                        now -> now.forced()
                                ? List.of(now.number("slips.forced"), now.number("slips.free"))
                                : List.of());
        Label before = kit.texts()
                .remark(
                        "changed",
                        "seq2seq.before",
                        now -> now.before() == null
                                ? List.of()
                                : List.of(
                                        now.erased().units().size(),
                                        now.before().text()));
        Button takeBack = kit.controls().takeBack(Seq2SeqLesson.ERASED, "seq2seq.takeBack", before);
        FlowPane lines = new FlowPane(second, slips, before, takeBack);
        lines.getStyleClass().add("lines");
        Label words = kit.texts()
                .words(
                        "seq2seq.plane.words",
                        now -> now.plane() == null ? List.of() : now.brief("plane.swapped", "plane.verb", "plane.any"));
        Region folds =
                kit.controls().folds(Seq2SeqLesson.PANEL, List.of(StageTexts.under(words, plane), units, lengths));
        node.getStyleClass().add("seq2seq-stage");
        node.getChildren()
                .addAll(columns.source(), encoder, middle, columns.reads(kit), decoder, columns.target(), lines, folds);
        kit.legend("seq2seq.legend.hidden", encoder.scaleProperty());
        kit.legend("seq2seq.legend.cell", cellScale);
        kit.beside(kit.controls().choices(Seq2SeqLesson.FORCING));
    }

    private Label beside(String key, Pos at) {
        Label label = kit.texts().words(key, now -> List.of(now.number("vector.size") / 2, now.lastRead() + 1));
        label.setMouseTransparent(true);
        label.getStyleClass().addAll("muted", "beside");
        label.maxWidthProperty().bind(vector.widthProperty().multiply(.27));
        StackPane.setAlignment(label, at);
        return label;
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(Seq2SeqReading reading, KnobValues values) {
        shown = reading;
        erasing = values.get(Seq2SeqLesson.ERASER);
        columns.show(reading.now());
        Tensor hidden = reading.trace().value(name(0)).slice(reading.lastRead());
        Tensor cell = reading.trace().value(name(1)).slice(reading.lastRead());
        cellScale.set(ColorScale.signed(cell));
        vector.erasedProperty().set(reading.erased().units());
        vector.setVectors(List.of(
                new Bottleneck.Vector("h", hidden, encoder.scaleProperty().get()),
                new Bottleneck.Vector("c", cell, cellScale.get())));
        plane.setCloud(reading.plane());
        String panel = values.get(Seq2SeqLesson.PANEL);
        node.pseudoClassStateChanged(OPEN, !panel.equals("closed"));
        TracedTranslator copy = reading.copy();
        units.show(panel.equals("units") ? copy : null, reading.now(), Seq2SeqReading.VECTOR);
        boolean compared = copy != null && panel.equals("byLength");
        lengths.show(compared ? copy.model() : null, TranslationKnobs.isRandom(values), "none");
        kit.mark();
    }

    @Override
    public void stand(Position at) {
        columns.stand(at);
        encoder.currentComputedProperty().set(at.computed(1));
        decoder.currentComputedProperty().set(!at.inPass() || columns.writes(at) && at.computed(1));
        vector.computedProperty()
                .set(columns.allRead(at) && (at.scale() != Scale.OPERATION || columns.writes(at) || at.computed(1)));
        vector.passedOnProperty().set(columns.writes(at));
    }
}

package dev.unroll.app.lesson.seq2seq;

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
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.Bottleneck;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.space.PointPlane;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
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
    private final TokenStrip reads;
    private final Label second;
    private final Label before;
    private final Label slips;
    private final PointPlane plane = new PointPlane();
    private final LengthPanel lengths;
    private final UnitsPanel units;
    private final Button takeBack = new Button(null, new FontIcon(Feather.X));
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
        reads = kit.bind("reads", new TokenStrip(columns.targetAxis()), "probabilities", written(), _ -> {});
        kit.bind("encoder", encoder, "encoder/" + Seq2SeqReading.HIDDEN, CellLayout.COLUMNS, encoder::setValues);
        kit.bind("decoder", decoder, "decoder/" + Seq2SeqReading.HIDDEN, CellLayout.COLUMNS, decoder::setValues);
        kit.bindParts("vector", vector, this::place, this::cell);
        kit.named("plane", plane);
        lengths = new LengthPanel(kit);
        units = new UnitsPanel(kit);
        second = kit.quote("second/probabilities", this::secondLine);
        before = kit.quote("changed", this::beforeLine);
        slips = kit.quote("slips.forced", this::slipsLine);
        words(kit.messages());
        byHand();
        layOut();
        follow();
    }

    /** A token that is read was written the step before, or should have been. */
    private CellLayout written() {
        return new CellLayout() {
            @Override
            public int[] index(Cell cell) {
                int t = cell.column();
                return new int[] {
                    t - 1, shown == null || t == 0 ? -1 : shown.now().readIds()[t]
                };
            }

            @Override
            public @Nullable Cell cell(int[] index) {
                int t = index[0] + 1;
                boolean read = shown != null
                        && t < shown.now().timeSteps()
                        && shown.now().readIds()[t] == index[1];
                return read ? new Cell(0, t) : null;
            }
        };
    }

    private static String name(int vector) {
        return "encoder/" + (vector == 0 ? Seq2SeqReading.HIDDEN : Seq2SeqReading.CELL);
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

    private void words(Messages messages) {
        encoder.titleProperty().bind(messages.text("seq2seq.encoder"));
        decoder.titleProperty().bind(messages.text("seq2seq.decoder"));
        vector.titleProperty().bind(messages.text("seq2seq.vector"));
        reads.titleProperty().bind(messages.text("seq2seq.reads"));
        plane.titleProperty().bind(messages.text("seq2seq.plane"));
    }

    private String secondLine() {
        Seq2SeqReading now = shown;
        if (now == null) return "";
        return kit.messages()
                .get(
                        "seq2seq.second",
                        sentence(now.second()),
                        now.second().text(),
                        Numbers.brief(now.tensor("vector.cosine").item()));
    }

    private static String sentence(TranslationTrace trace) {
        return String.join(" ", trace.sources());
    }

    private String beforeLine() {
        Seq2SeqReading now = shown;
        if (now == null || now.before() == null) return "";
        return kit.messages()
                .get("seq2seq.before", now.erased().units().size(), now.before().text());
    }

    private String slipsLine() {
        Seq2SeqReading now = shown;
        if (now == null || !now.forced()) return "";
        int forced = (int) now.tensor("slips.forced").item();
        int free = (int) now.tensor("slips.free").item();
        return kit.messages().get("seq2seq.slips", forced, free);
    }

    /** Erases units of the vector by clicks, and gives them back. */
    private void byHand() {
        var explain = vector.onActivateProperty().get();
        vector.setOnActivate(cell -> {
            if (erasing && shown != null)
                kit.turn(
                        Seq2SeqLesson.ERASED, shown.erased().toggled(cell.row()).typed());
            else if (explain != null) explain.accept(cell);
        });
        takeBack.setId("take-back");
        takeBack.accessibleTextProperty().bind(kit.messages().text("seq2seq.takeBack"));
        takeBack.setOnAction(_ -> kit.turn(Seq2SeqLesson.ERASED, ""));
        takeBack.visibleProperty().bind(before.textProperty().isNotEmpty());
        before.visibleProperty().bind(before.textProperty().isNotEmpty());
        slips.visibleProperty().bind(slips.textProperty().isNotEmpty());
        for (Region one : List.of(before, takeBack, slips))
            one.managedProperty().bind(one.visibleProperty());
    }

    private int units() {
        return shown == null ? 0 : shown.trace().value(name(0)).shape().columns();
    }

    private void layOut() {
        Label left = beside("seq2seq.all", Pos.CENTER_LEFT);
        Label right = beside("seq2seq.nothingElse", Pos.CENTER_RIGHT);
        StackPane middle = new StackPane(vector, left, right);
        VBox.setVgrow(middle, Priority.ALWAYS);
        FlowPane lines = new FlowPane(second, slips, before, takeBack);
        lines.getStyleClass().add("lines");
        Region folds = kit.controls().folds(Seq2SeqLesson.PANEL, List.of(plane(), units, lengths));
        node.getStyleClass().add("seq2seq-stage");
        node.getChildren().addAll(columns.source(), encoder, middle, reads, decoder, columns.target(), lines, folds);
        kit.legend("seq2seq.legend.hidden", encoder.scaleProperty(), new SimpleBooleanProperty(true));
        kit.legend("seq2seq.legend.cell", cellScale, new SimpleBooleanProperty(true));
        kit.beside(kit.controls().choices(Seq2SeqLesson.FORCING));
    }

    private Region plane() {
        return StageKit.under(
                kit.words(
                        "seq2seq.plane.words",
                        reading -> reading.plane() == null
                                ? List.of()
                                : List.of(
                                        Numbers.brief(
                                                reading.tensor("plane.swapped").item()),
                                        Numbers.brief(
                                                reading.tensor("plane.verb").item()),
                                        Numbers.brief(
                                                reading.tensor("plane.any").item()))),
                plane);
    }

    private Label beside(String key, Pos at) {
        Label label = kit.words(
                key, reading -> List.of(units(), reading.now().sources().size()));
        label.setMouseTransparent(true);
        label.getStyleClass().addAll("muted", "beside");
        label.maxWidthProperty().bind(vector.widthProperty().multiply(.27));
        StackPane.setAlignment(label, at);
        return label;
    }

    /** Views of the same steps show and hide the same. */
    private void follow() {
        encoder.hideFutureProperty().bind(columns.source().hideFutureProperty());
        decoder.hideFutureProperty().bind(columns.target().hideFutureProperty());
        reads.hideFutureProperty().bind(columns.target().hideFutureProperty());
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
        reads.setTokens(reading.now().reads());
        Tensor hidden = reading.trace().value(name(0)).slice(reading.lastRead());
        Tensor cell = reading.trace().value(name(1)).slice(reading.lastRead());
        cellScale.set(ColorScale.signed(cell));
        vector.erasedProperty().set(reading.erased().units());
        vector.setVectors(List.of(
                new Bottleneck.Vector("h", hidden, encoder.scaleProperty().get()),
                new Bottleneck.Vector("c", cell, cellScale.get())));
        plane.setCloud(reading.plane());
        node.pseudoClassStateChanged(OPEN, !values.get(Seq2SeqLesson.PANEL).equals("closed"));
        measure(reading, values);
        kit.mark();
    }

    private void measure(Seq2SeqReading reading, KnobValues values) {
        TranslationModel copy = reading.copy();
        String panel = values.get(Seq2SeqLesson.PANEL);
        if (copy != null && panel.equals("units")) units.open(copy, reading);
        else units.close();
        if (copy != null && panel.equals("byLength")) {
            List<Contestant> contestants = new ArrayList<>();
            boolean random = TranslationKnobs.isRandom(values);
            if (random) contestants.add(new Contestant("lengths.own", () -> copy));
            contestants.add(Contestant.shipped("lengths.none", "translation-none"));
            lengths.open(contestants);
        } else {
            lengths.close();
        }
    }

    @Override
    public void stand(Position at) {
        columns.stand(at);
        boolean inside = at.inPass();
        encoder.currentComputedProperty().set(at.computed(1));
        decoder.currentComputedProperty().set(!inside || columns.writes(at) && at.computed(1));
        reads.currentComputedProperty().set(columns.writes(at));
        vector.computedProperty()
                .set(columns.allRead(at) && (at.scale() != Scale.OPERATION || columns.writes(at) || at.computed(1)));
        vector.passedOnProperty().set(columns.writes(at));
    }
}

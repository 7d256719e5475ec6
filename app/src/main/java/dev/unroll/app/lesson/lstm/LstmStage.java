package dev.unroll.app.lesson.lstm;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Answer;
import dev.unroll.app.lesson.CellPanel;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.FlowCurve;
import dev.unroll.viz.gradient.LogScale;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The conveyor of one unit at one step; below it what it does over the text, or how its gradient fares beside an RNN's. */
final class LstmStage implements LessonStage<GateReading> {
    /** After this operation of a step, everything in the cell is there. */
    private static final int LAST_IN_CELL = 4;

    /** What is smaller than the largest share by more powers of ten lies at the bottom. */
    private static final int MOST_POWERS = 12;

    private final TextColumns columns;
    private final CellPanel panel;
    private final FlowCurve flow;
    private final VBox node = new VBox();
    private @Nullable GateReading reading;

    LstmStage(StageKit<GateReading> kit) {
        columns = new TextColumns(kit, LAST_IN_CELL + 1);
        columns.prediction().mostProperty().set(1);
        columns.tokens().setOnActivate(cell -> kit.goTo(cell.column()));
        panel = new CellPanel(kit, columns, LAST_IN_CELL);
        flow = kit.bindParts(
                "flow", new FlowCurve(columns.axis()), cell -> placeOnCurve(cell.row(), cell.column()), _ -> null);
        flow.titleProperty().bind(kit.messages().text("lstm.flow"));
        flow.setOnActivate(cell -> kit.turn(LstmLesson.LOSS_AT, Integer.toString(cell.column())));
        VBox tracks = new VBox(columns.loss(), columns.prediction(), panel.tracks());
        VBox.setVgrow(panel.tracks(), Priority.ALWAYS);
        Region hero = panel.hero(kit.texts()
                .quote(
                        "answer",
                        () -> reading == null ? "" : Answer.text(kit.messages(), reading.answers(), reading.text())));
        Region folds = kit.controls().folds(LstmLesson.BELOW, List.of(tracks, panel.strip(), flow));
        VBox.setVgrow(hero, Priority.ALWAYS);
        VBox.setVgrow(folds, Priority.SOMETIMES);
        node.getChildren().addAll(hero, folds, columns.tokens());
        kit.legend(
                "text.legend.probability",
                new SimpleObjectProperty<>(ColorScale.probability()),
                tracks.visibleProperty());
        kit.legend("cell.legend.gradient", panel.gradientScale(), panel.backward());
        kit.legend("cell.carried", panel.strip().scaleProperty(), panel.strip().visibleProperty());
    }

    private @Nullable Place placeOnCurve(int row, int t) {
        return reading == null
                ? null
                : new Place(reading.flows().get(row), List.of(Axis.TIME), List.of(t), Quantity.VALUE);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(GateReading now, KnobValues values) {
        reading = now;
        columns.show(now.text());
        boolean everywhere = !now.text().targetIds().contains(-1); // else of its losses all but one are none
        columns.loss().setVisible(everywhere);
        columns.loss().setManaged(everywhere);
        panel.show(now.pass(), values);
        List<FlowCurve.Series> curves = now.curves();
        flow.setScale(LogScale.of(curves.stream().map(FlowCurve.Series::sizes).toList())
                .atMost(MOST_POWERS));
        flow.setSeries(curves);
        flow.setLossAt(now.pass().lossAt());
    }

    @Override
    public void stand(Position position) {
        columns.stand(position);
        panel.stand(position);
    }
}

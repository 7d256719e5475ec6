package dev.unroll.app.lesson.intro;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.DrawPanel;
import dev.unroll.app.lesson.Drawing;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.OrderCurves;
import dev.unroll.app.lesson.PerplexityPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.count.CountTable;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The text under its window and the table that it fills; in their place on demand the draw, the limits of counting, perplexity. */
final class IntroStage implements LessonStage<CountedReading> {
    /** Where in the view's width the window stands while the text slides under it. */
    private static final double WINDOW_AT = .55;

    private final StageKit<CountedReading> kit;
    private final TokenStrip text = new TokenStrip(new TimeAxis());
    private final TokenStrip written = new TokenStrip(new TimeAxis());
    private final CountTable table = new CountTable();
    private final DrawPanel<CountedReading> draw;
    private final OrderCurves<CountedReading> limits;
    private final PerplexityPanel<CountedReading> perplexity;
    private final VBox node = new VBox();
    private @Nullable CountedReading shown;
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);

    IntroStage(StageKit<CountedReading> kit, DoubleProperty progress) {
        this.kit = kit;
        Messages messages = kit.messages();
        kit.named("text", text).titleProperty().bind(messages.text("intro.text"));
        kit.bindParts("written", written, this::drawn, _ -> null)
                .titleProperty()
                .bind(messages.text("intro.written"));
        kit.bindParts("table", table, this::place, this::cell).titleProperty().bind(messages.text("intro.table"));
        table.neverSeenProperty().bind(messages.text("intro.neverSeen"));
        table.setOnActivate(this::activate);
        written.setOnActivate(cell -> {
            if (shown != null && cell.column() >= shown.written().given())
                kit.goTo(cell.column() - shown.written().given());
        });
        draw = new DrawPanel<>(kit, IntroLesson.HOW, at -> at.written().drawing(0), 1);
        limits = new OrderCurves<>(kit, IntroLesson.ORDER, CountedReading::measured);
        perplexity = new PerplexityPanel<>(kit, CountedReading::text);
        for (Region strip : List.of(text, written)) strip.managedProperty().bind(strip.visibleProperty());
        HBox below = new HBox(
                kit.controls().toggle(IntroLesson.PROBABILITIES),
                kit.texts()
                        .words(
                                "intro.counted",
                                at -> List.of(at.counted(), at.corpus().length(), at.contexts())));
        below.getStyleClass().add("intro-views");
        VBox.setVgrow(table, Priority.ALWAYS);
        List<Region> panels = List.of(new VBox(table, below), draw, limits, perplexity);
        StackPane stack = new StackPane(panels.toArray(Region[]::new));
        VBox.setVgrow(stack, Priority.ALWAYS);
        ProgressBar bar = new ProgressBar();
        bar.progressProperty().bind(progress);
        bar.visibleProperty().bind(progress.lessThan(1));
        HBox views = new HBox(kit.controls().panels(IntroLesson.VIEW, panels), bar);
        views.getStyleClass().add("intro-views");
        node.getChildren().addAll(views, text, written, stack);
        node.getStyleClass().add("intro-stage");
        kit.legend("intro.legend", new SimpleObjectProperty<>(ColorScale.probability()), text.visibleProperty());
    }

    // --- where numbers stand ---

    /** A token that was drawn, in the line that was written. */
    private @Nullable Place drawn(Cell cell) {
        int draw = cell.column() - (shown == null ? 0 : shown.written().given());
        return draw < 0 ? null : new Place(Drawing.HIT, List.of(Axis.TIME), List.of(draw), Quantity.VALUE);
    }

    /** Only the lifted row of a draw stands in the trace. */
    private @Nullable Place place(Cell cell) {
        CountedReading at = shown;
        if (at == null
                || counting(at)
                || cell.row() != table.tableProperty().get().lifted()) return null;
        String name = table.probabilitiesProperty().get() ? "probabilities" : "counts";
        return new Place(name, List.of(Axis.TIME, Axis.TOKEN), List.of(time(at), cell.column()), Quantity.VALUE);
    }

    private @Nullable Cell cell(Place place) {
        boolean here = List.of("counts", "probabilities").contains(place.name());
        boolean now = here && shown != null && !counting(shown) && place.along(Axis.TIME) == time(shown);
        return now ? new Cell(table.tableProperty().get().lifted(), place.along(Axis.TOKEN)) : null;
    }

    /** The step of the trace at which the next token is predicted. */
    private int time(CountedReading at) {
        return at.written().given() - 1 + position.timeStep();
    }

    /** A number of the lifted row is explained; another context becomes the beginning. */
    private void activate(Cell cell) {
        Place at = place(cell);
        if (at != null) kit.inspect(at);
        else
            kit.turn(
                    IntroLesson.BEGINNING,
                    table.tableProperty().get().contexts().get(cell.row()));
    }

    /** Whether it is the counting that is looked at, and not what is drawn from the counts. */
    private boolean counting(CountedReading at) {
        return !position.inPass()
                && at.counted() > 0
                && at.counted() < at.corpus().length();
    }

    // --- what is shown ---

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(CountedReading at, KnobValues values) {
        if (shown == null || shown.corpus() != at.corpus()) {
            text.axis().setCount(at.corpus().length());
            text.setTokens(TokenText.of(at.tokens(), at.corpus().ids()));
        }
        shown = at;
        double narrowest = (values.get(IntroLesson.CUT_INTO).equals("words") ? 5 : 1.7)
                * text.theme().em();
        for (TokenStrip strip : List.of(text, written))
            strip.axis().minColumnWidthProperty().set(narrowest);
        table.setTokens(at.tokens());
        table.probabilitiesProperty().set(values.get(IntroLesson.PROBABILITIES));
        written.axis().setCount(at.written().ids().length);
        written.setTokens(TokenText.of(at.tokens(), at.written().ids()));
        perplexity.show(at.text());
        String view = values.get(IntroLesson.VIEW);
        text.setVisible(view.equals(IntroLesson.TABLE));
        written.setVisible(view.equals(IntroLesson.TABLE) || view.equals(IntroLesson.DRAW));
        limits.show(at.measured(), values.get(IntroLesson.ORDER));
        lookAt(at);
    }

    private void lookAt(CountedReading at) {
        int context = at.values().get(IntroLesson.ORDER) - 1;
        int t = Math.min(position.timeStep(), at.written().draws() - 1);
        table.setTable(counting(at) ? at.tableOfCounting() : at.tableOfDraw(t));
        text.axis().setPosition(at.counted() - 1);
        text.axis().scrollTo(at.counted() * text.axis().getColumnWidth() - WINDOW_AT * text.getWidth());
        text.setWindow(StepPair.before(at.counted() - 1, context));
        int next = at.written().given() + t;
        written.axis().setPosition(next);
        written.axis().reveal(next);
        written.setWindow(StepPair.before(next, context));
        written.hideFutureProperty().set(position.inPass());
        draw.show(at.written().drawing(t), at.tokens());
        kit.mark();
    }

    @Override
    public void stand(Position at) {
        position = at;
        draw.stand(at);
        written.currentComputedProperty().set(draw.drawn());
        if (shown != null) lookAt(shown);
    }
}

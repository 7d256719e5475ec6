package dev.unroll.app.lesson.compare;

import dev.unroll.app.compare.SideFlow;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.KindColors;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.SwapStrip;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.FlowCurve;
import dev.unroll.viz.gradient.FlowStrips;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The gradients of one loss as curves on one scale, the ways that they take below, and what else there is folded away. */
final class CompareStage implements LessonStage<Comparison> {
    /** How many powers of ten below the largest size still have a colour. */
    private static final double COLOURED = 1e-8;

    private final StageKit<Comparison> kit;
    private final TimeAxis axis = new TimeAxis();
    private final FlowCurve curve;
    private final TokenStrip tokens;
    private final FlowStrips strips;
    private final SwapStrip swaps;
    private final HBox cards;
    private final Label ofRoad;
    private final ComparePanels panels;
    private final Label place = new Label();
    private final SimpleIntegerProperty blocks = new SimpleIntegerProperty(0);
    private final VBox node = new VBox();
    private @Nullable Comparison shown;

    /** Of each side, the key of why no model would be there. */
    private List<String> absent = List.of();

    /** What is explained as soon as the model that it belongs to is the one whose numbers are at hand. */
    private @Nullable Place wanted;

    CompareStage(StageKit<Comparison> kit) {
        this.kit = kit;
        axis.setBackward(true);
        axis.minColumnWidthProperty().set(2); // 200 tokens and the loss at their end are seen at once
        curve = bound("flow-curve", new FlowCurve(axis));
        curve.setOnActivate(cell -> moveLoss(cell.column()));
        strips = bound("strips", new FlowStrips(axis));
        strips.setOnActivate(this::explain);
        strips.wayTextProperty().bind(kit.messages().text("compare.way"));
        tokens = kit.named("tokens", new TokenStrip(axis));
        tokens.setOnActivate(cell -> moveLoss(cell.column()));
        tokens.titleProperty().bind(kit.messages().text("text.token"));
        panels = new ComparePanels(kit, axis);
        swaps = new SwapStrip(kit, axis, CompareLesson.SWAP);
        cards = cards();
        ofRoad = kit.texts()
                .words(
                        "compare.road",
                        now -> now.flowing().size() == now.sides().size() ? List.of() : List.of(CompareReading.ORDER));
        ofRoad.setMinHeight(Region.USE_PREF_SIZE);
        ofRoad.managedProperty().bind(ofRoad.visibleProperty());
        VBox.setVgrow(curve, Priority.ALWAYS);
        node.getStyleClass().add("compare-stage");
        node.getChildren()
                .addAll(
                        cards,
                        ofRoad,
                        heading(),
                        curve,
                        tokens,
                        strips,
                        swaps,
                        kit.controls().folds(CompareLesson.PANEL, panels.panels()));
        kit.legend("compare.legend.gradient", strips.scaleProperty(), new SimpleBooleanProperty(true));
        panels.legends();
        kit.beside(kit.controls().toggle(CompareLesson.MEAN));
    }

    /** A view with a row for each model, which is hidden where its sizes are to be guessed. */
    private <V extends TimeView> V bound(String id, V view) {
        return kit.bind(id, view, () -> "flow", () -> Quantity.GRADIENT, CellLayout.MATRIX, _ -> {});
    }

    private HBox cards() {
        HBox cards = new HBox();
        cards.managedProperty().bind(cards.visibleProperty());
        cards.getStyleClass().add("compare-cards");
        for (var knob : CompareLesson.SIDES) {
            int side = CompareLesson.SIDES.indexOf(knob);
            Label words = kit.texts().quote("flow", () -> words(side));
            words.setMinWidth(0);
            words.setWrapText(true);
            words.setMinHeight(Region.USE_PREF_SIZE);
            VBox card = new VBox(kit.controls().choices(knob), words);
            card.setPrefWidth(0);
            HBox.setHgrow(card, Priority.ALWAYS);
            cards.getChildren().add(card);
        }
        return cards;
    }

    /** What stands under the buttons of a side. */
    private String words(int side) {
        Comparison now = shown;
        if (now == null) return "";
        int model = panels.modelOf(side);
        if (model < 0 || model >= now.sides().size()) return kit.messages().get(absent.get(side));
        SideFlow of = now.sides().get(model);
        Double right = now.progress().now(model);
        return right == null
                ? kit.messages().get("compare.card", of.parameters(), Numbers.brief(of.g()))
                : kit.messages()
                        .get("compare.cardTask", of.parameters(), Numbers.brief(of.g()), Math.round(100 * right));
    }

    private HBox heading() {
        place.getStyleClass().add("compare-place");
        place.setMinWidth(0);
        place.setWrapText(true);
        place.setMinHeight(Region.USE_PREF_SIZE);
        place.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(place, Priority.ALWAYS);
        HBox heading = new HBox(
                place, kit.controls().choices(CompareLesson.BY), kit.controls().index(CompareLesson.STREAM, blocks));
        heading.getStyleClass().add("compare-heading");
        return heading;
    }

    private void moveLoss(int step) {
        Comparison now = shown;
        if (now != null && now.contest().task() == null) kit.turn(CompareLesson.LOSS_AT, Integer.toString(step));
    }

    /** Explains the gradient that is furthest from 0 among those of a step. */
    private void explain(Cell cell) {
        Comparison now = shown;
        if (now == null) return;
        SideFlow of = now.flowing().get(cell.row());
        int side = now.sides().indexOf(of);
        if (of.kind().equals("mlp")) return; // a token stands in several windows
        Tensor gradient = of.trace().gradient(of.name()).slice(cell.column());
        Axis inner = gradient.shape().axis(0);
        wanted = new Place(
                of.name(),
                List.of(Axis.TIME, inner),
                List.of(cell.column(), gradient.argmaxOfAbs()),
                Quantity.GRADIENT);
        if (now.side() == side) inspectWanted();
        else kit.turn(CompareLesson.SIDE, Integer.toString(side));
    }

    private void inspectWanted() {
        Place at = wanted;
        wanted = null;
        if (at != null) kit.inspect(at);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(Comparison now, KnobValues values) {
        boolean sideChanged = shown == null || shown.side() != now.side();
        shown = now;
        absent = CompareLesson.SIDES.stream()
                .map(side -> values.get(side).equals(CompareLesson.NO_MODEL) ? "compare.absent" : "compare.tooFar")
                .toList();
        axis.setCount(now.contest().steps());
        tokens.setTokens(now.names().steps());
        tokens.setSelected(new Cell(0, now.lossAt()));
        panels.show(now, values);
        List<String> names = panels.names();
        boolean mean = values.get(CompareLesson.MEAN);
        boolean road = CompareLesson.isRoad(values);
        List<SideFlow> flowing = now.flowing();
        List<String> flowingNames =
                flowing.stream().map(of -> names.get(now.sides().indexOf(of))).toList();
        cards.setVisible(!road);
        ofRoad.setVisible(road);
        curve.titleProperty().set("|∂L/∂" + symbol(values) + "|");
        curve.setLossAt(mean ? -1 : now.lossAt());
        strips.setLossAt(now.lossAt());
        Tensor[] sizes = flowing.stream()
                .map(side -> side.sizes().range(0, now.lossAt() + 1))
                .toArray(Tensor[]::new);
        curve.setSeries(IntStream.range(0, sizes.length)
                .mapToObj(i -> new FlowCurve.Series(
                        flowingNames.get(i),
                        0,
                        sizes[i],
                        false,
                        flowing.get(i).leaps(),
                        KindColors.of(flowing.get(i).kind())))
                .toList());
        strips.setRows(IntStream.range(0, sizes.length)
                .mapToObj(i -> new FlowStrips.Row(
                        flowingNames.get(i),
                        flowing.get(i).sizes(),
                        flowing.get(i).leaps(),
                        KindColors.of(flowing.get(i).kind())))
                .toList());
        double high = Arrays.stream(sizes)
                .mapToDouble(of -> ColorScale.gradientOf(of).high())
                .max()
                .orElse(1);
        strips.setScale(ColorScale.gradient(high * COLOURED, high));
        place.setText(place(now, mean));
        swaps.show(names, now.sides().stream().map(SideFlow::swaps).toList());
        blocks.set(values.get(CompareLesson.BY).equals("input") ? 0 : values.get(CompareLesson.BLOCKS));
        if (sideChanged || wanted != null) inspectWanted();
    }

    private String place(Comparison now, boolean mean) {
        String target =
                TokenStrip.display(now.tokens().get(now.contest().passage().targets()[now.lossAt()]));
        if (now.contest().task() != null) return kit.messages().get("compare.placeTask", target);
        return mean
                ? kit.messages().get("compare.placeMean")
                : kit.messages().get("compare.place", target, now.lossAt());
    }

    private static String symbol(KnobValues values) {
        return switch (values.get(CompareLesson.BY)) {
            case "input" -> "x";
            case "hidden" -> "h";
            default -> "c, h";
        };
    }

    @Override
    public void stand(Position position) {
        axis.setPosition(position.timeStep());
        curve.hideFutureProperty().set(position.inPass());
        strips.hideFutureProperty().set(position.inPass());
    }
}

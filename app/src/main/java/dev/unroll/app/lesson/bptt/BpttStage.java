package dev.unroll.app.lesson.bptt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.JacobianPanel;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.StageTexts;
import dev.unroll.app.lesson.SwapStrip;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.chart.Histogram;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.ClippedArrows;
import dev.unroll.viz.gradient.GradientChain;
import dev.unroll.viz.gradient.ShareBars;
import dev.unroll.viz.gradient.TriangleCurves;
import dev.unroll.viz.view.Numbers;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The chain of arrows that fades, two dials above it, and panels that are folded away below. */
final class BpttStage implements LessonStage<Flow> {
    private final StageKit<Flow> kit;
    private final TextColumns columns;
    private final GradientChain chain;
    private final ShareBars shares;
    private final TriangleCurves triangle = new TriangleCurves();
    private final JacobianPanel factor;
    private final Histogram saturation = new Histogram();
    private final ClippedArrows clip = new ClippedArrows();
    private final SwapStrip swaps;
    private final VBox node = new VBox();
    private final Region folds;
    private KnobValues values;

    BpttStage(StageKit<Flow> kit, KnobValues values) {
        this.kit = kit;
        this.values = values;
        columns = new TextColumns(kit, 1);
        columns.axis().setBackward(true);
        columns.axis().minColumnWidthProperty().set(2);
        chain = new GradientChain(columns.axis());
        kit.bind(
                "chain",
                chain,
                () -> Flow.by(this.values.get(BpttLesson.BY)),
                () -> Quantity.GRADIENT,
                CellLayout.COLUMNS,
                _ -> {});
        chain.factorLabelProperty().bind(kit.messages().text("bptt.factor"));
        kit.onClick(chain, cell -> {
            if (chain.isFactor(cell)) openFactor(cell.column());
        });
        kit.onClick(columns.loss(), cell -> {
            kit.turn(Map.of(BpttLesson.MEAN, "off", BpttLesson.LOSS_AT, Integer.toString(cell.column())));
            kit.goTo(cell.column()); // there the way back begins
            kit.inspect(new Place("stepLoss", List.of(Axis.TIME), List.of(cell.column()), Quantity.VALUE));
        });
        shares = kit.bind("share", new ShareBars(columns.axis()), Flow.RECURRENT, CellLayout.SUMMARY, _ -> {});
        kit.bind("saturation", saturation, BpttLesson.PREACTIVATION, CellLayout.SUMMARY, _ -> {});
        Label words = kit.texts().words("bptt.factor.words", this::factorWords);
        factor = new JacobianPanel(kit, Flow.RECURRENT, "bptt.legend.factor", words);
        swaps = new SwapStrip(kit, columns.axis(), BpttLesson.SWAP);
        FlowPane dials = new FlowPane(
                kit.controls().dial(BpttLesson.RADIUS, .2, 2, flow -> flow.number("flow.radius")),
                kit.controls().dial(BpttLesson.LENGTH, 10, BpttLesson.MAX_SHOWN, flow -> flow.number("flow.length")));
        dials.getStyleClass().add("dials");
        VBox.setVgrow(chain, Priority.ALWAYS);
        folds = kit.controls().folds(BpttLesson.PANEL, panels());
        node.getChildren().addAll(dials, columns.targets(), columns.loss(), chain, columns.tokens(), swaps, folds);
        node.getStyleClass().add("bptt-stage");
        kit.legend("bptt.legend.gradient", chain.scaleProperty(), new SimpleBooleanProperty(true));
        kit.beside(kit.controls().toggle(BpttLesson.MEAN));
        kit.beside(kit.controls().choices(BpttLesson.BY));
    }

    private void openFactor(int step) {
        kit.turn(Map.of(BpttLesson.FACTOR, Integer.toString(step), BpttLesson.PANEL, "factor"));
    }

    private List<Region> panels() {
        Label share =
                kit.texts().words("bptt.share.words", flow -> List.of(Numbers.brief(100 * flow.number("flow.early"))));
        shares.titleProperty().bind(kit.messages().text("bptt.share"));
        Label slope =
                kit.texts().words("bptt.saturation.words", flow -> List.of(Numbers.brief(flow.number("flow.slope"))));
        saturation.titleProperty().bind(kit.messages().text("bptt.saturation"));
        kit.named("triangle", triangle.triangle());
        triangle.lossLabelProperty().bind(kit.messages().text("bptt.loss"));
        kit.named("curve-of-row", triangle.curve());
        triangle.rowLabelProperty().bind(kit.messages().text("bptt.row"));
        triangle.columnLabelProperty().bind(kit.messages().text("bptt.column"));
        triangle.expectedLabelProperty().bind(kit.messages().text("bptt.expected"));
        kit.named("clip", clip).rawLabelProperty().bind(kit.messages().text("bptt.clip.raw"));
        clip.clippedLabelProperty().bind(kit.messages().text("bptt.clip.clipped"));
        clip.weightsLabelProperty().bind(kit.messages().text("bptt.clip.weights"));
        clip.lossLabelProperty().bind(kit.messages().text("text.loss"));
        Region wall = kit.controls().dial(BpttLesson.WALL, 0, 50, flow -> flow.number("flow.wall"));
        return List.of(
                factor,
                StageTexts.told(share, shares),
                triangle,
                StageTexts.told(slope, saturation),
                StageTexts.under(kit.texts().heading("bptt.wall"), wall),
                StageTexts.under(kit.texts().words("bptt.clip", flow -> List.of(flow.number("flow.length"))), clip));
    }

    private List<?> factorWords(Flow flow) {
        if (flow.jacobian() == null) return List.of();
        int t = (int) flow.number("flow.factor");
        float[] sizes = flow.tensor("flow.carried").toArray();
        return List.of(
                flow.symbol(Flow.HIDDEN, t),
                flow.symbol(Flow.HIDDEN, t - 1),
                Numbers.brief(flow.number("flow.stretch")),
                Numbers.brief(sizes[t - 1] / sizes[t]),
                Numbers.brief(flow.number("flow.radius")));
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(Flow flow, KnobValues now) {
        values = now;
        boolean open = !now.get(BpttLesson.PANEL).equals("none");
        VBox.setVgrow(folds, open ? Priority.ALWAYS : Priority.NEVER); // what was opened is what is asked about
        columns.show(flow.text());
        chain.setLossAt(flow.lossAt());
        chain.lossLabelProperty().set(flow.symbol("stepLoss", flow.timeSteps() - 1));
        chain.setScale(ColorScale.gradientOf(flow.tensor("flow.size")));
        chain.setWallEvery(now.get(BpttLesson.WALL));
        chain.setTitle(flow.by().equals(Flow.HIDDEN) ? "∂L/∂h" : "∂L/∂x");
        chain.sizeLabelProperty().set("|" + chain.getTitle() + "|");
        chain.setGradient(flow.trace().gradient(flow.by()), flow.tensor("flow.size"));
        swaps.show(List.of("|ΔL|"), Collections.singletonList(flow.numbers().get("flow.swap")));
        shares.setShares(flow.tensor("flow.share"));
        saturation.setValues(flow.trace().value(Flow.HIDDEN).range(0, flow.timeSteps()));
        clip.setStep(flow.clip());
        factor.show(flow.jacobian());
        triangle.setValues(flow.triangle(), flow.number("flow.radius") * flow.number("flow.slope"));
    }

    @Override
    public void stand(Position position) {
        columns.axis().setPosition(position.timeStep());
        chain.hideFutureProperty().set(position.inPass());
        shares.hideFutureProperty().set(position.inPass());
        int step = Math.max(1, position.timeStep());
        boolean open = values.get(BpttLesson.PANEL).equals("factor") && values.get(BpttLesson.FACTOR) == step;
        if (position.scale() == Scale.OPERATION && !open) openFactor(step);
    }
}

package dev.unroll.app.lesson.bptt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.chart.Histogram;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.ClippedArrows;
import dev.unroll.viz.gradient.GradientChain;
import dev.unroll.viz.gradient.ShareBars;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The chain of arrows that fades, two dials above it, and panels that are folded away below. */
final class BpttStage implements LessonStage<Flow> {
    /** A view that shows a summary of what stands under a name, and is hidden with it until it is guessed. */
    private static final StageKit.Layout HIDDEN_ONLY = new StageKit.Layout() {
        @Override
        public int[] index(Cell cell) {
            return new int[] {-1};
        }

        @Override
        public @Nullable Cell cell(int[] index) {
            return null;
        }
    };

    private final StageKit<Flow> kit;
    private final TextColumns columns;
    private final GradientChain chain;
    private final ShareBars shares;
    private final TrianglePanel triangle;
    private final HeatMap factor = new HeatMap();
    private final Histogram saturation = new Histogram();
    private final ClippedArrows clip = new ClippedArrows();
    private final Label factorWords = new Label();
    private final Label shareWords = new Label();
    private final Label saturationWords = new Label();
    private final VBox node = new VBox();
    private @Nullable KnobValues values;

    BpttStage(StageKit<Flow> kit) {
        this.kit = kit;
        columns = new TextColumns(kit, 1);
        columns.axis().setBackward(true);
        chain = new GradientChain(columns.axis());
        kit.bind("chain", chain, () -> FlowReading.HIDDEN, () -> Quantity.GRADIENT, StageKit.Layout.COLUMNS, _ -> {});
        chain.titleProperty().bind(kit.messages().text("bptt.gradient"));
        chain.factorLabelProperty().bind(kit.messages().text("bptt.factor"));
        after(chain, cell -> {
            if (chain.isFactor(cell)) openFactor(cell.column());
        });
        after(columns.loss(), cell -> {
            kit.turn(BpttLesson.MEAN, "off");
            kit.turn(BpttLesson.LOSS_AT, Integer.toString(cell.column()));
        });
        shares = kit.bind("share", new ShareBars(columns.axis()), FlowReading.RECURRENT, HIDDEN_ONLY, _ -> {});
        shares.titleProperty().bind(kit.messages().text("bptt.share"));
        shareWords.visibleProperty().bind(shares.veiledProperty().isNull());
        triangle = new TrianglePanel(kit);
        FlowPane dials = new FlowPane(
                kit.dial(BpttLesson.RADIUS, .2, 2, Flow::radius),
                kit.dial(BpttLesson.LENGTH, 10, BpttLesson.MAX_SHOWN, flow -> flow.text().timeSteps()));
        dials.getStyleClass().add("dials");
        Region folds = kit.folds(
                BpttLesson.PANEL,
                List.of(factorPanel(), words(shareWords, shares), triangle, saturationPanel(), wallPanel(), clipPanel()));
        VBox.setVgrow(chain, Priority.ALWAYS);
        node.getChildren().addAll(dials, columns.targets(), columns.loss(), chain, columns.tokens(), folds);
        node.getStyleClass().add("bptt-stage");
        kit.legend("bptt.legend.gradient", chain.scaleProperty(), new SimpleBooleanProperty(true));
        kit.beside(kit.toggle(BpttLesson.MEAN));
    }

    /** Does something more when a cell is clicked. */
    private static void after(TimeView view, Consumer<Cell> action) {
        Consumer<Cell> before = view.onActivateProperty().get();
        view.setOnActivate(cell -> {
            if (before != null) before.accept(cell);
            action.accept(cell);
        });
    }

    private void openFactor(int step) {
        kit.turn(BpttLesson.FACTOR, Integer.toString(step));
        kit.turn(BpttLesson.PANEL, "factor");
    }

    private static VBox words(Label words, Region view) {
        words.setWrapText(true);
        words.setMinHeight(Region.USE_PREF_SIZE);
        VBox.setVgrow(view, Priority.ALWAYS);
        return new VBox(words, view);
    }

    private Region factorPanel() {
        kit.named("factor", factor);
        factor.setOnActivate(cell -> kit.inspect(new Place(
                FlowReading.RECURRENT,
                List.of(Axis.UNIT, Axis.INPUT),
                List.of(cell.row(), cell.column()),
                Quantity.VALUE)));
        factorWords.setWrapText(true);
        HBox.setHgrow(factorWords, Priority.ALWAYS);
        HBox box = new HBox(factor, factorWords);
        box.getStyleClass().add("factor");
        return box;
    }

    private Region saturationPanel() {
        kit.bind("saturation", saturation, "layer.0/preactivation", HIDDEN_ONLY, _ -> {});
        saturationWords.visibleProperty().bind(saturation.veiledProperty().isNull());
        saturation.titleProperty().bind(kit.messages().text("bptt.saturation"));
        return words(saturationWords, saturation);
    }

    private Region wallPanel() {
        Label words = kit.heading("bptt.wall");
        words.setWrapText(true);
        return new VBox(kit.dial(BpttLesson.WALL, 0, 50, _ -> values == null ? 0 : values.get(BpttLesson.WALL)), words);
    }

    private Region clipPanel() {
        kit.named("clip", clip);
        clip.rawLabelProperty().bind(kit.messages().text("bptt.clip.raw"));
        clip.clippedLabelProperty().bind(kit.messages().text("bptt.clip.clipped"));
        clip.weightsLabelProperty().bind(kit.messages().text("bptt.clip.weights"));
        clip.lossLabelProperty().bind(kit.messages().text("text.loss"));
        Label words = kit.heading("bptt.clip");
        return words(words, clip);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(Flow flow, KnobValues now) {
        values = now;
        columns.show(flow.text());
        int last = flow.timeSteps() - 1;
        chain.setLossAt(flow.lossAt());
        Place loss = new Place("stepLoss", List.of(Axis.TIME), List.of(last), Quantity.VALUE);
        chain.lossLabelProperty().set(flow.symbol(loss));
        chain.setScale(ColorScale.gradientOf(flow.sizes()));
        chain.setWallEvery(now.get(BpttLesson.WALL));
        chain.setGradient(flow.trace().gradient(FlowReading.HIDDEN), flow.sizes());
        shares.setShares(flow.shares());
        shareWords.setText(kit.messages().get("bptt.share.words", percent(flow.tensor("flow.early").item())));
        saturation.setValues(flow.trace().value(FlowReading.HIDDEN).range(0, last + 1));
        saturationWords.setText(kit.messages().get("bptt.saturation.words", number(flow.slope())));
        clip.setStep(flow.clip());
        Flow.Factor opened = flow.factor();
        factor.setValues(opened == null ? null : opened.jacobian());
        if (opened != null) {
            factor.setScale(ColorScale.signed(opened.jacobian()));
            factorWords.setText(kit.messages().get(
                    "bptt.factor.words",
                    opened.step(),
                    opened.step() - 1,
                    number(opened.stretch()),
                    number(chain.factor(opened.step())),
                    number(flow.radius())));
        }
        triangle.show(flow);
    }

    private static String percent(double share) {
        return Numbers.brief(100 * share) + " %";
    }

    private static String number(double value) {
        return Numbers.brief(value);
    }

    @Override
    public void stand(Position position) {
        columns.axis().setPosition(position.timeStep());
        chain.hideFutureProperty().set(position.inPass());
        shares.hideFutureProperty().set(position.inPass());
        if (position.scale() != Scale.OPERATION || values == null || position.timeStep() == 0) return;
        boolean open = values.get(BpttLesson.PANEL).equals("factor")
                && values.get(BpttLesson.FACTOR) == position.timeStep();
        if (!open) openFactor(position.timeStep());
    }
}

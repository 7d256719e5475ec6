package dev.unroll.app.lesson.mlp;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.BarTable;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.MlpDrawing;
import dev.unroll.app.lesson.MlpPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.StageTexts;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.FiniteDifference;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.WeightStep;
import dev.unroll.viz.network.LayeredNetwork;
import dev.unroll.viz.network.NetworkPart;
import dev.unroll.viz.sequence.PairBracket;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.VerticalDirection;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The network of one window, or what it predicts at every word of a text; below it the text, and the step of one weight. */
final class MlpStage implements LessonStage<MlpReading> {
    /** How many of the likeliest words stand in a column: all of a short text, so that two columns can be compared. */
    private static final int SHOWN = 8;

    private final StageKit<MlpReading> kit;
    private final TextColumns columns;
    private final MlpPanel panel;
    private final PairBracket pair;
    private final PairBracket window;
    private final Region folds;
    private final BarTable table;
    private final FlowPane update;
    private final VBox node = new VBox();
    private final BooleanProperty asNetwork = new SimpleBooleanProperty(this, "asNetwork", true);
    private final BooleanProperty stepped = new SimpleBooleanProperty(this, "stepped", false);
    private @Nullable MlpReading shown;

    MlpStage(StageKit<MlpReading> kit) {
        this.kit = kit;
        columns = new TextColumns(kit, MlpPanel.PREDICTED);
        columns.prediction().mostProperty().set(SHOWN);
        panel = new MlpPanel(kit);
        panel.network().selectedProperty().addListener((_, _, part) -> chosen(part));
        pair = kit.named("pair", new PairBracket(columns.axis()));
        window = kit.named("window", new PairBracket(columns.axis()));
        window.setOpening(VerticalDirection.UP);
        columns.tokens().setOnActivate(cell -> kit.goTo(cell.column()));
        table = new BarTable(kit.messages(), "mlp.windows.width", "mlp.windows.parameters", "mlp.windows.unseen");
        update = new FlowPane(
                kit.texts().heading("mlp.update"),
                kit.texts().quote("weight.next", "mlp.updateText", MlpStage::update));
        update.getStyleClass().add("update");
        Label check = kit.texts().quote("weight.next", "mlp.checkText", MlpStage::check);
        check.setWrapText(true);
        check.setMinHeight(Region.USE_PREF_SIZE);
        VBox checked = StageTexts.under(kit.texts().words("mlp.check", _ -> List.of("")), check);
        folds = kit.controls().folds(MlpLesson.BELOW, List.of(checked, table));
        node.getStyleClass().add("mlp-stage");
        legends();
        asNetwork.addListener(_ -> layOut());
        layOut();
    }

    private void legends() {
        LayeredNetwork network = panel.network();
        kit.legend("mlp.legend.weight", network.lineScaleProperty(), asNetwork);
        kit.legend(
                "mlp.legend.gradient",
                network.gradientScaleProperty(),
                panel.backwardProperty().and(asNetwork));
        kit.beside(kit.controls().choices(MlpLesson.VIEW));
        kit.beside(kit.controls().toggle(MlpLesson.GRADIENTS), stepped.not()); // an operation says itself what is shown
    }

    /** What is not shown leaves the scene, so that it takes no part in the width of the columns. */
    private void layOut() {
        node.getChildren().clear();
        if (asNetwork.get()) node.getChildren().addAll(panel.network(), update);
        else node.getChildren().addAll(columns.targets(), columns.loss(), columns.prediction(), pair);
        Region hero = asNetwork.get() ? panel.network() : columns.prediction();
        VBox.setVgrow(hero, Priority.ALWAYS);
        node.getChildren().addAll(columns.tokens(), window, columns.shown(), folds);
    }

    // --- the step of one weight ---

    /** The line that is looked at is the one whose step is told. */
    private void chosen(@Nullable NetworkPart part) {
        if (!(part instanceof NetworkPart.Line) || panel.network().isWithheld(part)) return;
        Place place = panel.placeOf(part);
        if (place == null || shown == null) return;
        Place now = shown.step().weight();
        if (place.name().equals(now.name()) && place.index().equals(now.index())) return;
        kit.turn(MlpLesson.WEIGHT, new Place(place.name(), place.axes(), place.index(), Quantity.VALUE).label());
    }

    private static List<?> update(MlpReading now) {
        WeightStep step = now.step();
        return List.of(
                now.symbol(step.weight()),
                Numbers.brief((float) step.value()),
                Numbers.tick(step.rate()),
                bracketed((float) step.gradient()),
                Numbers.brief((float) step.next()));
    }

    private static List<?> check(MlpReading now) {
        FiniteDifference check = now.step().check();
        return List.of(
                Numbers.full((float) check.up()),
                Numbers.full((float) check.down()),
                Numbers.brief((float) check.slope()),
                Numbers.brief((float) now.step().gradient()));
    }

    private static String bracketed(double number) {
        return number < 0 ? "(" + Numbers.brief(number) + ")" : Numbers.brief(number);
    }

    // --- what is shown ---

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(MlpReading reading, KnobValues values) {
        shown = reading;
        columns.show(reading.text());
        asNetwork.set(values.get(MlpLesson.VIEW).equals("network"));
        StepPair same = reading.text().sameButFollowedByAnother();
        pair.pairProperty().set(same);
        boolean alike = same != null
                && new MlpDrawing(reading.text(), reading.window(), same.first()).seesTheSameAt(same.second());
        pair.setText(kit.messages().get(alike ? "mlp.alike" : "mlp.unlike"));
        table(reading);
        panel.show(reading, values.get(MlpLesson.GRADIENTS));
        window(reading);
    }

    /** What each width of the window costs. */
    private void table(MlpReading reading) {
        table.clear(reading.window());
        double most = reading.parameters().getLast();
        Tensor unseen = reading.tensor("unseen");
        for (int width = 1; width <= MlpLesson.WIDEST; width++) {
            long parameters = reading.parameters().get(width - 1);
            float share = unseen.at(width - 1);
            table.column(
                    Integer.toString(width),
                    new BarTable.Bar(String.format(Locale.ROOT, "%,d", parameters), parameters / most),
                    new BarTable.Bar(String.format(Locale.ROOT, "%.0f %%", 100 * share), share));
        }
    }

    /** The words that the network sees at the step at which the screen stands. */
    private void window(MlpReading now) {
        window.setPair(Math.max(0, panel.step() - now.window() + 1), panel.step());
        window.setText(kit.messages().get(now.window() == 1 ? "mlp.windowOfOne" : "mlp.window", now.window()));
    }

    @Override
    public void stand(Position at) {
        columns.stand(at);
        stepped.set(at.scale() == Scale.OPERATION);
        panel.stand(at);
        if (shown != null) window(shown);
    }
}

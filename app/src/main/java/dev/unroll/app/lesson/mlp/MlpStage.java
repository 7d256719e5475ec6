package dev.unroll.app.lesson.mlp;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.BarTable;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.MlpDrawing;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.network.LayeredNetwork;
import dev.unroll.viz.network.NetworkPart;
import dev.unroll.viz.sequence.PairBracket;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    private static final int PREDICTED = 2;
    private static final int UPDATE = 8;

    /** How many of the likeliest words stand in a column: all of a short text, so that two columns can be compared. */
    private static final int SHOWN = 8;

    private final StageKit<MlpReading> kit;
    private final TextColumns columns;
    private final LayeredNetwork network;
    private final PairBracket pair;
    private final PairBracket window;
    private final Region folds;
    private final BarTable table;
    private final FlowPane update;
    private final VBox node = new VBox();
    private final BooleanProperty asNetwork = new SimpleBooleanProperty(this, "asNetwork", true);
    private final BooleanProperty backward = new SimpleBooleanProperty(this, "backward", false);
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);
    private @Nullable MlpReading shown;
    private boolean gradients;

    MlpStage(StageKit<MlpReading> kit) {
        this.kit = kit;
        columns = new TextColumns(kit, PREDICTED);
        columns.prediction().mostProperty().set(SHOWN);
        network = kit.bindParts("network", new LayeredNetwork(), this::placeOf, this::partOf);
        network.titleProperty().bind(kit.messages().text("mlp.network"));
        network.notYetTextProperty().bind(kit.messages().text("mlp.notYet"));
        network.moreTextProperty().bind(kit.messages().text("mlp.more"));
        network.namingProperty().set(this::nameOf);
        network.selectedProperty().addListener((_, _, part) -> chosen(part));
        pair = kit.named("pair", new PairBracket(columns.axis()));
        window = kit.named("window", new PairBracket(columns.axis()));
        window.setOpening(VerticalDirection.UP);
        columns.tokens().setOnActivate(cell -> kit.goTo(cell.column()));
        table = new BarTable(kit.messages(), "mlp.windows.width", "mlp.windows.parameters", "mlp.windows.unseen");
        update = new FlowPane(kit.heading("mlp.update"), kit.quote("weight.next", this::updateText));
        update.getStyleClass().add("update");
        Label check = kit.quote("weight.next", this::checkText);
        check.setWrapText(true);
        check.setMinHeight(Region.USE_PREF_SIZE);
        VBox checked = StageKit.under(kit.words("mlp.check", _ -> List.of("")), check);
        folds = kit.controls().folds(MlpLesson.BELOW, List.of(checked, table));
        node.getStyleClass().add("mlp-stage");
        legends();
        asNetwork.addListener(_ -> layOut());
        layOut();
    }

    private void legends() {
        kit.legend("mlp.legend.weight", network.lineScaleProperty(), asNetwork);
        kit.legend("mlp.legend.gradient", network.gradientScaleProperty(), backward.and(asNetwork));
        kit.beside(kit.controls().choices(MlpLesson.VIEW));
        kit.beside(kit.controls().toggle(MlpLesson.GRADIENTS));
    }

    /** What is not shown leaves the scene, so that it takes no part in the width of the columns. */
    private void layOut() {
        node.getChildren().clear();
        if (asNetwork.get()) node.getChildren().addAll(network, update);
        else node.getChildren().addAll(columns.targets(), columns.loss(), columns.prediction(), pair);
        Region hero = asNetwork.get() ? network : columns.prediction();
        VBox.setVgrow(hero, Priority.ALWAYS);
        node.getChildren().addAll(columns.tokens(), window, columns.shown(), folds);
    }

    // --- the parts of the network ---

    private MlpDrawing drawing(MlpReading now) {
        return new MlpDrawing(now.text(), now.window(), Math.min(position.timeStep(), now.timeSteps() - 1));
    }

    private @Nullable Place placeOf(NetworkPart part) {
        return shown == null ? null : drawing(shown).place(part, network.isBackward(part));
    }

    private @Nullable NetworkPart partOf(Place place) {
        return shown == null ? null : drawing(shown).part(place);
    }

    private String nameOf(NetworkPart part) {
        Place place = placeOf(part);
        return place == null || shown == null ? "" : shown.symbol(place);
    }

    /** The line that is looked at is the one whose step is told. */
    private void chosen(@Nullable NetworkPart part) {
        if (!(part instanceof NetworkPart.Line) || network.isWithheld(part)) return;
        Place place = placeOf(part);
        if (place == null
                || shown == null
                || place.index().equals(shown.weight().index())
                        && place.name().equals(shown.weight().name())) return;
        kit.turn(MlpLesson.WEIGHT, new Place(place.name(), place.axes(), place.index(), Quantity.VALUE).label());
    }

    // --- the step of one weight ---

    private String updateText() {
        MlpReading now = shown;
        if (now == null) return "";
        String rate = Numbers.tick(now.rate());
        return kit.messages()
                .get(
                        "mlp.updateText",
                        now.symbol(now.weight()),
                        Numbers.brief(now.number("weight")),
                        rate,
                        bracketed(now.number("weight.gradient")),
                        Numbers.brief(now.number("weight.next")));
    }

    private String checkText() {
        MlpReading now = shown;
        if (now == null) return "";
        return kit.messages()
                .get(
                        "mlp.checkText",
                        Numbers.full((float) now.number("up")),
                        Numbers.full((float) now.number("down")),
                        Numbers.brief(now.number("weight.difference")),
                        Numbers.brief(now.number("weight.gradient")));
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
        gradients = values.get(MlpLesson.GRADIENTS);
        StepPair same = reading.text().sameButFollowedByAnother();
        pair.pairProperty().set(same);
        boolean alike = same != null
                && new MlpDrawing(reading.text(), reading.window(), same.first()).seesTheSameAt(same.second());
        pair.setText(kit.messages().get(alike ? "mlp.alike" : "mlp.unlike"));
        table(reading);
        draw();
    }

    /** What each width of the window costs. */
    private void table(MlpReading reading) {
        table.clear(reading.window());
        double most = reading.parameters(MlpLesson.WIDEST);
        Tensor unseen = reading.tensor("unseen");
        for (int width = 1; width <= MlpLesson.WIDEST; width++) {
            long parameters = reading.parameters(width);
            float share = unseen.at(width - 1);
            table.column(
                    Integer.toString(width),
                    new BarTable.Bar(String.format(Locale.ROOT, "%,d", parameters), parameters / most),
                    new BarTable.Bar(String.format(Locale.ROOT, "%.0f %%", 100 * share), share));
        }
    }

    private void draw() {
        MlpReading now = shown;
        if (now == null) return;
        int t = Math.min(position.timeStep(), now.timeSteps() - 1);
        drawing(now).draw(network, kit.messages());
        window.setPair(Math.max(0, t - now.window() + 1), t);
        window.setText(kit.messages().get(now.window() == 1 ? "mlp.windowOfOne" : "mlp.window", now.window()));
        walked(now);
        kit.mark();
    }

    /** As far as the walk through the operations has come. */
    private void walked(MlpReading now) {
        int last = network.layersProperty().get().size() - 1;
        boolean stepped = position.scale() == Scale.OPERATION;
        int at = stepped ? position.operation() : UPDATE;
        network.setComputed(at == 0 ? last - 1 : at == 1 ? last : Integer.MAX_VALUE);
        boolean back = stepped ? at > PREDICTED + 1 : gradients;
        backward.set(back);
        int nodes = !back || at == UPDATE && stepped ? LayeredNetwork.NOWHERE : at >= 6 ? last - 1 : last;
        int lines = !back ? LayeredNetwork.NOWHERE : at >= 7 ? 0 : at >= 5 ? last - 1 : LayeredNetwork.NOWHERE;
        network.setBackTo(nodes, lines);
        network.setActive(
                switch (stepped ? at : UPDATE) {
                    case 1, 7 -> Set.of(last - 2);
                    case 2, 5, 6 -> Set.of(last - 1);
                    default -> Set.of();
                });
    }

    @Override
    public void stand(Position at) {
        position = at;
        columns.stand(at);
        draw();
    }
}

package dev.unroll.app.lesson;

import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.network.LayeredNetwork;
import dev.unroll.viz.network.NetworkPart;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

/**
 * The network of an {@link dev.unroll.engine.model.MlpModel} at the step of a text at which the screen stands. Its pass is walked by
 * {@link #operations}, forward layer by layer and back layer by layer. The view goes by {@code network}.
 */
public final class MlpPanel {
    // the operations, in their order
    private static final int INPUT = 0;
    private static final int HIDDEN = 1;
    private static final int PROBABILITIES = 2;
    private static final int LOSS = 3;
    private static final int OUTPUT_WEIGHTS = 5;
    private static final int HIDDEN_GRADIENT = 6;
    private static final int HIDDEN_WEIGHTS = 7;

    /** How many operations are made before the prediction is there. */
    public static final int PREDICTED = PROBABILITIES;

    private final StageKit<?> kit;
    private final LayeredNetwork network;
    private final ReadOnlyBooleanWrapper backward = new ReadOnlyBooleanWrapper(this, "backward", false);
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);
    private @Nullable TextReading shown;
    private boolean gradients;

    /** No network yet. */
    public MlpPanel(StageKit<?> kit) {
        this.kit = kit;
        network = kit.bindParts("network", new LayeredNetwork(), this::placeOf, this::partOf);
        network.titleProperty().bind(kit.messages().text("network.title"));
        network.notYetTextProperty().bind(kit.messages().text("network.notYet"));
        network.moreTextProperty().bind(kit.messages().text("network.more"));
        network.namingProperty().set(this::nameOf);
    }

    /** The operations of a pass at a time step; a lesson may have others after them. */
    public static <S extends TextReading> List<Operation<S>> operations() {
        return List.of(
                operation("input", MlpPanel::lastInput),
                operation("hidden", (at, t) -> Operation.strongest(at, "hidden", Quantity.VALUE, t)),
                operation("probabilities", (at, t) -> next(at, "probabilities", Quantity.VALUE, t)),
                operation("loss", (_, t) -> new Place("stepLoss", List.of(Axis.TIME), List.of(t), Quantity.VALUE)),
                operation("outputGradient", (at, t) -> next(at, "logits", Quantity.GRADIENT, t)),
                operation("outputWeights", (at, _) -> Operation.steepest(at, "head/weight")),
                operation("hiddenGradient", (at, t) -> Operation.strongest(at, "hidden", Quantity.GRADIENT, t)),
                operation("hiddenWeights", (at, _) -> Operation.steepest(at, "hidden/weight")));
    }

    private static <S extends TextReading> Operation<S> operation(String id, Operation.At<S> place) {
        return new Operation<>("network." + id, place);
    }

    private static Place lastInput(TextReading at, int t) {
        List<Integer> index = List.of(t, window(at) - 1, at.text().ids()[t]);
        return new Place("input", List.of(Axis.TIME, Axis.ITEM, Axis.TOKEN), index, Quantity.VALUE);
    }

    /** The place of the token that comes next. */
    private static Place next(TextReading at, String name, Quantity quantity, int t) {
        return new Place(
                name, List.of(Axis.TIME, Axis.TOKEN), List.of(t, at.text().ids()[t + 1]), quantity);
    }

    /** How many tokens a network sees. */
    public static int window(TextReading reading) {
        return reading.trace().value("input").shape().size(1);
    }

    /** The step of the text that is drawn; a shorter text is drawn at its last. */
    public int step() {
        return shown == null ? 0 : Math.min(position.timeStep(), shown.timeSteps() - 1);
    }

    private MlpDrawing drawing(TextReading now) {
        return new MlpDrawing(now.text(), window(now), step());
    }

    /** Where the number of a part of the network stands; null if it stands nowhere. */
    public @Nullable Place placeOf(NetworkPart part) {
        return shown == null ? null : drawing(shown).place(part, network.isBackward(part));
    }

    private @Nullable NetworkPart partOf(Place place) {
        return shown == null ? null : drawing(shown).part(place);
    }

    private String nameOf(NetworkPart part) {
        Place place = placeOf(part);
        return place == null || shown == null ? "" : shown.symbol(place);
    }

    /**
     * Shows a network.
     *
     * @param withGradients whether gradients stand in the place of weights and activations where no operation is looked at
     */
    public void show(TextReading reading, boolean withGradients) {
        shown = reading;
        gradients = withGradients;
        draw();
    }

    /** Shows the step at which the screen stands, as far as its operations have come. */
    public void stand(Position at) {
        position = at;
        draw();
    }

    private void draw() {
        if (shown == null) return;
        drawing(shown).draw(network, kit.messages());
        walked();
        kit.mark();
    }

    private void walked() {
        int last = network.layersProperty().get().size() - 1;
        boolean stepped = position.scale() == Scale.OPERATION;
        int at = stepped ? position.operation() : Integer.MAX_VALUE;
        network.setComputed(at == INPUT ? last - 1 : at == HIDDEN ? last : Integer.MAX_VALUE);
        boolean back = stepped ? at > LOSS : gradients;
        backward.set(back);
        boolean passed = stepped && at > HIDDEN_WEIGHTS;
        int nodes = !back || passed ? LayeredNetwork.NOWHERE : at >= HIDDEN_GRADIENT ? last - 1 : last;
        int lines = at >= HIDDEN_WEIGHTS ? 0 : at >= OUTPUT_WEIGHTS ? last - 1 : LayeredNetwork.NOWHERE;
        network.setBackTo(nodes, back ? lines : LayeredNetwork.NOWHERE);
        network.setActive(
                switch (at) {
                    case HIDDEN, HIDDEN_WEIGHTS -> Set.of(last - 2);
                    case PROBABILITIES, OUTPUT_WEIGHTS, HIDDEN_GRADIENT -> Set.of(last - 1);
                    default -> Set.of();
                });
    }

    /** Whether gradients are shown. */
    public ReadOnlyBooleanProperty backwardProperty() {
        return backward.getReadOnlyProperty();
    }

    /** The view, to be laid out by the caller. */
    public LayeredNetwork network() {
        return network;
    }
}

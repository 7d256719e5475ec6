package dev.unroll.app.lesson.rnn;

import atlantafx.base.controls.ToggleSwitch;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.chart.DistributionStrip;
import dev.unroll.viz.chart.Legend;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * The views of the lesson on one time axis, from the input at the bottom to the prediction at the top, and the loss curve
 * under them.
 */
final class RnnStage extends VBox {
    private static final String HIDDEN = "layer.0/hiddenState";

    private final TimeAxis axis = new TimeAxis();
    private final TokenStrip targets = new TokenStrip(axis);
    private final SequenceMatrix stepLoss = new SequenceMatrix(axis);
    private final DistributionStrip prediction = new DistributionStrip(axis);
    private final UnrolledNetwork network = new UnrolledNetwork(axis);
    private final SequenceMatrix oneHot = new SequenceMatrix(axis);
    private final TokenStrip tokens = new TokenStrip(axis);
    private final LossCurve curve = new LossCurve();
    private final Legend lossLegend = new Legend();
    private final Legend gradientLegend = new Legend();
    private final BooleanProperty backward = new SimpleBooleanProperty(this, "backward", false);
    private final Messages messages;
    private final Consumer<@Nullable Explanation> inspect;
    private @Nullable RnnSnapshot shown;

    RnnStage(Messages messages, Consumer<@Nullable Explanation> inspect, LongConsumer goToStep) {
        this.messages = messages;
        this.inspect = inspect;
        getStyleClass().add("lesson-stage");
        axis.minColumnWidthProperty().set(5);
        targets.titleProperty().bind(messages.text("rnn.target"));
        stepLoss.titleProperty().bind(messages.text("rnn.loss"));
        prediction.titleProperty().bind(messages.text("rnn.prediction"));
        network.titleProperty().bind(messages.text("rnn.hidden"));
        network.inputLabelProperty().set("W x");
        network.outputLabelProperty().set("logits");
        oneHot.titleProperty().bind(messages.text("rnn.oneHot"));
        oneHot.setOneHot(true);
        tokens.titleProperty().bind(messages.text("rnn.input"));
        curve.titleProperty().bind(messages.text("rnn.curve"));
        curve.stepLabelProperty().bind(messages.text("rnn.step"));
        targets.setId("targets");
        stepLoss.setId("step-loss");
        prediction.setId("prediction");
        network.setId("network");
        oneHot.setId("one-hot");
        tokens.setId("tokens");
        curve.setId("curve");
        link(stepLoss, cell -> explain("stepLoss", Quantity.VALUE, cell.column()));
        link(prediction, cell -> explain("probabilities", Quantity.VALUE, cell.column(), prediction.token(cell)));
        link(network, cell -> explain(HIDDEN, quantity(), cell.column(), cell.row()));
        link(oneHot, cell -> explain("input", Quantity.VALUE, cell.column(), cell.row()));
        curve.setOnActivate(cell -> goToStep.accept(cell.column()));
        backward.addListener(_ -> {
            if (shown != null) show(shown);
        });
        for (Region fixed : List.of(targets, tokens, stepLoss)) fixed.setMinHeight(USE_PREF_SIZE);
        VBox.setVgrow(network, Priority.ALWAYS);
        getChildren().addAll(targets, stepLoss, prediction, network, oneHot, tokens, legends(messages), curve);
    }

    private HBox legends(Messages messages) {
        Legend state = new Legend();
        state.titleProperty().bind(messages.text("rnn.legend.hidden"));
        state.setScale(ColorScale.signed(1));
        Legend probability = new Legend();
        probability.titleProperty().bind(messages.text("rnn.legend.probability"));
        probability.setScale(ColorScale.probability());
        lossLegend.titleProperty().bind(messages.text("rnn.legend.loss"));
        gradientLegend.titleProperty().bind(messages.text("rnn.legend.gradient"));
        gradientLegend.visibleProperty().bind(backward);
        gradientLegend.managedProperty().bind(backward);
        ToggleSwitch toggle = new ToggleSwitch();
        toggle.setId("backward");
        toggle.setMinWidth(USE_PREF_SIZE);
        toggle.textProperty().bind(messages.text("rnn.backward"));
        toggle.selectedProperty().bindBidirectional(backward);
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        HBox row = new HBox(state, probability, lossLegend, gradientLegend, spacer, toggle);
        row.getStyleClass().add("legends");
        return row;
    }

    private void link(CellView view, Consumer<Cell> onActivate) {
        view.setOnActivate(onActivate);
        view.selectedProperty().addListener((_, _, cell) -> {
            if (cell == null) return;
            Stream.of(stepLoss, prediction, network, oneHot)
                    .filter(other -> other != view)
                    .forEach(other -> other.setSelected(null));
            if (shown != null && cell.column() < shown.timeSteps()) onActivate.accept(cell);
        });
    }

    private Quantity quantity() {
        return backward.get() ? Quantity.GRADIENT : Quantity.VALUE;
    }

    private void explain(String name, Quantity quantity, int... index) {
        if (shown != null && IntStream.of(index).allMatch(i -> i >= 0))
            inspect.accept(shown.trace().explain(name, quantity, index));
    }

    /** Shows the arithmetic of an operation at a time step, as the transport goes through them. */
    void explain(RnnOperation operation, int t) {
        RnnSnapshot now = shown;
        if (now == null) return;
        network.setActive(operation.arrows());
        Trace trace = now.trace();
        int unit = strongest(trace.value(HIDDEN).slice(t));
        int target = now.shown()[t + 1];
        switch (operation) {
            case INPUT -> explain("input", Quantity.VALUE, t, now.shown()[t]);
            case PREACTIVATION -> explain("layer.0/preactivation", Quantity.VALUE, t, unit);
            case HIDDEN_STATE -> explain(HIDDEN, Quantity.VALUE, t, unit);
            case LOGITS -> explain("logits", Quantity.VALUE, t, target);
            case LOSS -> explain("stepLoss", Quantity.VALUE, t);
        }
    }

    /** The unit that is furthest from 0. */
    private static int strongest(Tensor state) {
        return IntStream.range(0, state.length())
                .boxed()
                .max((a, b) -> Float.compare(Math.abs(state.at(a)), Math.abs(state.at(b))))
                .orElse(0);
    }

    /** All arrows of the current time step again. */
    void showWholeTimeStep() {
        network.setActive(network.arrows());
    }

    /** Whether the gradients are shown that flow back through time. */
    BooleanProperty backwardProperty() {
        return backward;
    }

    TimeAxis axis() {
        return axis;
    }

    /** Hides what lies after the position, as not computed yet. */
    void setHideFuture(boolean hide) {
        prediction.setHideFuture(hide);
        network.setHideFuture(hide);
        stepLoss.setHideFuture(hide);
    }

    void show(RnnSnapshot snapshot) {
        shown = snapshot;
        Trace trace = snapshot.trace();
        List<String> vocabulary = IntStream.range(0, snapshot.vocabulary().size())
                .mapToObj(id -> TokenText.of(snapshot.vocabulary(), id))
                .toList();
        axis.setCount(snapshot.timeSteps());
        tokens.setTokens(snapshot.inputs());
        targets.setTokens(snapshot.targets());
        oneHot.setRowLabels(vocabulary);
        oneHot.setValues(trace.value("input"));
        network.setStates(trace.value(HIDDEN));
        showGradients(trace);
        prediction.setTokens(vocabulary);
        prediction.setTargets(IntStream.of(snapshot.shown()).skip(1).boxed().toList());
        prediction.setProbabilities(trace.value("probabilities"));
        showLoss(trace.value("stepLoss"));
        float[] losses = new float[snapshot.reports().size()];
        for (int i = 0; i < losses.length; i++)
            losses[i] = (float) snapshot.reports().get(i).loss();
        curve.setSeries(new LossCurve.Series(messages.get("rnn.loss"), losses, losses.length));
        curve.setStep((int) snapshot.step());
    }

    private void showLoss(Tensor loss) {
        float largest = 1;
        for (int t = 0; t < loss.length(); t++) if (Float.isFinite(loss.at(t))) largest = Math.max(largest, loss.at(t));
        ColorScale scale = new ColorScale(Palette.PROBABILITY, 0, Math.ceil(largest), false);
        stepLoss.setScale(scale);
        lossLegend.setScale(scale);
        stepLoss.setValues(loss.reshape(Shape.of(Axis.TIME, loss.length(), Axis.ITEM, 1)));
    }

    private void showGradients(Trace trace) {
        if (!backward.get()) {
            network.setGradientSizes(null);
            return;
        }
        Tensor norms = norms(trace.gradient(HIDDEN));
        double largest = 0;
        for (int t = 0; t < norms.length(); t++)
            if (Float.isFinite(norms.at(t))) largest = Math.max(largest, norms.at(t));
        double high = largest == 0 ? 1 : Math.pow(10, Math.ceil(Math.log10(largest)));
        ColorScale scale = ColorScale.gradient(high * 1e-4, high);
        network.setGradientScale(scale);
        network.setGradientSizes(norms);
        gradientLegend.setScale(scale);
    }

    /** The length of each row, {@code [TIME]}. */
    private static Tensor norms(Tensor gradient) {
        float[] norms = new float[gradient.shape().size(0)];
        for (int t = 0; t < norms.length; t++) {
            double sum = 0;
            for (float value : gradient.slice(t).toArray()) sum += (double) value * value;
            norms[t] = (float) Math.sqrt(sum);
        }
        return Tensor.of(Shape.of(Axis.TIME, norms.length), norms);
    }
}

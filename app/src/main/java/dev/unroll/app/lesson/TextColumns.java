package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.run.Position;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.chart.DistributionStrip;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/** What every lesson over a text shows on the one time axis, to be laid out around what is its own. */
public final class TextColumns {
    private final TimeAxis axis = new TimeAxis();
    private final TokenStrip targets;
    private final SequenceMatrix loss;
    private final DistributionStrip prediction;
    private final SequenceMatrix oneHot;
    private final TokenStrip tokens;
    private final ObjectProperty<ColorScale> lossScale =
            new SimpleObjectProperty<>(this, "lossScale", new ColorScale(Palette.PROBABILITY, 0, 1, false));
    private final Label shown = new Label();
    private final Messages messages;
    private final List<Timed> timed = new ArrayList<>();

    /** A view, and how many operations are made at a time step before its numbers are there. */
    private record Timed(TimeView view, int operations) {}

    /**
     * Columns whose numbers come from a trace of a prediction.
     *
     * @param predicted how many operations are made at a time step before the prediction is there; the loss is there one later
     */
    public TextColumns(StageKit<?> kit, int predicted) {
        messages = kit.messages();
        targets = kit.named("targets", new TokenStrip(axis));
        tokens = kit.named("tokens", new TokenStrip(axis));
        loss = kit.bind("step-loss", new SequenceMatrix(axis), "stepLoss", CellLayout.STEPS, this::showLoss);
        prediction = new DistributionStrip(axis);
        kit.bind("prediction", prediction, "probabilities", ranks(prediction), prediction::setProbabilities);
        oneHot = kit.bind("one-hot", new SequenceMatrix(axis), "input", CellLayout.COLUMNS, this::showInput);
        oneHot.setOneHot(true);
        targets.titleProperty().bind(kit.messages().text("text.target"));
        tokens.titleProperty().bind(kit.messages().text("text.token"));
        loss.titleProperty().bind(kit.messages().text("text.loss"));
        prediction.titleProperty().bind(kit.messages().text("text.prediction"));
        oneHot.titleProperty().bind(kit.messages().text("text.oneHot"));
        loss.scaleProperty().bind(lossScale);
        loss.setMinHeight(Region.USE_PREF_SIZE);
        shown.getStyleClass().add("stage-heading");
        shown.setMinHeight(Region.USE_PREF_SIZE);
        shown.managedProperty().bind(shown.visibleProperty());
        add(prediction, predicted);
        add(loss, predicted + 1);
    }

    /** Which token's probability stands in a cell of a view that ranks them. */
    static CellLayout ranks(DistributionStrip prediction) {
        return new CellLayout() {
            @Override
            public int[] index(Cell cell) {
                return new int[] {cell.column(), prediction.token(cell)};
            }

            @Override
            public @Nullable Cell cell(int[] index) {
                for (int row = 0; row < prediction.mostProperty().get(); row++) {
                    Cell cell = new Cell(row, index[0]);
                    if (prediction.token(cell) == index[1]) return cell;
                }
                return null;
            }
        };
    }

    /**
     * Lets a view follow the position: what comes after it is not computed yet.
     *
     * @param operations how many are made at a time step before the view's numbers are there
     */
    public <V extends TimeView> V add(V view, int operations) {
        timed.add(new Timed(view, operations));
        return view;
    }

    /** Shows the tokens of a text; its numbers come by their names. */
    public void show(TextTrace text) {
        axis.setCount(text.timeSteps());
        tokens.setTokens(text.inputs());
        targets.setTokens(text.targets());
        oneHot.setRowLabels(text.tokens());
        prediction.setTokens(text.tokens());
        prediction.setTargets(text.targetIds());
        shown.setVisible(text.length() > text.ids().length);
        shown.setText(messages.get("text.shown", text.ids().length, text.length()));
    }

    /** Windows of several vectors at a step are no columns. */
    private void showInput(@Nullable Tensor input) {
        oneHot.setValues(input == null || input.shape().rank() > 2 ? null : input);
    }

    private void showLoss(Tensor values) {
        lossScale.set(ColorScale.upTo(values));
        loss.setValues(values.reshape(Shape.of(Axis.TIME, values.length(), Axis.ITEM, 1)));
    }

    /** Moves the position on all views. */
    public void stand(Position position) {
        axis.setPosition(position.timeStep());
        for (Timed one : timed) {
            one.view.hideFutureProperty().set(position.inPass());
            one.view.currentComputedProperty().set(position.computed(one.operations));
        }
    }

    /** How much of a long text is shown; not there for a text that is shown whole. */
    public Label shown() {
        return shown;
    }

    /** The axis that all views share. */
    public TimeAxis axis() {
        return axis;
    }

    /** The tokens that are to be predicted. */
    public TokenStrip targets() {
        return targets;
    }

    /** The loss of each prediction. */
    public SequenceMatrix loss() {
        return loss;
    }

    /** The scale of the losses. */
    public ObjectProperty<ColorScale> lossScale() {
        return lossScale;
    }

    /** The likeliest next tokens. */
    public DistributionStrip prediction() {
        return prediction;
    }

    /** The tokens that are read, as vectors. */
    public SequenceMatrix oneHot() {
        return oneHot;
    }

    /** The tokens that are read. */
    public TokenStrip tokens() {
        return tokens;
    }
}

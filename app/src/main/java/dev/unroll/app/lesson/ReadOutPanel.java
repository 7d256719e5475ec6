package dev.unroll.app.lesson;

import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.chart.DistributionStrip;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.ShareBars;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * Many-to-many above many-to-one, over the same letters on one axis: the hidden states are the same, but the one is asked at each step and
 * the other at the last. Arrows run back from where there is a loss, as thick as the gradient.
 */
public final class ReadOutPanel extends VBox {
    private final StageKit<?> kit;
    private final String states;
    private final TimeAxis axis = new TimeAxis();
    private final Half many;
    private final Half one;
    private final DistributionStrip prediction = new DistributionStrip(axis);
    private final TokenStrip tokens;

    /** What is asked, and what comes back from there. */
    private final class Half {
        final TokenStrip targets = new TokenStrip(axis);
        final UnrolledNetwork network = new UnrolledNetwork(axis);
        final ShareBars shares = new ShareBars(axis);

        Half(String id) {
            kit.named(id + "-targets", targets);
            kit.bind(id + "-network", network, () -> states, () -> Quantity.VALUE, CellLayout.COLUMNS, _ -> {});
            kit.bind(id + "-shares", shares, id + ".shares", CellLayout.STEPS, _ -> {});
            targets.titleProperty().bind(kit.messages().text("readOut." + id));
            network.titleProperty().bind(kit.messages().text("readOut.hidden"));
            shares.titleProperty().bind(kit.messages().text("readOut.shares"));
            shares.setMinHeight(USE_PREF_SIZE);
        }

        List<Node> parts() {
            setVgrow(network, Priority.ALWAYS);
            return List.of(targets, network, shares);
        }

        void show(TextTrace text, List<Integer> asked, Tensor flow, Tensor share, ColorScale scale, int lossAt) {
            targets.setTokens(asked.stream()
                    .map(id -> id < 0 ? "·" : text.tokens().get(id))
                    .toList());
            network.setStates(text.trace().value(states));
            network.setGradientScale(scale);
            network.setGradientSizes(flow);
            network.setLossAt(lossAt);
            shares.setShares(share);
        }
    }

    /**
     * A panel whose views go by the ids {@code many-targets}, {@code many-network}, {@code many-shares}, the same with {@code one}, and
     * {@code read-out-prediction} and {@code read-out-tokens}.
     *
     * @param states what the hidden states are called in the trace
     */
    public ReadOutPanel(StageKit<?> kit, String states) {
        this.kit = kit;
        this.states = states;
        many = new Half("many");
        one = new Half("one");
        kit.bind("read-out-prediction", prediction, "probabilities", TextColumns.ranks(prediction), _ -> {});
        prediction.titleProperty().bind(kit.messages().text("text.prediction"));
        prediction.mostProperty().set(1);
        prediction.setMinHeight(USE_PREF_SIZE);
        tokens = kit.named("read-out-tokens", new TokenStrip(axis));
        tokens.titleProperty().bind(kit.messages().text("text.token"));
        List<Node> all = new ArrayList<>(List.of(prediction));
        Stream.of(many, one).forEach(half -> all.addAll(half.parts()));
        all.add(tokens);
        getChildren().addAll(all);
        getStyleClass().addAll("read-out", "time-columns");
        kit.legend("readOut.legend", many.network.gradientScaleProperty(), visibleProperty());
    }

    /** Shows another pass. */
    public void show(TextTrace text, ReadOut out) {
        axis.setCount(text.timeSteps());
        tokens.setTokens(text.inputs());
        prediction.setTokens(text.tokens());
        prediction.setTargets(text.targetIds());
        prediction.setProbabilities(text.trace().value("probabilities"));
        ColorScale scale = ColorScale.gradientOf(both(out));
        many.show(text, out.manyTargets(), out.manyFlow(), out.manyShares(), scale, -1);
        one.show(text, out.oneTargets(), out.oneFlow(), out.oneShares(), scale, text.timeSteps() - 1);
    }

    private static Tensor both(ReadOut out) {
        int steps = out.manyFlow().length();
        Tensor both = Tensor.zeros(Shape.of(Axis.TIME, 2 * steps));
        System.arraycopy(out.manyFlow().toArray(), 0, both.write(), 0, steps);
        System.arraycopy(out.oneFlow().toArray(), 0, both.write(), steps, steps);
        return both;
    }

    /** Shows where in the pass the screen stands. */
    public void stand(Position position) {
        axis.setPosition(position.timeStep());
    }
}

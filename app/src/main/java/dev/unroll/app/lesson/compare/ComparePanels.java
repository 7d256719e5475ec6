package dev.unroll.app.lesson.compare;

import dev.unroll.app.compare.SideFlow;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.KindColors;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Node;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What stands under the picture, line by line on its columns, a panel for each question. */
final class ComparePanels {
    /** How many models there are at most: those of the whole road. */
    private static final int MOST = 5;

    private final StageKit<Comparison> kit;
    private final TokenStrip targets;
    private final List<TokenStrip> predictions = new ArrayList<>();
    private final List<SequenceMatrix> states = new ArrayList<>();
    private final SequenceMatrix loss;
    private final LossCurve accuracy = new LossCurve();
    private final BooleanProperty showsLoss = new SimpleBooleanProperty(false);
    private final BooleanProperty showsStates = new SimpleBooleanProperty(false);
    private final BooleanProperty showsAttention = new SimpleBooleanProperty(false);
    private final ObjectProperty<ColorScale> stateScale = new SimpleObjectProperty<>(ColorScale.signed(1));
    private final ObjectProperty<ColorScale> attentionScale = new SimpleObjectProperty<>(ColorScale.probability());
    private final WeightsPanel weights;
    private List<String> names = List.of();
    private List<Integer> sides = List.of();

    ComparePanels(StageKit<Comparison> kit, TimeAxis axis) {
        this.kit = kit;
        targets = kit.named("targets", new TokenStrip(axis));
        targets.titleProperty().bind(kit.messages().text("text.target"));
        for (int side = 0; side < MOST; side++) {
            predictions.add(kit.named("prediction-" + side, new TokenStrip(axis)));
            states.add(kit.named("state-" + side, new SequenceMatrix(axis)));
        }
        loss = kit.named("step-loss", new SequenceMatrix(axis));
        kit.named("accuracy", accuracy);
        kit.hide("flow", accuracy);
        accuracy.parentProperty().subscribe(panel -> {
            if (panel != null) kit.curveYieldsProperty().bind(panel.visibleProperty());
        });
        accuracy.titleProperty().bind(kit.messages().text("compare.accuracy"));
        accuracy.stepLabelProperty().bind(kit.messages().text("run.step"));
        weights = new WeightsPanel(kit);
        accuracy.visibleProperty().bind(accuracy.veiledProperty().isNull());
    }

    /** The scales of those views that are open. */
    void legends() {
        kit.legend("text.legend.loss", loss.scaleProperty(), showsLoss);
        kit.legend("compare.legend.state", stateScale, showsStates);
        kit.legend("compare.legend.attention", attentionScale, showsAttention);
    }

    /** In the order of the knob's options. */
    List<Region> panels() {
        VBox predicted = new VBox(targets);
        predicted.getChildren().addAll(predictions);
        VBox state = new VBox();
        state.getChildren().addAll(states);
        return List.of(predicted, loss, state, new VBox(accuracy), weights);
    }

    /** What the models that are shown are called. */
    List<String> names() {
        return names;
    }

    /** Which of the models stands on a side, or −1. */
    int modelOf(int side) {
        return sides.indexOf(side);
    }

    void show(Comparison now, KnobValues values) {
        List<String> kinds = CompareLesson.shown(values);
        names = kinds.stream()
                .map(kind -> kit.messages().get("compare.kind." + kind))
                .toList();
        sides = IntStream.range(0, CompareLesson.SIDES.size())
                .filter(side -> kinds.contains(values.get(CompareLesson.SIDES.get(side))))
                .boxed()
                .toList();
        int[] asked = now.contest().passage().targets();
        targets.setTokens(IntStream.of(asked)
                .mapToObj(id -> id < 0 ? " " : now.tokens().get(id))
                .toList());
        for (int i = 0; i < predictions.size(); i++) {
            boolean there = i < now.sides().size();
            show(predictions.get(i), there);
            show(states.get(i), there);
            if (!there) continue;
            SideFlow side = now.sides().get(i);
            predictions
                    .get(i)
                    .titleProperty()
                    .set(kit.messages()
                            .get(
                                    "compare.row",
                                    names.get(i),
                                    Numbers.compact(side.trace().value("loss").item())));
            predictions.get(i).setTokens(predicted(side, now));
        }
        states(now, values);
        losses(now);
        accuracy(now);
        weights.show(now, names);
        showsLoss.set(values.get(CompareLesson.PANEL).equals("loss"));
    }

    private static void show(Node view, boolean there) {
        view.setVisible(there);
        view.setManaged(there);
    }

    /** The likeliest token at each step that is asked for one. */
    private static List<String> predicted(SideFlow side, Comparison now) {
        Tensor logits = side.trace().value("logits");
        int[] asked = now.contest().passage().targets();
        return IntStream.range(0, asked.length)
                .mapToObj(t ->
                        asked[t] < 0 ? " " : now.tokens().get(logits.slice(t).argmax()))
                .toList();
    }

    /** What recurrent models carry, and where a GPT looks from the step of the loss: a row for each head. */
    private void states(Comparison now, KnobValues values) {
        List<Tensor> carried = new ArrayList<>();
        float most = 0;
        for (int i = 0; i < now.sides().size(); i++) {
            SideFlow side = now.sides().get(i);
            boolean attends = side.kind().equals("gpt");
            show(states.get(i), side.flows());
            if (!side.flows()) continue; // what counts carries nothing
            Tensor there = attends ? attention(side, values) : side.trace().value(carried(side, values));
            if (!attends) carried.add(there);
            else for (int k = 0; k < there.length(); k++) most = Math.max(most, there.at(k));
            states.get(i).scaleProperty().bind(attends ? attentionScale : stateScale);
            states.get(i).titleProperty().set(names.get(i));
            states.get(i).setValues(there);
        }
        stateScale.set(ColorScale.signed(carried.toArray(Tensor[]::new)));
        attentionScale.set(new ColorScale(Palette.PROBABILITY, 0, most > 0 ? Math.ceil(10 * most) / 10 : 1, false));
        showsStates.set(values.get(CompareLesson.PANEL).equals("state") && !carried.isEmpty());
        showsAttention.set(values.get(CompareLesson.PANEL).equals("state") && most > 0);
    }

    private static String carried(SideFlow side, KnobValues values) {
        if (side.kind().equals("mlp")) return "hidden";
        boolean cell =
                values.get(CompareLesson.BY).equals("memory") && side.kind().equals("lstm");
        return cell ? "layer.0/cellState" : "layer.0/hiddenState";
    }

    /** {@code [TIME, HEAD]} */
    private static Tensor attention(SideFlow side, KnobValues values) {
        int block = Math.clamp(values.get(CompareLesson.STREAM) - 1, 0, values.get(CompareLesson.BLOCKS) - 1);
        Tensor weights = side.trace().value("block." + block + "/attention/weights");
        int heads = weights.shape().size(0);
        int steps = weights.shape().size(2);
        Tensor looked = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.HEAD, heads));
        for (int head = 0; head < heads; head++)
            for (int t = 0; t < steps; t++) looked.write()[t * heads + head] = weights.get(head, side.lossAt(), t);
        return looked;
    }

    private void losses(Comparison now) {
        int models = now.sides().size();
        Tensor all = Tensor.zeros(Shape.of(Axis.TIME, now.contest().steps(), Axis.ITEM, models));
        for (int i = 0; i < models; i++) {
            Tensor losses = now.sides().get(i).trace().value("stepLoss");
            for (int t = 0; t < losses.length(); t++) all.write()[t * models + i] = losses.at(t);
        }
        loss.setScale(ColorScale.upTo(all));
        loss.setRowLabels(names);
        loss.setValues(all);
    }

    private void accuracy(Comparison now) {
        LossCurve.Series[] series = IntStream.range(0, now.sides().size())
                .mapToObj(i -> {
                    float[] curve = now.progress().accuracies().curve(i);
                    long solved = now.progress().solved(i);
                    String name = solved < 0 || curve.length == 0
                            ? names.get(i)
                            : kit.messages().get("compare.solved", names.get(i), solved);
                    return new LossCurve.Series(
                            name,
                            curve,
                            curve.length,
                            KindColors.of(now.sides().get(i).kind()));
                })
                .toArray(LossCurve.Series[]::new);
        accuracy.setSeries(series);
        accuracy.setStep((int) (now.progress().step() - now.progress().first()));
    }
}

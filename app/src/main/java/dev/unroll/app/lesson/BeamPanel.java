package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.run.Position;
import dev.unroll.engine.generate.BeamSearch;
import dev.unroll.engine.generate.BeamSearch.Fate;
import dev.unroll.engine.generate.BeamSearch.Hypothesis;
import dev.unroll.viz.sequence.BeamTree;
import dev.unroll.viz.sequence.BeamTree.Sequence;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * A beam search as a tree, a dial for its width, and what it found beside what always taking the likeliest token finds. The view goes by
 * {@code beam}; guides name {@link Beam#addTo the numbers}.
 */
public final class BeamPanel extends VBox {
    private static final int FEWEST = 3;
    private static final int MOST = 10;

    private final StageKit<?> kit;
    private final TimeAxis axis = new TimeAxis();
    private final BeamTree tree = new BeamTree(axis);
    private @Nullable Beam shown;
    private int steps;

    /** @param width is turned by the dial */
    public <S extends MeasuredReading> BeamPanel(StageKit<S> kit, Knob<Integer> width) {
        this.kit = kit;
        kit.named("beam", tree);
        tree.titleProperty().bind(kit.messages().text("beamSearch.title"));
        tree.keptTextProperty().bind(kit.messages().text("beamSearch.kept"));
        tree.finishedTextProperty().bind(kit.messages().text("beamSearch.finished"));
        tree.droppedTextProperty().bind(kit.messages().text("beamSearch.dropped"));
        tree.outcomeShownProperty().bind(kit.hidden("beam.score").not());
        axis.minColumnWidthProperty().set(52);
        Label found = kit.texts().quote("beam.score", () -> line("beamSearch.found", Beam::found));
        Label greedy = kit.texts().quote("greedy.score", () -> line("beamSearch.greedy", Beam::greedy));
        Kind.Whole range = (Kind.Whole) width.kind();
        FlowPane tools = new FlowPane(
                kit.controls().dial(width, range.min(), range.max(), now -> now.number("beam.width")), found, greedy);
        tools.getStyleClass().add("lines");
        VBox.setVgrow(tree, Priority.ALWAYS);
        getChildren().addAll(tools, tree);
    }

    private String line(String key, Function<Beam, BeamSearch.Result> which) {
        Beam now = shown;
        if (now == null) return "";
        BeamSearch.Result result = which.apply(now);
        return kit.messages().get(key, now.text(result), Numbers.brief((float) result.score()));
    }

    /**
     * Shows a search.
     *
     * @param beam null where nobody looks
     * @param timeSteps at the last of them the whole tree is there
     */
    public void show(@Nullable Beam beam, int timeSteps) {
        shown = beam;
        steps = timeSteps;
        axis.setCount(beam == null ? 0 : beam.found().steps().size());
        tree.setTokens(beam == null ? List.of() : beam.tokens());
        tree.setColumns(beam == null ? List.of() : columns(beam.found()));
    }

    /** All that went on or ended at each step, and the best of what was given up. */
    private static List<List<Sequence>> columns(BeamSearch.Result found) {
        List<List<Sequence>> columns = new ArrayList<>();
        List<Hypothesis> beam = List.of();
        List<Hypothesis> before = List.of();
        for (List<Hypothesis> step : found.steps()) {
            long survivors =
                    step.stream().filter(one -> one.fate() != Fate.DROPPED).count();
            List<Hypothesis> column = step.stream()
                    .sorted(Comparator.comparing(one -> one.fate() == Fate.DROPPED))
                    .limit(Math.clamp(2 * survivors, FEWEST, MOST))
                    .sorted(Comparator.comparingDouble(one -> -one.logProbability()))
                    .toList();
            List<Sequence> shown = new ArrayList<>();
            for (Hypothesis one : column) {
                int parent = one.parent() < 0 ? -1 : before.indexOf(beam.get(one.parent()));
                BeamTree.Fate fate = BeamTree.Fate.valueOf(one.fate().name());
                shown.add(new Sequence(one.ids(), one.logProbability(), parent, fate, begins(found.best(), one.ids())));
            }
            columns.add(List.copyOf(shown));
            before = column;
            beam = step.stream().filter(one -> one.fate() == Fate.KEPT).toList();
        }
        return columns;
    }

    private static boolean begins(int[] sequence, int[] with) {
        return with.length <= sequence.length && Arrays.equals(with, Arrays.copyOf(sequence, with.length));
    }

    /** Shows the step where the screen stands. */
    public void stand(Position at) {
        boolean last = at.timeStep() >= steps - 1;
        axis.setPosition(last || !at.inPass() ? -1 : at.timeStep());
        tree.hideFutureProperty().set(at.inPass());
    }
}

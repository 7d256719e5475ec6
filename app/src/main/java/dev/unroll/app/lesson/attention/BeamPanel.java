package dev.unroll.app.lesson.attention;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.engine.generate.BeamSearch;
import dev.unroll.engine.generate.BeamSearch.Fate;
import dev.unroll.engine.generate.BeamSearch.Hypothesis;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.viz.sequence.BeamTree;
import dev.unroll.viz.sequence.BeamTree.Sequence;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** A beam search as a tree, a dial for its width, and what it found beside what always taking the likeliest token finds. */
final class BeamPanel extends VBox {
    private static final int FEWEST = 3;
    private static final int MOST = 10;

    private final StageKit<AttentionReading> kit;
    private final TimeAxis axis = new TimeAxis();
    private final BeamTree tree = new BeamTree(axis);
    private @Nullable AttentionReading shown;

    BeamPanel(StageKit<AttentionReading> kit) {
        this.kit = kit;
        kit.named("beam", tree);
        Messages messages = kit.messages();
        tree.titleProperty().bind(messages.text("knob.view.beam"));
        tree.keptTextProperty().bind(messages.text("attention.beam.kept"));
        tree.finishedTextProperty().bind(messages.text("attention.beam.finished"));
        tree.droppedTextProperty().bind(messages.text("attention.beam.dropped"));
        axis.minColumnWidthProperty().set(52);
        Label found = kit.quote("beam.score", () -> line("attention.beam.found", "beam.score"));
        Label greedy = kit.quote("greedy.score", () -> line("attention.beam.greedy", "greedy.score"));
        FlowPane tools = new FlowPane(
                kit.controls().dial(AttentionLesson.BEAM, 1, 5, now -> now.number("beam.width")), found, greedy);
        tools.getStyleClass().add("lines");
        VBox.setVgrow(tree, Priority.ALWAYS);
        getChildren().addAll(tools, tree);
    }

    private String line(String key, String score) {
        AttentionReading now = shown;
        if (now == null || now.beam() == null) return "";
        String text = key.endsWith("found") ? text(now, now.beam()) : now.own().text();
        return kit.messages().get(key, text, Numbers.brief(now.tensor(score).item()));
    }

    private static String text(AttentionReading now, BeamSearch.Result beam) {
        return Arrays.stream(beam.best())
                .mapToObj(now.tokens()::get)
                .filter(token -> !token.equals(SpacedTokenizer.END))
                .collect(Collectors.joining(" "));
    }

    void show(AttentionReading reading) {
        shown = reading;
        BeamSearch.Result beam = reading.beam();
        axis.setCount(beam == null ? 0 : beam.steps().size());
        tree.setTokens(reading.tokens());
        tree.setColumns(beam == null ? List.of() : columns(beam));
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

    void stand(Position at) {
        boolean last = shown != null && at.timeStep() >= shown.timeSteps() - 1;
        axis.setPosition(last || !at.inPass() ? -1 : at.timeStep());
        tree.hideFutureProperty().set(at.inPass());
    }
}

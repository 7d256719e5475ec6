package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.viz.sequence.BranchRows;
import dev.unroll.viz.sequence.BranchRows.Branch;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javafx.scene.layout.VBox;

/** The branch in view as a strip of tokens, and below it all branches as a tree, as soon as there are two. */
final class TextPanel extends VBox {
    private final StageKit<GptReading> kit;
    private final TimeAxis axis;
    private final TokenStrip tokens;
    private final BranchRows tree;
    private @Nullable GptReading shown;

    TextPanel(StageKit<GptReading> kit, TimeAxis axis) {
        this.kit = kit;
        this.axis = axis;
        tokens = kit.named("tokens", new TokenStrip(axis));
        tree = kit.named("tree", new BranchRows(axis));
        tokens.titleProperty().bind(kit.messages().text("gpt.text"));
        tree.titleProperty().bind(kit.messages().text("gpt.tree"));
        tokens.setOnActivate(cell -> kit.goTo(cell.column()));
        tokens.selectedProperty().addListener((_, _, cell) -> {
            if (cell != null) kit.goTo(cell.column());
        });
        tree.selectedProperty().addListener((_, _, cell) -> {
            if (cell != null) go(cell);
        });
        tree.managedProperty().bind(tree.visibleProperty());
        getChildren().addAll(tokens, tree);
    }

    /** Moves along the tree: to a token of whatever branch. */
    private void go(Cell cell) {
        GptReading now = shown;
        if (now == null) return;
        int length = now.prompt() + now.tree().branches().get(cell.row()).size();
        if (cell.row() != now.tree().view())
            kit.turn(GptLesson.WRITTEN, now.tree().show(cell.row()).format());
        kit.goTo(Math.min(cell.column(), length - 1));
    }

    void show(GptReading reading) {
        shown = reading;
        List<Branch> branches = branches(reading);
        axis.minColumnWidthProperty().set(columnWidth(reading));
        axis.setCount(branches.stream().mapToInt(Branch::to).max().orElse(0));
        tokens.setTokens(
                Arrays.stream(reading.ids()).mapToObj(reading.tokens()::get).toList());
        tokens.setNotes(reading.notes());
        tree.setBranches(branches);
        tree.setView(reading.tree().view());
        tree.setVisible(branches.size() > 1);
    }

    /** Room for nine tokens out of ten. */
    private static double columnWidth(GptReading reading) {
        int[] lengths = Arrays.stream(reading.ids())
                .map(id -> reading.tokens().get(id).length())
                .sorted()
                .toArray();
        return Math.clamp(4 + 9 * lengths[9 * (lengths.length - 1) / 10], 12, 96);
    }

    private static List<Branch> branches(GptReading reading) {
        TextTree tree = reading.tree();
        List<Integer> prompt =
                Arrays.stream(reading.ids(), 0, reading.prompt()).boxed().toList();
        List<Branch> rows = new ArrayList<>();
        for (int i = 0; i < tree.branches().size(); i++) {
            List<Integer> ids = new ArrayList<>(prompt);
            ids.addAll(tree.branches().get(i));
            int from = i == 0 ? 0 : prompt.size() + tree.fork(i);
            List<String> texts = ids.subList(from, ids.size()).stream()
                    .map(reading.tokens()::get)
                    .toList();
            rows.add(new Branch(parent(tree, i), from, texts, reading.likelihoods()[i]));
        }
        return rows;
    }

    /** The branch before it that a branch leaves last. */
    private static int parent(TextTree tree, int branch) {
        int fork = tree.fork(branch);
        return IntStream.range(0, branch)
                .filter(before -> TextTree.shared(
                                tree.branches().get(before), tree.branches().get(branch))
                        == fork)
                .findFirst()
                .orElse(-1);
    }

    void stand(Position position) {
        axis.setPosition(position.timeStep());
    }
}

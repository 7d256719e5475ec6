package dev.unroll.app.lesson;

import dev.unroll.app.run.Position;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** The two strips of every lesson that translates: what is read, and what is written token by token, each on an axis of its own. */
public final class TranslationColumns {
    private final TimeAxis sourceAxis = new TimeAxis();
    private final TimeAxis targetAxis = new TimeAxis();
    private final TokenStrip source;
    private final TokenStrip target;
    private final int written;
    private @Nullable TranslationTrace shown;

    /**
     * Strips without tokens; a click on a token that is written leads to its step, and to the arithmetic of its probability.
     *
     * @param written how many operations are made at a target step before its token is there
     */
    public TranslationColumns(StageKit<?> kit, int written) {
        this.written = written;
        source = kit.named("source", new TokenStrip(sourceAxis));
        target = kit.bind(
                "target",
                new TokenStrip(targetAxis),
                "probabilities",
                new CellLayout() {
                    @Override
                    public int[] index(Cell cell) {
                        return new int[] {cell.column(), id(cell.column())};
                    }

                    @Override
                    public @Nullable Cell cell(int[] index) {
                        return index[1] == id(index[0]) ? new Cell(0, index[0]) : null;
                    }
                },
                _ -> {});
        source.titleProperty().bind(kit.messages().text("translation.source"));
        target.titleProperty().bind(kit.messages().text("translation.target"));
        Consumer<Cell> explain = target.onActivateProperty().get();
        target.setOnActivate(cell -> {
            kit.goTo(cell.column());
            explain.accept(cell);
        });
    }

    private int id(int t) {
        TranslationTrace now = shown;
        return now == null || t >= now.timeSteps() ? -1 : now.id(t);
    }

    /** Shows the tokens of a translation. */
    public void show(TranslationTrace translation) {
        shown = translation;
        sourceAxis.setCount(translation.sources().size());
        source.setTokens(translation.sources());
        targetAxis.setCount(translation.timeSteps());
        target.setTokens(translation.written());
    }

    /** Moves the position along the target; what is read has been read whole. */
    public void stand(Position position) {
        targetAxis.setPosition(position.timeStep());
        target.hideFutureProperty().set(position.inPass());
        target.currentComputedProperty().set(position.computed(written));
    }

    /** The axis of what is read. */
    public TimeAxis sourceAxis() {
        return sourceAxis;
    }

    /** The axis of what is written. */
    public TimeAxis targetAxis() {
        return targetAxis;
    }

    /** The tokens that are read. */
    public TokenStrip source() {
        return source;
    }

    /** The tokens that are written. */
    public TokenStrip target() {
        return target;
    }
}

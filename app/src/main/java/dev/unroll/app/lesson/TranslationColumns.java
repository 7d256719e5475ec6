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
    private final boolean readsToo;
    private @Nullable TokenStrip reads;
    private @Nullable TranslationTrace shown;

    /**
     * Strips without tokens; a click on a token that is written leads to its step, and to the arithmetic of its probability.
     *
     * @param written how many operations are made at a target step before its token is there
     * @param readsToo whether the steps of a pass are first those of the source, then those of the target; otherwise they are the target's
     */
    public TranslationColumns(StageKit<?> kit, int written, boolean readsToo) {
        this.written = written;
        this.readsToo = readsToo;
        TimeAxis.align(sourceAxis, targetAxis);
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
            kit.goTo(readSteps() + cell.column());
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
        if (reads != null) reads.setTokens(translation.reads());
    }

    private int readSteps() {
        return readsToo && shown != null ? shown.sources().size() : 0;
    }

    /** Moves the position along what is read and then along what is written; nothing is written before all is read. */
    public void stand(Position position) {
        boolean readsSource = position.timeStep() < readSteps();
        sourceAxis.setPosition(readsSource ? position.timeStep() : -1);
        source.hideFutureProperty().set(position.inPass() && readsSource);
        targetAxis.setPosition(readsSource && !position.inPass() ? -1 : Math.max(0, position.timeStep() - readSteps()));
        target.hideFutureProperty().set(position.inPass());
        target.currentComputedProperty().set(!readsSource && position.computed(written) || !position.inPass());
        if (reads != null) reads.currentComputedProperty().set(writes(position));
    }

    /** Whether the whole source is read where the screen stands. */
    public boolean allRead(Position position) {
        return !position.inPass() || position.timeStep() >= readSteps() - 1;
    }

    /** Whether anything is written where the screen stands. */
    public boolean writes(Position position) {
        return !position.inPass() || position.timeStep() >= readSteps();
    }

    /** The axis of what is read. */
    public TimeAxis sourceAxis() {
        return sourceAxis;
    }

    /** The axis of what is written. */
    public TimeAxis targetAxis() {
        return targetAxis;
    }

    /** A strip of the tokens that the decoder reads, each of which was written the step before, or should have been. */
    public TokenStrip reads(StageKit<?> kit) {
        TokenStrip strip = new TokenStrip(targetAxis);
        kit.bind(
                "reads",
                strip,
                "probabilities",
                new CellLayout() {
                    @Override
                    public int[] index(Cell cell) {
                        return new int[] {cell.column() - 1, cell.column() == 0 ? -1 : readId(cell.column())};
                    }

                    @Override
                    public @Nullable Cell cell(int[] index) {
                        return readId(index[0] + 1) == index[1] ? new Cell(0, index[0] + 1) : null;
                    }
                },
                _ -> {});
        strip.titleProperty().bind(kit.messages().text("translation.reads"));
        strip.hideFutureProperty().bind(target.hideFutureProperty());
        reads = strip;
        return strip;
    }

    private int readId(int t) {
        TranslationTrace now = shown;
        return now == null || t >= now.timeSteps() ? -1 : now.readIds()[t];
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

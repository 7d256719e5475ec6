package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/**
 * Measures the passes again and again and keeps the quickest, on models of the same sizes that nobody trains meanwhile: a pass takes as
 * long whatever its weights are.
 */
final class PassTimes {
    /** What decides how long a pass takes. */
    private static final List<Knob<?>> DECISIVE = List.of(
            SequentialLesson.TEXT,
            SequentialLesson.CELL,
            SequentialLesson.PARAMETERS,
            SequentialLesson.BLOCKS,
            SequentialLesson.MODE);

    /** So long, in seconds; the first passes are slow, while the compiler is at work. */
    private static final double SECONDS = 1;

    private final Measuring<Passes> measuring;
    private @Nullable List<?> measured;

    /** @param show is given the quickest passes so far */
    PassTimes(StageKit<?> kit, Consumer<Passes> show) {
        measuring = new Measuring<>(kit, "measure-passes", "sequential.passes", show);
    }

    /** The button that measures once more. */
    Measuring<Passes> control() {
        return measuring;
    }

    /** Whether {@link #measure} would measure something else than it did last. */
    boolean isOther(KnobValues values) {
        return !key(values).equals(measured);
    }

    private static List<?> key(KnobValues values) {
        return DECISIVE.stream().map(values::get).toList();
    }

    /** Begins to measure, where it has not been done for the knobs as they stand. */
    void measure(KnobValues values) {
        if (!isOther(values)) return;
        measured = key(values);
        measuring.forget();
        measuring.offer(report -> measure(values, report));
    }

    private static void measure(KnobValues values, Measuring.Report<Passes> report) throws TextException {
        Corpus corpus = Corpus.of(values.get(SequentialLesson.TEXT));
        Backend backend = Backends.best();
        List<LanguageModel> models = SequentialLesson.members(values, corpus).stream()
                .map(member -> (LanguageModel)
                        member.recipe().start(member.data(), backend).model())
                .toList();
        int[] ids = SequentialLesson.shown(corpus);
        boolean writes = SequentialLesson.writes(values);
        Passes quickest = Passes.of(models.getFirst(), models.getLast(), ids, writes);
        long start = System.nanoTime();
        double share = 0;
        while (share < 1) {
            quickest = quickest.quicker(Passes.of(models.getFirst(), models.getLast(), ids, writes));
            share = Math.min(1, (System.nanoTime() - start) * 1e-9 / SECONDS);
            report.tell(share, quickest);
        }
    }
}

package dev.unroll.app.lesson.compare;

import dev.unroll.app.compare.Contest;
import dev.unroll.app.compare.SideFlow;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.trace.Swaps;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Evaluation;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** Reads all models from one place, and keeps how well they did at the steps on the way. On the trainer's thread. */
final class CompareReading implements Reading<Comparison> {
    /** Examples of a task that are tried at a step. */
    private static final int EXAMPLES = 100;

    /** It is measured where training began and at every multiple of this, so that a seed gives the same curve on every machine. */
    private static final long EVERY = 10;

    /** How long the n-grams are, and what is added to their counts. */
    static final int ORDER = 3;

    private static final float SMOOTHING = .001f;

    private final Contest contest;
    private @Nullable NGramModel counted;
    private final NavigableMap<Long, double[]> accuracies = new TreeMap<>();
    private final List<NavigableMap<Long, double[]>> weights = new ArrayList<>();
    private double rate = Double.NaN;
    private long first = -1;

    CompareReading(Contest contest) {
        this.contest = contest;
    }

    @Override
    public Comparison read(List<Model> models, KnobValues now, Backend backend) {
        return read(Math.max(0, first), models, now, backend);
    }

    @Override
    public Comparison read(long step, List<Model> models, KnobValues now, Backend backend) {
        if (first < 0) first = step;
        List<SideFlow> sides = sides(models, now, now.get(CompareLesson.SWAP) ? Swaps.FEW : 0, backend);
        while (weights.size() < sides.size()) weights.add(new TreeMap<>());
        if (rate != now.get(CompareLesson.LEARNING_RATE)) forgetAfter(step);
        rate = now.get(CompareLesson.LEARNING_RATE);
        if (isDue(step)) measure(step, models, sides, backend);
        return Comparison.of(
                contest,
                sides,
                Math.min(now.get(CompareLesson.SIDE), sides.size() - 1),
                new Comparison.Progress(
                        first,
                        step,
                        new History(first, accuracies),
                        weights.stream().map(of -> new History(first, of)).toList()));
    }

    @Override
    public void passed(long step, List<Model> models, KnobValues now, Backend backend) {
        forgetAfter(step - 1); // what was measured at steps that are made anew
        if (isDue(step)) measure(step, models, sides(models, now, 0, backend), backend);
    }

    /** @param others by how many other tokens each one is replaced */
    private List<SideFlow> sides(List<Model> models, KnobValues now, int others, Backend backend) {
        int lossAt = contest.lossAt(now.get(CompareLesson.LOSS_AT));
        SideFlow.By by = SideFlow.By.valueOf(now.get(CompareLesson.BY).toUpperCase(Locale.ROOT));
        int layer = Math.min(now.get(CompareLesson.STREAM), now.get(CompareLesson.BLOCKS));
        boolean mean = now.get(CompareLesson.MEAN);
        List<LanguageModel> all = new ArrayList<>();
        if (CompareLesson.isRoad(now)) all.add(counted());
        models.forEach(model -> all.add((LanguageModel) model));
        return all.stream()
                .map(model -> SideFlow.of(
                        model, contest, mean ? contest.steps() - 1 : lossAt, mean, by, layer, others, backend))
                .toList();
    }

    /** The n-grams of the text that the others learn. */
    private NGramModel counted() {
        NGramModel known = counted;
        if (known != null || !(contest.data() instanceof Dataset.Text text)) return Objects.requireNonNull(known);
        int vocabulary = text.corpus().tokenizer().vocabulary().size();
        return counted = NGramModel.count(text.corpus().ids(), vocabulary, ORDER, SMOOTHING);
    }

    private void forgetAfter(long step) {
        accuracies.tailMap(step, false).clear();
        weights.forEach(of -> of.tailMap(step, false).clear());
    }

    private boolean isDue(long step) {
        if (weights.getLast().containsKey(step)) return false;
        return step == first || step % EVERY == 0;
    }

    private void measure(long step, List<Model> models, List<SideFlow> sides, Backend backend) {
        MemoryTask task = contest.task();
        for (int i = 0; i < sides.size(); i++)
            weights.get(i)
                    .put(
                            step,
                            sides.get(i).weightNorms().values().stream()
                                    .mapToDouble(norm -> norm)
                                    .toArray());
        if (task != null)
            accuracies.put(
                    step,
                    models.stream()
                            .mapToDouble(model -> Evaluation.accuracy((LanguageModel) model, task, EXAMPLES, backend))
                            .toArray());
    }
}

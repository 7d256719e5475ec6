package dev.unroll.engine.train;

import dev.unroll.engine.message.RefusedException;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A training run that can be visited at any step. It keeps keyframes inside a memory budget and replays from the nearest one, so
 * going to step {@code k} from anywhere gives the very bits that training to {@code k} gave. Used by one thread at a time.
 */
public final class TrainingTimeline {
    /** Keyframes may take this many bytes unless told otherwise. */
    public static final long DEFAULT_BUDGET = 256L << 20;

    /** More keyframes than these make no way back shorter that is worth the memory that the collector walks through. */
    private static final int MOST_KEYFRAMES = 1024;

    /** States near where somebody looks take at most this part of the budget besides. */
    private static final int NEAR = 8;

    private final Training training;
    private final long budget;
    private final NavigableMap<Long, Keyframe> keyframes = new TreeMap<>();
    private final NavigableMap<Long, TrainingSettings> settings = new TreeMap<>();
    private final NearKeyframes near;
    private final ReportLog reports;
    private long interval = 1;

    /** A timeline that begins where the training stands now. */
    public TrainingTimeline(Training training, TrainingSettings settings) {
        this(training, settings, DEFAULT_BUDGET);
    }

    /** @param budget how many bytes the keyframes may take together; the first is always kept, and an eighth more where it is stopped at steps */
    public TrainingTimeline(Training training, TrainingSettings settings, long budget) {
        this.training = training;
        this.budget = budget;
        near = new NearKeyframes(budget / NEAR);
        reports = new ReportLog(training.step());
        this.settings.put(training.step(), settings);
        keep(training.keyframe());
    }

    /** Where the run stands: how many updates have been made. */
    public long step() {
        return training.step();
    }

    /** The first step that can be visited. */
    public long firstStep() {
        return keyframes.firstKey();
    }

    /** The furthest step that has been computed. */
    public long lastStep() {
        return firstStep() + reports.size();
    }

    /** The model as it is at {@link #step}. */
    public Training training() {
        return training;
    }

    /** The reports of all steps from the first on, those after the current step included; it stays as it is when the run goes on. */
    public Reports reports() {
        return reports.all();
    }

    /** How many bytes the keyframes take now. */
    public long keyframeBytes() {
        return keyframes.values().stream().mapToLong(Keyframe::bytes).sum();
    }

    /** What the next step is done with. */
    public TrainingSettings settings() {
        return settings.floorEntry(step()).getValue();
    }

    /** Changes what steps from here on are done with. A future that was computed with other settings is forgotten. */
    public void change(TrainingSettings newSettings) {
        if (newSettings.equals(settings())) return;
        forgetFuture();
        settings.put(step(), newSettings);
    }

    private void forgetFuture() {
        keyframes.tailMap(step(), false).clear();
        near.forgetAfter(step());
        settings.tailMap(step(), false).clear();
        reports.keepFirst((int) (step() - firstStep()));
    }

    /** Makes one step forward: trains, or replays what is known already. A step that diverges is reported and not made. */
    public StepReport forward() {
        long before = step();
        StepReport report = training.step(settings());
        int known = (int) (before - firstStep());
        if (report.diverged()) return report;
        if (known == reports.size()) reports.add(report);
        if (step() % interval == 0 && !keyframes.containsKey(step())) keep(training.keyframe());
        return reports.all().get(known);
    }

    /**
     * Goes to a step that has been computed.
     *
     * @throws IllegalArgumentException if it has not
     */
    public void goTo(long target) {
        goTo(target, () -> false);
    }

    /**
     * As {@link #goTo(long)}, unless it is cancelled on the way, which leaves the run at a step in between.
     *
     * @return whether the step was reached
     */
    public boolean goTo(long target, BooleanSupplier cancelled) {
        if (target < firstStep() || target > lastStep()) {
            throw new RefusedException("training.step", target, firstStep(), lastStep());
        }
        Keyframe nearest = nearest(target);
        if (target < step() || nearest.step() > step()) training.restore(nearest);
        long room = near.room(nearest.bytes());
        while (step() < target) {
            if (cancelled.getAsBoolean()) return false;
            forward();
            if (target - step() < room) stay();
        }
        return true;
    }

    private Keyframe nearest(long target) {
        Keyframe regular = keyframes.floorEntry(target).getValue();
        Keyframe other = near.floor(target);
        return other == null || other.step() <= regular.step() ? regular : other;
    }

    /** Somebody looks at this step, and may come back to it. */
    public void stay() {
        if (keyframes.containsKey(step()) || near.contains(step())) return;
        if (near.room(keyframes.lastEntry().getValue().bytes()) > 0) near.keep(training.keyframe());
    }

    private void keep(Keyframe keyframe) {
        keyframes.put(keyframe.step(), keyframe);
        while (keyframes.size() > 2
                && (keyframes.size() > MOST_KEYFRAMES || keyframes.size() * keyframe.bytes() > budget)) {
            interval *= 2;
            long first = keyframes.firstKey();
            keyframes.keySet().removeIf(step -> step != first && step % interval != 0);
        }
    }
}

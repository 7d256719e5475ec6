package dev.unroll.engine.train;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Trainings that go in step, so that models can be compared. One that diverges stays where it was, and the others go on; where it is
 * gone back past that step it is with them again. Steps are counted as the first of them counts. Used by one thread at a time.
 */
public final class TimelineGroup implements Course {
    private final List<TrainingTimeline> members;
    private final long first;
    private long step;

    /** @param members at least one, each at its beginning */
    public TimelineGroup(List<TrainingTimeline> members) {
        this.members = List.copyOf(members);
        first = members.getFirst().firstStep();
        step = first;
    }

    /** The trainings, in their order. */
    public List<TrainingTimeline> members() {
        return members;
    }

    /** Where the group stands. */
    @Override
    public long step() {
        return step;
    }

    /** The first step that can be visited. */
    @Override
    public long firstStep() {
        return first;
    }

    /** The furthest step that any of them has computed. */
    @Override
    public long lastStep() {
        return members.stream().mapToLong(this::last).max().orElseThrow();
    }

    private long last(TrainingTimeline member) {
        return first + member.lastStep() - member.firstStep();
    }

    private boolean inStep(TrainingTimeline member) {
        return member.step() - member.firstStep() == step - first;
    }

    /**
     * Makes one step with every training that has not stayed behind.
     *
     * @return what each of them did, in their order; null for one that has stayed behind
     */
    @Override
    public List<@Nullable StepReport> forward() {
        List<@Nullable StepReport> reports = new ArrayList<>();
        boolean moved = false;
        for (TrainingTimeline member : members) {
            StepReport report = inStep(member) ? member.forward() : null;
            reports.add(report);
            moved |= report != null && !report.diverged();
        }
        if (moved) step++;
        return reports;
    }

    /**
     * Goes to a step that has been computed, unless it is cancelled on the way, which leaves all of them at a step in between.
     *
     * @return whether the step was reached
     * @throws IllegalArgumentException if it has not been computed
     */
    @Override
    public boolean goTo(long target, BooleanSupplier cancelled) {
        if (target < first || target > lastStep())
            throw new IllegalArgumentException(
                    "Step " + target + " has not been computed; there are steps " + first + " to " + lastStep() + ".");
        long reached = target;
        for (TrainingTimeline member : members) {
            long wanted = Math.min(reached, last(member));
            if (!member.goTo(member.firstStep() + wanted - first, cancelled))
                reached = first + member.step() - member.firstStep();
        }
        if (reached != target) bringTogether(reached);
        step = reached;
        return reached == target;
    }

    @Override
    public void stay() {
        members.forEach(TrainingTimeline::stay);
    }

    /** After a cancelled replay, those that had arrived go back to where the last one came to. */
    private void bringTogether(long reached) {
        for (TrainingTimeline member : members)
            member.goTo(member.firstStep() + Math.min(reached, last(member)) - first, () -> false);
    }
}

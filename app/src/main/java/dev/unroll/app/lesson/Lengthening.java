package dev.unroll.app.lesson;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.playback.Walk;
import dev.unroll.app.run.Pass;
import dev.unroll.app.run.Snapshot;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Walks past the end of a sequence, where the lesson can make it longer: presses that come faster than what they ask for wait for it. */
final class Lengthening<S extends Traced> {
    private final LessonPlan<S> plan;
    private final Runs<S> runs;
    private final Pass pass;
    private final Supplier<@Nullable Snapshot<S>> shown;

    /** The time steps that are not there yet, at which the screen should stand one after the other. */
    private final Deque<Integer> awaited = new ArrayDeque<>();

    /** @param shown the newest snapshot on the screen */
    Lengthening(LessonPlan<S> plan, Runs<S> runs, Pass pass, Supplier<@Nullable Snapshot<S>> shown) {
        this.plan = plan;
        this.runs = runs;
        this.pass = pass;
        this.shown = shown;
    }

    /** What is waited for is wanted no more. */
    void forget() {
        awaited.clear();
    }

    /** The screen should stand at a step as soon as it is there. */
    void await(int step) {
        awaited.add(step);
    }

    /** Goes to the step that is waited for, or makes the sequence longer; what is on its way is waited for first. */
    void goOn(Snapshot<S> now) {
        if (awaited.isEmpty() || !now.values().equals(runs.values())) return;
        if (awaited.getFirst() < now.reading().timeSteps()) {
            pass.moveTo(awaited.removeFirst(), 0);
            return;
        }
        KnobValues longer = plan.longer(now.reading(), now.values());
        if (longer == null) awaited.clear();
        else runs.turn(longer);
    }

    private void lengthen() {
        awaited.add(awaited.isEmpty() ? pass.timeSteps() : awaited.getLast() + 1);
        Snapshot<S> now = shown.get();
        if (now != null && awaited.size() == 1) goOn(now);
    }

    private boolean canBeLonger() {
        Snapshot<S> now = shown.get();
        return now != null && plan.longer(now.reading(), now.values()) != null;
    }

    /** The walk along the pass, and on where it ends. */
    Walk along(Scale scale) {
        return new Onward(pass.along(scale));
    }

    private final class Onward implements Walk {
        private final Walk known;

        Onward(Walk known) {
            this.known = known;
        }

        @Override
        public void forward() {
            if (known.canGoForward()) known.forward();
            else lengthen();
        }

        @Override
        public void back() {
            awaited.clear();
            known.back();
        }

        @Override
        public void toStart() {
            awaited.clear();
            known.toStart();
        }

        @Override
        public void toEnd() {
            known.toEnd();
        }

        @Override
        public boolean canGoBack() {
            return known.canGoBack();
        }

        @Override
        public boolean canGoForward() {
            return known.canGoForward() || !awaited.isEmpty() || canBeLonger();
        }

        @Override
        public boolean busy() {
            return !awaited.isEmpty();
        }
    }
}

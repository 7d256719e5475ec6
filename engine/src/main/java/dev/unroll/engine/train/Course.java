package dev.unroll.engine.train;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BooleanSupplier;

/** Something that goes step by step: forward, and to any step that is known. Used by one thread at a time. */
public interface Course {
    /** Where it stands. */
    long step();

    /** The first step that can be visited. */
    long firstStep();

    /** The furthest step that is known. */
    long lastStep();

    /**
     * Makes one step; where there is no further one it stays.
     *
     * @return what each model that was trained did, in their order; null for one that has stayed behind
     */
    List<@Nullable StepReport> forward();

    /**
     * Goes to a step that is known, unless it is cancelled on the way, which leaves it at a step in between.
     *
     * @return whether the step was reached
     * @throws IllegalArgumentException if it is not known
     */
    boolean goTo(long target, BooleanSupplier cancelled);

    /** It has come to a step that was wanted, to which somebody may come back. */
    default void stay() {}

    /**
     * Steps that nothing has to be computed for, such as the tokens of a text that have been counted: whoever reads what there is at a
     * step knows it from the step alone. It begins at its end.
     */
    final class Counted implements Course {
        private final long last;
        private long step;

        /** @param last how many steps there are */
        public Counted(long last) {
            this.last = last;
            step = last;
        }

        @Override
        public long step() {
            return step;
        }

        @Override
        public long firstStep() {
            return 0;
        }

        @Override
        public long lastStep() {
            return last;
        }

        @Override
        public List<@Nullable StepReport> forward() {
            step = Math.min(last, step + 1);
            return List.of();
        }

        @Override
        public boolean goTo(long target, BooleanSupplier cancelled) {
            if (target < 0 || target > last)
                throw new IllegalArgumentException("There are steps 0 to " + last + ", not " + target + ".");
            step = target;
            return true;
        }
    }
}

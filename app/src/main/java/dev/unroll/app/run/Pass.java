package dev.unroll.app.run;

import dev.unroll.app.playback.Scale;
import dev.unroll.app.playback.Walk;

import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;

/** Where in a pass over a sequence the screen stands: a time step, and an operation in that. */
public final class Pass {
    private final int operations;
    private final boolean backward;

    /** Step of the walk · number of operations + operation. */
    private final ReadOnlyIntegerWrapper place = new ReadOnlyIntegerWrapper(this, "place", 0);

    private int timeSteps = 1;

    /**
     * A pass that stands at its beginning.
     *
     * @param operations how many there are at each time step, at least 1
     * @param backward whether it begins at the last time step and goes to the first
     */
    public Pass(int operations, boolean backward) {
        this.operations = operations;
        this.backward = backward;
    }

    /** How many operations were made before this one, from the beginning of the pass. */
    public ReadOnlyIntegerProperty placeProperty() {
        return place.getReadOnlyProperty();
    }

    /** The time step, from 0. */
    public int timeStep() {
        return along(place.get() / operations);
    }

    /** The step of the walk at which a time step is reached, and the other way round. */
    private int along(int step) {
        return backward ? timeSteps - 1 - step : step;
    }

    /** The operation at the time step, from 0. */
    public int operation() {
        return place.get() % operations;
    }

    /** How many time steps there are. */
    public int timeSteps() {
        return timeSteps;
    }

    /** Takes note of how many time steps there are; the place stays inside. */
    public void setTimeSteps(int count) {
        int timeStep = timeStep();
        timeSteps = Math.max(1, count);
        moveTo(timeStep, operation());
    }

    /** Goes to a place; beyond the ends it is the first or the last. */
    public void moveTo(int timeStep, int operation) {
        int step = along(Math.clamp(timeStep, 0, timeSteps - 1));
        place.set(step * operations + Math.clamp(operation, 0, operations - 1));
    }

    /** The steps of a scale: {@link Scale#OPERATION} or {@link Scale#TIME_STEP}. */
    public Walk along(Scale scale) {
        return new Steps(scale == Scale.OPERATION ? 1 : operations);
    }

    private final class Steps implements Walk {
        private final int stride;

        Steps(int stride) {
            this.stride = stride;
        }

        private int last() {
            return timeSteps * operations / stride - 1;
        }

        private void go(int step) {
            place.set(Math.clamp(step, 0, last()) * stride);
        }

        @Override
        public void forward() {
            go(place.get() / stride + 1);
        }

        @Override
        public void back() {
            go(Math.ceilDiv(place.get(), stride) - 1);
        }

        @Override
        public void toStart() {
            go(0);
        }

        @Override
        public void toEnd() {
            go(last());
        }

        @Override
        public boolean canGoBack() {
            return place.get() > 0;
        }

        @Override
        public boolean canGoForward() {
            return place.get() / stride < last();
        }
    }
}

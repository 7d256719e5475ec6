package dev.unroll.app.playback;

import java.util.EnumMap;
import java.util.Map;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;

/** Counts from 0 to a last number along every scale: the least that a playback can be tried on. */
public final class CountingTransport {
    private final IntegerProperty count = new SimpleIntegerProperty(this, "count");
    private final int last;
    private final Map<Scale, Walk> walks = new EnumMap<>(Scale.class);
    private boolean running;
    private boolean busy;

    /** Counts along training steps, which can run, and along time steps, which cannot. */
    public CountingTransport(int last) {
        this(last, Scale.TRAINING_STEP, Scale.TIME_STEP);
    }

    CountingTransport(int last, Scale... scales) {
        this.last = last;
        for (Scale scale : scales) walks.put(scale, new Counting(scale == Scale.TRAINING_STEP));
    }

    /** What a playback moves. */
    public Transport transport() {
        return new Transport(walks, count.asString("count %d"));
    }

    public int count() {
        return count.get();
    }

    boolean running() {
        return running;
    }

    /** Lets it say that what was asked for last is still being computed. */
    void setBusy(boolean busy) {
        this.busy = busy;
    }

    private final class Counting implements Walk {
        private final boolean runs;

        Counting(boolean runs) {
            this.runs = runs;
        }

        @Override
        public void forward() {
            count.set(count.get() + 1);
        }

        @Override
        public void back() {
            count.set(count.get() - 1);
        }

        @Override
        public void toStart() {
            count.set(0);
        }

        @Override
        public void toEnd() {
            count.set(last);
        }

        @Override
        public boolean canGoBack() {
            return count.get() > 0;
        }

        @Override
        public boolean canGoForward() {
            return count.get() < last;
        }

        @Override
        public boolean busy() {
            return busy;
        }

        @Override
        public boolean startRunning() {
            running = runs;
            return runs;
        }

        @Override
        public void stopRunning() {
            running = false;
        }
    }
}

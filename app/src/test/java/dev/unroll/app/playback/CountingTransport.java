package dev.unroll.app.playback;

import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.value.ObservableValue;

/** Counts from 0 to a last number: the least that a playback can be tried on. */
public final class CountingTransport implements Transport {
    private final IntegerProperty count = new SimpleIntegerProperty(this, "count");
    private final int last;
    private boolean running;

    public CountingTransport(int last) {
        this.last = last;
    }

    public int count() {
        return count.get();
    }

    boolean running() {
        return running;
    }

    @Override
    public List<Scale> scales() {
        return List.of(Scale.TRAINING_STEP, Scale.TIME_STEP);
    }

    @Override
    public void back(Scale scale) {
        count.set(count.get() - 1);
    }

    @Override
    public void forward(Scale scale) {
        count.set(count.get() + 1);
    }

    @Override
    public void toStart(Scale scale) {
        count.set(0);
    }

    @Override
    public void toEnd(Scale scale) {
        count.set(last);
    }

    @Override
    public boolean canGoBack(Scale scale) {
        return count.get() > 0;
    }

    @Override
    public boolean canGoForward(Scale scale) {
        return count.get() < last;
    }

    @Override
    public boolean startRunning(Scale scale) {
        running = scale == Scale.TRAINING_STEP;
        return running;
    }

    @Override
    public void stopRunning() {
        running = false;
    }

    @Override
    public ObservableValue<String> position() {
        return count.asString("count %d");
    }
}

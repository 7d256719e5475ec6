package dev.unroll.app.lesson.rnn;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.playback.Transport;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;

/** Where the lesson stands: a training step, a time step in it, an operation in that. */
final class RnnTransport implements Transport {
    /** What moves along the training steps. */
    interface TrainingSteps {
        void forward();

        void goTo(long step);

        void start();

        void stop();

        boolean diverged();
    }

    private static final int OPERATIONS = RnnOperation.values().length;
    private final TrainingSteps training;
    private final ObjectProperty<@Nullable RnnSnapshot> snapshot = new SimpleObjectProperty<>(this, "snapshot");

    /** Time step · number of operations + operation. */
    private final IntegerProperty place = new SimpleIntegerProperty(this, "place", 0);

    private final ObjectProperty<Scale> scale = new SimpleObjectProperty<>(this, "scale", Scale.TRAINING_STEP);
    private final ObservableValue<String> position;

    RnnTransport(TrainingSteps training, Messages messages) {
        this.training = training;
        position = Bindings.createStringBinding(
                () -> describe(messages), snapshot, place, scale, messages.languageProperty());
    }

    private String describe(Messages messages) {
        RnnSnapshot now = snapshot.get();
        if (now == null) return "";
        String loss = String.format(Locale.ROOT, "%.4f", now.loss());
        String where = messages.get("rnn.position", now.step(), loss, timeStep() + 1, now.timeSteps());
        return scale.get() == Scale.OPERATION
                ? where + " · " + messages.get(operation().key())
                : where;
    }

    /** The scale that the transport moves along, so that the position says as much as that needs. */
    ObjectProperty<Scale> scaleProperty() {
        return scale;
    }

    ObjectProperty<@Nullable RnnSnapshot> snapshotProperty() {
        return snapshot;
    }

    IntegerProperty placeProperty() {
        return place;
    }

    int timeStep() {
        return place.get() / OPERATIONS;
    }

    RnnOperation operation() {
        return RnnOperation.values()[place.get() % OPERATIONS];
    }

    /** Moves to the beginning of a time step, or of the last one. */
    void showTimeStep(int t) {
        place.set(Math.clamp((long) t * OPERATIONS, 0, lastPlace() / OPERATIONS * OPERATIONS));
    }

    /** Keeps the place inside the sequence that is shown. */
    void stayInside() {
        place.set(Math.clamp(place.get(), 0, Math.max(0, lastPlace())));
    }

    private int lastPlace() {
        RnnSnapshot now = snapshot.get();
        return now == null ? 0 : now.timeSteps() * OPERATIONS - 1;
    }

    @Override
    public List<Scale> scales() {
        return List.of(Scale.values());
    }

    private void move(Scale scale, int by) {
        int target = scale == Scale.OPERATION ? place.get() + by : (timeStep() + by) * OPERATIONS;
        place.set(Math.clamp(target, 0, lastPlace()));
    }

    @Override
    public void back(Scale scale) {
        RnnSnapshot now = snapshot.get();
        if (scale != Scale.TRAINING_STEP) move(scale, -1);
        else if (now != null) training.goTo(now.step() - 1);
    }

    @Override
    public void forward(Scale scale) {
        if (scale == Scale.TRAINING_STEP) training.forward();
        else move(scale, 1);
    }

    @Override
    public void toStart(Scale scale) {
        if (scale == Scale.TRAINING_STEP) training.goTo(0);
        else place.set(0);
    }

    @Override
    public void toEnd(Scale scale) {
        RnnSnapshot now = snapshot.get();
        if (scale != Scale.TRAINING_STEP)
            place.set(scale == Scale.OPERATION ? lastPlace() : lastPlace() / OPERATIONS * OPERATIONS);
        else if (now != null) training.goTo(now.lastStep());
    }

    @Override
    public boolean canGoBack(Scale scale) {
        RnnSnapshot now = snapshot.get();
        return scale == Scale.TRAINING_STEP ? now != null && now.step() > 0 : place.get() > 0;
    }

    @Override
    public boolean canGoForward(Scale scale) {
        return switch (scale) {
            case TRAINING_STEP -> !training.diverged();
            case TIME_STEP -> timeStep() < lastPlace() / OPERATIONS;
            case OPERATION -> place.get() < lastPlace();
        };
    }

    @Override
    public boolean startRunning(Scale scale) {
        if (scale == Scale.TRAINING_STEP) training.start();
        return scale == Scale.TRAINING_STEP;
    }

    @Override
    public void stopRunning() {
        training.stop();
    }

    @Override
    public ObservableValue<String> position() {
        return position;
    }
}

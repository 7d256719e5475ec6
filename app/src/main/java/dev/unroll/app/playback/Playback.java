package dev.unroll.app.playback;

import javafx.animation.AnimationTimer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Moves a {@link Transport}: by hand, or by itself at a chosen speed. It lives on the JavaFX thread. */
public final class Playback {
    /** The slowest speed, in steps a second. */
    public static final double MIN_SPEED = 0.5;

    /** From this speed on it goes as fast as it can. */
    public static final double MAX_SPEED = 100;

    private final Transport transport;
    private final ObjectProperty<Scale> scale = new SimpleObjectProperty<>(this, "scale");
    private final BooleanProperty playing = new SimpleBooleanProperty(this, "playing");
    private final DoubleProperty speed = new SimpleDoubleProperty(this, "speed", 4);
    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) {
            tick(now);
        }
    };
    private long lastStep;
    private boolean running;
    private Walk walk;

    /** A transport at rest, on its coarsest scale. */
    public Playback(Transport transport) {
        this.transport = transport;
        walk = transport.walks().values().iterator().next();
        scale.set(transport.scales().getFirst());
        scale.addListener(_ -> restart());
        speed.addListener(_ -> restart());
        playing.addListener((_, _, now) -> {
            if (now) start();
            else halt();
        });
    }

    private void restart() {
        if (!playing.get()) return;
        halt();
        start();
    }

    private Walk played() {
        return transport.along(transport.played(scale.get()));
    }

    private void start() {
        walk = played();
        running = speed.get() >= MAX_SPEED && walk.startRunning();
        lastStep = 0;
        timer.start();
    }

    private void halt() {
        timer.stop();
        if (running) walk.stopRunning();
        running = false;
    }

    /** Called for every frame while it plays. A step that takes longer than its turn is waited for, so that none pile up. */
    private void tick(long now) {
        if (!running && (now - lastStep < 1e9 / speed.get() || walk.busy())) return;
        if (!walk.canGoForward()) {
            playing.set(false);
            return;
        }
        if (!running) walk.forward();
        lastStep = now;
    }

    /** What is moved. */
    public Transport transport() {
        return transport;
    }

    /** How far one step goes. */
    public ObjectProperty<Scale> scaleProperty() {
        return scale;
    }

    /** Whether it goes forward by itself. It stops by itself at the end. */
    public BooleanProperty playingProperty() {
        return playing;
    }

    /** Steps a second, from {@link #MIN_SPEED}; {@link #MAX_SPEED} is as fast as it goes. */
    public DoubleProperty speedProperty() {
        return speed;
    }

    private Walk walked() {
        playing.set(false);
        return transport.along(scale.get());
    }

    /** One step back, which stops playing. */
    public void back() {
        Walk walked = walked();
        if (walked.canGoBack()) walked.back();
    }

    /** One step forward, which stops playing. */
    public void forward() {
        Walk walked = walked();
        if (walked.canGoForward()) walked.forward();
    }

    /** To the beginning. */
    public void toStart() {
        walked().toStart();
    }

    /** As far as is known. */
    public void toEnd() {
        walked().toEnd();
    }

    /** Plays or stops. */
    public void toggle() {
        playing.set(!playing.get());
    }

    /** @param by +1 for a finer scale, −1 for a coarser one */
    public void changeScale(int by) {
        int i = transport.scales().indexOf(scale.get()) + by;
        if (i >= 0 && i < transport.scales().size())
            scale.set(transport.scales().get(i));
    }
}

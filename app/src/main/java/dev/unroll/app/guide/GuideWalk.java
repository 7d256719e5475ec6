package dev.unroll.app.guide;

import dev.unroll.app.playback.Walk;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * Where a person stands in a guide. Forward on a value that is to be guessed shows it, and goes on only then; after a wrong answer it
 * says why first.
 */
public final class GuideWalk implements Walk {
    /** What has happened at a step. */
    public enum Phase {
        /** A value is hidden, and an answer is waited for. */
        ASKED,
        /** The value is shown, or there was none to be guessed. */
        SHOWN,
        /** After a wrong answer: why. */
        WHY
    }

    /**
     * Where the walk is.
     *
     * @param answer what was guessed, if anything was
     */
    public record Place(int index, Phase phase, @Nullable String answer) {}

    private final List<GuideStep> steps;
    private final Consumer<Situation> stage;
    private final ReadOnlyObjectWrapper<Place> place;

    /**
     * A walk that stands at the first step.
     *
     * @param steps at least one
     * @param stage brings the lesson where a step wants it
     */
    public GuideWalk(List<GuideStep> steps, Consumer<Situation> stage) {
        this.steps = List.copyOf(steps);
        this.stage = stage;
        place = new ReadOnlyObjectWrapper<>(this, "place", begin(0));
    }

    private Place begin(int index) {
        return new Place(index, steps.get(index).guess() == null ? Phase.SHOWN : Phase.ASKED, null);
    }

    /** Goes to a step, as if it had just been reached. */
    public void goTo(int index) {
        place.set(begin(Math.clamp(index, 0, steps.size() - 1)));
        stage.accept(step().situation());
    }

    /** Brings the lesson back to where this step wants it. */
    public void again() {
        Situation situation = step().situation();
        stage.accept(place.get().phase() == Phase.ASKED ? situation : situation.unveiled());
    }

    /** The person guessed; the value is shown. */
    public void answer(String answer, Measured measured) {
        Guess guess = step().guess();
        if (guess == null || place.get().phase() != Phase.ASKED) return;
        reveal(guess.right(answer, measured) ? Phase.SHOWN : Phase.WHY, answer);
    }

    private void reveal(Phase phase, @Nullable String answer) {
        place.set(new Place(place.get().index(), phase, answer));
        stage.accept(step().situation().unveiled());
    }

    @Override
    public void forward() {
        switch (place.get().phase()) {
            case ASKED -> reveal(Phase.SHOWN, null);
            case WHY ->
                place.set(
                        new Place(place.get().index(), Phase.SHOWN, place.get().answer()));
            case SHOWN -> goTo(place.get().index() + 1);
        }
    }

    @Override
    public void back() {
        goTo(place.get().index() - 1);
    }

    @Override
    public void toStart() {
        goTo(0);
    }

    @Override
    public void toEnd() {
        goTo(steps.size() - 1);
    }

    @Override
    public boolean canGoBack() {
        return place.get().index() > 0;
    }

    @Override
    public boolean canGoForward() {
        return place.get().phase() != Phase.SHOWN || place.get().index() < steps.size() - 1;
    }

    /** The step at which it stands. */
    public GuideStep step() {
        return steps.get(place.get().index());
    }

    /** All steps. */
    public List<GuideStep> steps() {
        return steps;
    }

    /** Where the walk is. */
    public ReadOnlyObjectProperty<Place> placeProperty() {
        return place.getReadOnlyProperty();
    }
}

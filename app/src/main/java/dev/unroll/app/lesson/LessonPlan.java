package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * All that a lesson says for itself: its knobs, what it trains, how it is laid out, and the operations of a pass. Its words stand in a
 * bundle beside its class that is named as its package is, its walk in {@code guide.json}.
 *
 * @param <S> what it reads off its model
 */
public interface LessonPlan<S extends Traced> {
    /** What can be turned. */
    List<Knob<?>> knobs();

    /** Whether turning a knob changes anything while the others stand as they do; one that does not is not shown. */
    default boolean applies(Knob<?> knob, KnobValues values) {
        return true;
    }

    /**
     * What a run begins with. On any thread.
     *
     * @throws SaidException if the knobs do not go together
     * @throws TextException if the text cannot be learnt
     */
    Opening<S> open(KnobValues values) throws SaidException, TextException;

    /**
     * Says so if what was typed cannot be shown, before anything is turned. On the JavaFX thread; what is not known yet need not be checked,
     * since {@link #open} checks it too.
     *
     * @throws SaidException if the knobs cannot stand so
     */
    default void check(KnobValues values) throws SaidException {}

    /**
     * What the knobs stand at when a person has turned one: others may have to follow.
     *
     * @param turned with that one turned
     */
    default KnobValues follow(Knob<?> knob, KnobValues turned) {
        return turned;
    }

    /** A knob that always stands at the time step at which the screen stands, for what is read only there; null where all is read. */
    default @Nullable Knob<Integer> followed() {
        return null;
    }

    /**
     * What the knobs stand at when the sequence is made a step longer, which forward does at its end; null where it is as long as it gets.
     *
     * @param reading what was read with {@code values}
     */
    default @Nullable KnobValues longer(S reading, KnobValues values) {
        return null;
    }

    /** What the models of a run are called, where there are several: the keys of their names. */
    default List<String> memberKeys() {
        return List.of("run.loss");
    }

    /** As {@link #memberKeys()}, where the knobs decide which models there are. */
    default List<String> memberKeys(KnobValues values) {
        return memberKeys();
    }

    /** How steps are made from now on, after a knob was turned that lets the run go on; not asked for where nothing is trained. */
    default TrainingSettings settings(KnobValues values) {
        throw new UnsupportedOperationException("nothing is trained");
    }

    /** The views, on the JavaFX thread. */
    LessonStage<S> stage(StageKit<S> kit);

    /** Whether it is the backward pass that is walked, from the last time step to the first. */
    default boolean backward() {
        return false;
    }

    /** What is computed at a time step, in order; none where the lesson does not go that deep. */
    default List<Operation<S>> operations() {
        return List.of();
    }
}

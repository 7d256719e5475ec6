package dev.unroll.app.knobs;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;

import java.util.List;

/**
 * Something that a person can turn.
 *
 * @param id its name on the command line and in guides
 * @param kind what it can be set to
 * @param initial what it stands at when the lesson is new
 * @param effect what turning it does
 */
public record Knob<T>(String id, Kind<T> kind, T initial, Effect effect) {
    /** What turning a knob does. */
    public enum Effect {
        /** A new run begins, from random weights. */
        ANEW,
        /** The run goes on, otherwise from here. */
        ONWARD,
        /** The same run is looked at in another way. */
        LOOK,
        /** As {@link #LOOK}, and it is turned on the stage, not in the bar above it. */
        LOOK_ON_STAGE
    }

    /** A text to learn. */
    public static Knob<String> text(String initial) {
        return new Knob<>("text", new Kind.Text(), initial, Effect.ANEW);
    }

    /** A whole number that a new run begins with. */
    public static Knob<Integer> size(String id, int initial, int min, int max) {
        return new Knob<>(id, new Kind.Whole(min, max), initial, Effect.ANEW);
    }

    /** The learning rate, which can be changed on the way. */
    public static Knob<Double> learningRate(double initial) {
        return new Knob<>("learningRate", new Kind.Decimal(0, Double.MAX_VALUE), initial, Effect.ONWARD);
    }

    /** Where random weights and batches come from. */
    public static Knob<Integer> seed() {
        return new Knob<>("seed", new Kind.Whole(0, Integer.MAX_VALUE), 1, Effect.ANEW);
    }

    /** One of several names. */
    public static Knob<String> choice(String id, Effect effect, String... options) {
        return new Knob<>(id, new Kind.Choice(List.of(options)), options[0], effect);
    }

    /** A whole number that is chosen on the stage. */
    public static Knob<Integer> look(String id, int initial, int min, int max) {
        return new Knob<>(id, new Kind.Whole(min, max), initial, Effect.LOOK_ON_STAGE);
    }

    /** On or off, turned on the stage. */
    public static Knob<Boolean> toggle(String id) {
        return new Knob<>(id, new Kind.Toggle(), false, Effect.LOOK_ON_STAGE);
    }

    /** The key of its name among the texts. */
    public String titleKey() {
        return "knob." + id;
    }

    /**
     * Reads what was typed.
     *
     * @throws SaidException if it is not what the knob can be set to
     */
    public T parse(String typed) throws SaidException {
        T value = kind.parse(typed);
        if (value == null) throw new SaidException(kind.refusal(new Sentence(titleKey()), typed));
        return value;
    }
}

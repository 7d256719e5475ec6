package dev.unroll.app.knobs;

import dev.unroll.app.i18n.SaidException;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What all knobs of a lesson stand at. Immutable. */
public final class KnobValues {
    private final Map<Knob<?>, Object> values;

    private KnobValues(Map<Knob<?>, Object> values) {
        this.values = values;
    }

    /** All knobs as they are when the lesson is new. */
    public static KnobValues initial(List<Knob<?>> knobs) {
        Map<Knob<?>, Object> values = new LinkedHashMap<>();
        for (Knob<?> knob : knobs) values.put(knob, knob.initial());
        return new KnobValues(values);
    }

    /** The knobs, in the order in which the lesson declares them. */
    public List<Knob<?>> knobs() {
        return List.copyOf(values.keySet());
    }

    /** What a knob stands at. */
    @SuppressWarnings("unchecked") // a value enters under a knob of its own type only
    public <T> T get(Knob<T> knob) {
        return (T) Objects.requireNonNull(values.get(knob), () -> "no knob " + knob.id());
    }

    /** These values with one knob turned. */
    public <T> KnobValues with(Knob<T> knob, T value) {
        Map<Knob<?>, Object> changed = new LinkedHashMap<>(values);
        changed.replace(knob, value);
        return new KnobValues(changed);
    }

    /**
     * These values with the knob of an id turned to what was typed.
     *
     * @throws SaidException if there is no such knob, or it cannot be set to that
     */
    public KnobValues with(String id, String typed) throws SaidException {
        return turned(knob(id), typed);
    }

    private <T> KnobValues turned(Knob<T> knob, String typed) throws SaidException {
        return with(knob, knob.parse(typed));
    }

    /**
     * The knob of an id.
     *
     * @throws SaidException if there is none
     */
    public Knob<?> knob(String id) throws SaidException {
        for (Knob<?> knob : values.keySet()) if (knob.id().equals(id)) return knob;
        String all = values.keySet().stream().map(Knob::id).collect(Collectors.joining(", "));
        throw new SaidException("knob.unknown", id, all);
    }

    /** What a knob stands at, as it is typed. */
    public <T> String typed(Knob<T> knob) {
        return knob.kind().format(get(knob));
    }

    /** Whether a knob of this effect stands elsewhere than in {@code other}. */
    public boolean differ(KnobValues other, Knob.Effect effect) {
        return values.entrySet().stream()
                .anyMatch(entry -> entry.getKey().effect() == effect
                        && !entry.getValue().equals(other.values.get(entry.getKey())));
    }

    /** The one knob that stands elsewhere than in {@code other}; null if there is none or there are several. */
    public @Nullable Knob<?> onlyDifference(KnobValues other) {
        Knob<?> only = null;
        for (Knob<?> knob : values.keySet()) {
            if (Objects.equals(values.get(knob), other.values.get(knob))) continue;
            if (only != null) return null;
            only = knob;
        }
        return only;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof KnobValues other && values.equals(other.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** For example {@code text=HELLO, hidden=2}. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().id() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}

package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Change;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a person has set by hand in a pass, as it is kept in a knob: interventions with a semicolon between them.
 *
 * @param held what is in force, in the order in which it was set
 * @param dropped what was typed and is not, since it cannot be read or the model has no such place
 */
public record Hands(List<Held> held, List<String> dropped) {
    /** Nothing. */
    public static final Hands NONE = new Hands(List.of(), List.of());

    /**
     * Something that is in force.
     *
     * @param typed as {@link Intervention#parse} reads it
     */
    public record Held(String typed, Intervention intervention) {}

    /** What stands in the place of a number where a value is taken from the pass over another text. */
    public static final String OTHER = "other";

    /** Reads a knob, leaving out what does not fit a pass. */
    public static Hands of(String typed, Trace pass) {
        return of(typed, pass, null);
    }

    /**
     * As {@link #of(String, Trace)}, where {@code NAME[AXIS=INDEX,…] = other} takes a value from another pass.
     *
     * @param other over as many tokens; null where there is none
     */
    public static Hands of(String typed, Trace pass, @Nullable Trace other) {
        List<Held> held = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (String one : typed.split(";", -1)) {
            if (one.isBlank()) continue;
            try {
                Intervention intervention = parse(one);
                boolean possible = fits(intervention, pass) && (other != null || !isTaken(one));
                if (!possible) dropped.add(one.strip());
                else held.add(new Held(one.strip(), isTaken(one) ? taken(intervention, other) : intervention));
            } catch (IllegalArgumentException e) {
                dropped.add(one.strip());
            }
        }
        return new Hands(List.copyOf(held), List.copyOf(dropped));
    }

    private static boolean isTaken(String typed) {
        return typed.strip().endsWith("= " + OTHER);
    }

    /** What is taken from another pass has its place here, and no number yet. */
    private static Intervention parse(String typed) {
        String text = typed.strip();
        return Intervention.parse(isTaken(typed) ? text.substring(0, text.length() - OTHER.length()) + 0 : text);
    }

    private static Intervention taken(Intervention there, @Nullable Trace other) {
        Tensor value = Objects.requireNonNull(other).value(there.name());
        return new Intervention(there.name(), there.where(), new Change.Replace(value));
    }

    private static boolean fits(Intervention intervention, Trace pass) {
        if (!pass.names().contains(intervention.name())) return false;
        Tensor value = pass.value(intervention.name());
        Shape shape = value.shape();
        return intervention.where().entrySet().stream()
                .allMatch(fixed -> shape.indexOf(fixed.getKey()) >= 0
                        && fixed.getValue() >= 0
                        && fixed.getValue() < shape.size(fixed.getKey()));
    }

    /** What is in force, for a pass. */
    public Intervention[] interventions() {
        return held.stream().map(Held::intervention).toArray(Intervention[]::new);
    }

    /** As it is typed into the knob. */
    public String typed() {
        return held.stream().map(Held::typed).collect(Collectors.joining("; "));
    }

    /** With something set, in the place of what was set there before. */
    public Hands with(String typed) {
        Intervention added = parse(typed);
        List<Held> all = new ArrayList<>(without(added).held);
        all.add(new Held(typed, added));
        return new Hands(List.copyOf(all), List.of());
    }

    /** Without what is set at the place of an intervention. */
    public Hands without(Intervention there) {
        return new Hands(
                held.stream()
                        .filter(one -> !one.intervention.name().equals(there.name())
                                || !one.intervention.where().equals(there.where()))
                        .toList(),
                List.of());
    }

    /** Whether a number is set by hand: everything that is fixed by an intervention of its name is at the same place. */
    public boolean concern(String name, Map<Axis, Integer> place) {
        return held.stream()
                .map(Held::intervention)
                .anyMatch(one -> one.name().equals(name)
                        && one.where().entrySet().stream()
                                .allMatch(fixed -> fixed.getValue().equals(place.getOrDefault(fixed.getKey(), -1))));
    }
}

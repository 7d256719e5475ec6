package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** Reads a knob, leaving out what does not fit a pass. */
    public static Hands of(String typed, Trace pass) {
        List<Held> held = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (String one : typed.split(";", -1)) {
            if (one.isBlank()) continue;
            try {
                Intervention intervention = Intervention.parse(one);
                if (fits(intervention, pass)) held.add(new Held(one.strip(), intervention));
                else dropped.add(one.strip());
            } catch (IllegalArgumentException e) {
                dropped.add(one.strip());
            }
        }
        return new Hands(List.copyOf(held), List.copyOf(dropped));
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
        Intervention added = Intervention.parse(typed);
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

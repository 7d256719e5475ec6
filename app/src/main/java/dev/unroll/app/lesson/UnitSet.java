package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Units of a vector, as they are typed: {@code 3, 7, 32-63}.
 *
 * @param units from 0
 */
public record UnitSet(Set<Integer> units) {
    private static final Pattern PART = Pattern.compile("(\\d{1,4})(?:\\s*-\\s*(\\d{1,4}))?");

    /** Reads them, leaving out what is none. */
    public static UnitSet of(String typed) {
        Set<Integer> units = new TreeSet<>();
        for (String part : typed.split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) continue;
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            for (int unit = first; unit <= last; unit++) units.add(unit);
        }
        return new UnitSet(units);
    }

    /** @throws SaidException if something is no unit and no range of units */
    public static void check(String typed) throws SaidException {
        for (String part : typed.split(",", -1))
            if (!part.isBlank() && !PART.matcher(part.strip()).matches())
                throw new SaidException("units.none", part.strip());
    }

    /** With a unit if it is not among them, else without it. */
    public UnitSet toggled(int unit) {
        Set<Integer> other = new TreeSet<>(units);
        if (!other.remove(unit)) other.add(unit);
        return new UnitSet(other);
    }

    /** As they are typed. */
    public String typed() {
        return units.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * What erases them after the last step of a pass: sets them to 0 there. Units beyond the last are left out.
     *
     * @param names of the vectors of which they are erased, {@code [TIME, UNIT]}
     */
    public Intervention[] erased(Trace pass, List<String> names) {
        Shape shape = pass.value(names.getFirst()).shape();
        int last = shape.size(0) - 1;
        return units.stream()
                .filter(unit -> unit < shape.size(1))
                .flatMap(unit ->
                        names.stream().map(name -> Intervention.zero(name, Map.of(Axis.TIME, last, Axis.UNIT, unit))))
                .toArray(Intervention[]::new);
    }
}

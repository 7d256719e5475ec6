package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Intervention;

import java.util.ArrayList;
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
record UnitSet(Set<Integer> units) {
    private static final Pattern PART = Pattern.compile("(\\d{1,4})(?:\\s*-\\s*(\\d{1,4}))?");

    /** Reads them, leaving out what is none. */
    static UnitSet of(String typed) {
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
    static void check(String typed) throws SaidException {
        for (String part : typed.split(",", -1))
            if (!part.isBlank() && !PART.matcher(part.strip()).matches())
                throw new SaidException("seq2seq.noUnits", part.strip());
    }

    /** With a unit if it is not among them, else without it. */
    UnitSet toggled(int unit) {
        Set<Integer> other = new TreeSet<>(units);
        if (!other.remove(unit)) other.add(unit);
        return new UnitSet(other);
    }

    /** As they are typed. */
    String typed() {
        return units.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * What erases them from the vector that an encoder hands on: both of its parts.
     *
     * @param last the last step of the encoder
     * @param size how many units there are; those beyond are left out
     */
    Intervention[] interventions(int last, int size) {
        List<Intervention> all = new ArrayList<>();
        for (int unit : units) {
            if (unit >= size) continue;
            for (String part : List.of(Seq2SeqReading.CELL, Seq2SeqReading.HIDDEN))
                all.add(Intervention.zero("encoder/" + part, Map.of(Axis.TIME, last, Axis.UNIT, unit)));
        }
        return all.toArray(Intervention[]::new);
    }
}

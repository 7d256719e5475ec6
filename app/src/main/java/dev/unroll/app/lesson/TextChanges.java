package dev.unroll.app.lesson;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tokens that are read in the place of others, as they are kept in a knob: {@code 0=2; 3=1} reads token 2 at step 0 and token 1 at step 3.
 *
 * @param tokens the id that is read at a step in the place of the text's own
 */
public record TextChanges(SortedMap<Integer, Integer> tokens) {
    /** Reads a knob; what is no change is left out. */
    public static TextChanges parse(String typed) {
        SortedMap<Integer, Integer> tokens = new TreeMap<>();
        for (String one : typed.split(";", -1)) {
            String[] sides = one.strip().split("=", -1);
            if (sides.length == 2 && sides[0].matches("\\d{1,9}") && sides[1].matches("\\d{1,9}"))
                tokens.put(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
        }
        return new TextChanges(tokens);
    }

    /** Those that change something in a text: its place is read, the token is there, and is another. */
    public TextChanges fitting(int[] ids, int vocabulary) {
        SortedMap<Integer, Integer> fitting = new TreeMap<>(tokens);
        fitting.entrySet()
                .removeIf(one -> one.getKey() >= ids.length - 1
                        || one.getValue() >= vocabulary
                        || ids[one.getKey()] == one.getValue());
        return new TextChanges(fitting);
    }

    /** The text with the changes. */
    public int[] applied(int[] ids) {
        int[] changed = ids.clone();
        tokens.forEach((step, id) -> changed[step] = id);
        return changed;
    }

    /** Whether nothing is changed. */
    public boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** With another token at a step. */
    public TextChanges with(int step, int id) {
        SortedMap<Integer, Integer> more = new TreeMap<>(tokens);
        more.put(step, id);
        return new TextChanges(more);
    }

    /** With the text's own token at a step. */
    public TextChanges without(int step) {
        SortedMap<Integer, Integer> fewer = new TreeMap<>(tokens);
        fewer.remove(step);
        return new TextChanges(fewer);
    }

    /** As it is typed into the knob. */
    public String typed() {
        return tokens.entrySet().stream()
                .map((Map.Entry<Integer, Integer> one) -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining("; "));
    }
}

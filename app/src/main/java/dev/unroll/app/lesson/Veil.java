package dev.unroll.app.lesson;

import dev.unroll.app.guide.Formula;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

/** What is to be guessed, and so is not to be seen anywhere. */
final class Veil {
    private final Supplier<? extends @Nullable Traced> shown;
    private final Map<String, ReadOnlyBooleanWrapper> hiding = new HashMap<>();
    private List<Formula.Element> hidden = List.of();

    /** @param shown what is shown now; null while there is nothing */
    Veil(Supplier<? extends @Nullable Traced> shown) {
        this.shown = shown;
    }

    void set(List<Formula.Element> elements) {
        hidden = elements;
        hiding.forEach((name, is) -> is.set(hides(name)));
    }

    /** Whether anything under a name is hidden. */
    boolean hides(String name) {
        return hidden.stream().anyMatch(element -> element.traceName().equals(name));
    }

    /** As {@link #hides}, as it changes. */
    ReadOnlyBooleanProperty hiding(String name) {
        return hiding.computeIfAbsent(name, _ -> new ReadOnlyBooleanWrapper(this, name, hides(name)))
                .getReadOnlyProperty();
    }

    /** Whether the number at a place is hidden. */
    boolean covers(Place at) {
        Traced now = shown.get();
        return now != null
                && hidden.stream()
                        .filter(element -> element.traceName().equals(at.name()))
                        .anyMatch(element -> {
                            Place veiled = place(element, now);
                            return veiled == null
                                    || veiled.axes().stream().allMatch(axis -> at.along(axis) == veiled.along(axis));
                        });
    }

    /** The cells of a view of a name that are hidden; null if none is. */
    @Nullable
    Predicate<Cell> over(String name, CellLayout layout) {
        List<Formula.Element> here = hidden.stream()
                .filter(element -> element.traceName().equals(name))
                .toList();
        return here.isEmpty() ? null : cell -> here.stream().anyMatch(element -> covers(element, layout.index(cell)));
    }

    private boolean covers(Formula.Element element, int[] index) {
        Traced now = shown.get();
        Place veiled = now == null ? null : place(element, now);
        if (now == null || veiled == null) return true;
        Shape shape = now.tensor(element.name()).shape();
        for (int i = 0; i < index.length; i++) {
            int fixed = veiled.along(shape.axis(i));
            if (fixed >= 0 && fixed != index[i]) return false;
        }
        return true;
    }

    /** Where it stands; null while it is not measured, or what is shown is of before: then nothing of its name may be told. */
    private static @Nullable Place place(Formula.Element element, Traced now) {
        try {
            return element.place(now);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

package dev.unroll.viz.explain;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The places that were walked through from number to number, and where one stands among them, as in a browser. */
final class Walk {
    private final List<Place> places = new ArrayList<>();
    private int at = -1;

    void begin(Place root) {
        clear();
        places.add(root);
        at = 0;
    }

    void clear() {
        places.clear();
        at = -1;
    }

    /** Goes on to a place; the places that one could have gone forward to are forgotten. */
    void follow(Place place) {
        places.subList(at + 1, places.size()).clear();
        places.add(place);
        at++;
    }

    /** Stands at the place with that number, if there is one. */
    boolean stand(int index) {
        if (index < 0 || index >= places.size() || index == at) return false;
        at = index;
        return true;
    }

    /** Where one stands; −1 if nowhere. */
    int at() {
        return at;
    }

    boolean canGoForward() {
        return at + 1 < places.size();
    }

    /** From the root to where one stands. */
    List<Place> path() {
        return List.copyOf(places.subList(0, at + 1));
    }

    @Nullable
    Place current() {
        return at < 0 ? null : places.get(at);
    }

    @Nullable
    Place root() {
        return at < 0 ? null : places.getFirst();
    }

    /** Ends the walk before the first place that is not there; who stood beyond it stands at the last that is left. */
    void cut(Predicate<Place> isThere) {
        int end = 0;
        while (end < places.size() && isWithin(places.get(end)) && isThere.test(places.get(end))) end++;
        places.subList(end, places.size()).clear();
        at = Math.min(at, end - 1);
    }

    private static boolean isWithin(Place place) {
        return place.index().stream().allMatch(i -> i >= 0);
    }

    /** Moves every place by so many steps. */
    void moveTime(int by) {
        UnaryOperator<Place> moved = place -> moved(place, by);
        places.replaceAll(moved);
    }

    /**
     * A place so many steps later. Where a target step looks at time steps, only the target moves: the others are looked at, and what
     * an encoder made of them stays.
     */
    private static Place moved(Place place, int by) {
        if (place.name().startsWith("encoder") || place.name().equals("source")) return place;
        Axis axis = place.axes().contains(Axis.TARGET) ? Axis.TARGET : Axis.TIME;
        int i = place.axes().indexOf(axis);
        if (i < 0) return place;
        List<Integer> index = new ArrayList<>(place.index());
        index.set(i, index.get(i) + by);
        return new Place(place.name(), place.axes(), List.copyOf(index), place.quantity());
    }
}

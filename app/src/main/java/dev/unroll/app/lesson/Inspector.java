package dev.unroll.app.lesson;

import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

import javafx.beans.property.ReadOnlyObjectProperty;

/** Where the arithmetic of one number is shown, and from there that of its operands. */
public interface Inspector {
    /** Shows the arithmetic of the number at a place. */
    void show(Traced source, Place place);

    /** Explains what is shown, and the way that led to it, in a newer reading; what is not there any more goes. */
    void refresh(Traced source);

    /** The same numbers so many time steps later. */
    void moveTime(int steps);

    /** Shows nothing. */
    void clear();

    /** The place whose number is explained now. */
    ReadOnlyObjectProperty<@Nullable Place> placeProperty();
}

package dev.unroll.app.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import javafx.scene.layout.HBox;

/**
 * A row whose parts make themselves smaller, one after the other, when they do not all fit at their least widths. That depends on the
 * room alone and on no text that changes while it plays.
 */
abstract class YieldingRow extends HBox {
    private final List<Part> parts = new ArrayList<>();

    /** What can give way. */
    private static final class Part {
        final DoubleSupplier saving;
        final Yielding how;
        boolean small;

        Part(DoubleSupplier saving, Yielding how) {
            this.saving = saving;
            this.how = how;
        }
    }

    /** Makes a part small, or as large as it is meant to be. */
    @FunctionalInterface
    interface Yielding {
        /** Does it. */
        void makeSmall(boolean small);
    }

    /**
     * Adds a part that gives way after those that were added before.
     *
     * @param saving by how many pixels its least width is smaller when it is small, whichever it is now
     */
    final void yielding(DoubleSupplier saving, Yielding how) {
        parts.add(new Part(saving, how));
    }

    @Override
    protected void layoutChildren() {
        makeRoom();
        super.layoutChildren();
    }

    /** With all parts small: whoever lays the row out gives it no less, and it could not give way otherwise. */
    @Override
    protected double computeMinWidth(double height) {
        double least = super.computeMinWidth(height);
        for (Part part : parts) if (!part.small) least -= part.saving.getAsDouble();
        return least;
    }

    private void makeRoom() {
        double needed = super.computeMinWidth(-1);
        for (Part part : parts) if (part.small) needed += part.saving.getAsDouble();
        for (Part part : parts) {
            boolean small = needed > getWidth();
            if (small) needed -= part.saving.getAsDouble();
            if (small == part.small) continue;
            part.small = small;
            part.how.makeSmall(small);
        }
    }
}

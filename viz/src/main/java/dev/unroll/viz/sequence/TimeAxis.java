package dev.unroll.viz.sequence;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.WeakHashMap;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;

/**
 * The one axis on which tokens run left to right. All views of a sequence share it, so that step t stands in the same column
 * in each of them. The columns fill the width of the views; where they would become too narrow the axis scrolls.
 */
public final class TimeAxis {
    private static final double LARGEST_ZOOM = 64;

    private final IntegerProperty count = new SimpleIntegerProperty(this, "count", 0);
    private final IntegerProperty position = new SimpleIntegerProperty(this, "position", -1);
    private final IntegerProperty hovered = new SimpleIntegerProperty(this, "hovered", -1);
    private final BooleanProperty backward = new SimpleBooleanProperty(this, "backward", false);
    private final DoubleProperty minColumnWidth = new SimpleDoubleProperty(this, "minColumnWidth", 4);
    private final DoubleProperty zoom = new SimpleDoubleProperty(this, "zoom", 1);
    private final DoubleProperty scroll = new SimpleDoubleProperty(this, "scroll", 0);
    private final ReadOnlyDoubleWrapper columnWidth = new ReadOnlyDoubleWrapper(this, "columnWidth", 24);
    private final ReadOnlyDoubleWrapper gutter = new ReadOnlyDoubleWrapper(this, "gutter", 0);
    private final Map<Object, Room> rooms = new WeakHashMap<>();
    private double width = 0;
    private double widestLabels = 0;
    private @Nullable TimeAxis aligned;

    /** What a view has and needs: its width and the room for its row labels, in pixels. */
    record Room(double width, double gutter) {}

    /** An axis of no steps. */
    public TimeAxis() {
        count.addListener(o -> fit());
        zoom.addListener(o -> fit());
        minColumnWidth.addListener(o -> fit());
        position.addListener((o, old, now) -> reveal(now.intValue()));
    }

    /** Takes note of a view's room; the columns fit the narrowest view and the widest labels. */
    void enter(Object view, Room room) {
        if (!room.equals(rooms.put(view, room))) fit();
    }

    /** Forgets a view that is no longer shown. */
    void leave(Object view) {
        if (rooms.remove(view) != null) fit();
    }

    private void fit() {
        if (rooms.isEmpty()) return;
        width = Double.MAX_VALUE;
        double before = widestLabels;
        widestLabels = 0;
        for (Room room : rooms.values()) {
            width = Math.min(width, room.width);
            widestLabels = Math.max(widestLabels, room.gutter);
        }
        double labels = aligned == null ? widestLabels : Math.max(widestLabels, aligned.widestLabels);
        gutter.set(Math.ceil(Math.min(labels, width / 3)));
        columnWidth.set(columnWidthIn(width));
        scrollTo(scroll.get());
        reveal(position.get());
        if (aligned != null && widestLabels != before) aligned.fit();
    }

    /** Lets the columns of two axes begin below each other, whose views may have labels of other lengths. */
    public static void align(TimeAxis one, TimeAxis other) {
        one.aligned = other;
        other.aligned = one;
        one.fit();
        other.fit();
    }

    /** The pitch of the columns if the narrowest view were so wide, for a view that is not laid out yet. */
    double columnWidthIn(double viewWidth) {
        double fitting = availableIn(viewWidth) / Math.max(1, count.get());
        return Math.max(minColumnWidth.get(), fitting) * Math.max(1, zoom.get());
    }

    /** Whether the steps would not all fit if the narrowest view were so wide. */
    boolean overflowsIn(double viewWidth) {
        return total(columnWidthIn(viewWidth)) > availableIn(viewWidth) + 1;
    }

    /** Whether there are steps beyond the edges of the views. */
    public boolean overflows() {
        return total(columnWidth.get()) > available() + 1;
    }

    private double total(double pitch) {
        return count.get() * pitch;
    }

    private double availableIn(double viewWidth) {
        return Math.max(1, viewWidth - gutter.get() - 2);
    }

    /** The room for columns, in pixels. */
    double available() {
        return availableIn(width);
    }

    /** The share of all columns that lies before the first visible pixel, from 0 to 1. */
    double shareBefore() {
        return scroll.get() / Math.max(1, total(columnWidth.get()));
    }

    /** The share of all columns that is visible, from 0 to 1. */
    double shareVisible() {
        return Math.min(1, available() / Math.max(1, total(columnWidth.get())));
    }

    /** How many steps lie wholly or more than half before the visible ones. */
    int stepsBefore() {
        return (int) Math.round(scroll.get() / columnWidth.get());
    }

    /** How many steps lie wholly or more than half after the visible ones. */
    int stepsAfter() {
        return Math.max(0, count.get() - (int) Math.round((scroll.get() + available()) / columnWidth.get()));
    }

    /** Where the middle of step {@code t} is, in pixels from the left of every view. */
    public double x(double t) {
        return gutter.get() + (t + .5) * columnWidth.get() - scroll.get();
    }

    /** The whole pixel at which the column of step {@code t} begins. */
    public double left(int t) {
        return Math.round(x(t - .5));
    }

    /** The step whose column is at {@code x}, or −1. */
    public int stepAt(double x) {
        if (x < gutter.get()) return -1;
        // Columns begin on whole pixels, so the answer must agree with what is drawn there.
        int t = (int) Math.floor((x - gutter.get() + scroll.get()) / columnWidth.get());
        if (left(t + 1) <= x) t++;
        else if (left(t) > x) t--;
        return t >= 0 && t < count.get() ? t : -1;
    }

    /** The first step of which something can be seen. */
    public int firstVisible() {
        return Math.clamp((int) (scroll.get() / columnWidth.get()), 0, Math.max(0, count.get() - 1));
    }

    /** The last step of which something can be seen, or −1 if there is none. */
    public int lastVisible() {
        return Math.min(count.get() - 1, (int) ((scroll.get() + available() + 2) / columnWidth.get()));
    }

    /** Scrolls to {@code pixels} from the first step, as far as there are steps. */
    public void scrollTo(double pixels) {
        scroll.set(Math.clamp(pixels, 0, Math.max(0, total(columnWidth.get()) - available())));
    }

    /** Scrolls as little as brings step {@code t} into sight. */
    public void reveal(int t) {
        if (t < 0 || t >= count.get() || rooms.isEmpty()) return;
        double from = t * columnWidth.get();
        double to = from + columnWidth.get();
        if (from < scroll.get()) scrollTo(from);
        else if (to > scroll.get() + available()) scrollTo(to - available());
    }

    /** Zooms by {@code factor}, keeping what is at {@code x} where it is. */
    public void zoomAround(double x, double factor) {
        double steps = (x - gutter.get() + scroll.get()) / columnWidth.get();
        zoom.set(Math.clamp(zoom.get() * factor, 1, LARGEST_ZOOM));
        scrollTo(steps * columnWidth.get() - (x - gutter.get()));
    }

    /** How many steps there are. */
    public IntegerProperty countProperty() {
        return count;
    }

    public int getCount() {
        return count.get();
    }

    public void setCount(int steps) {
        count.set(steps);
    }

    /** The step at which playback stands, or −1; it is kept in sight. */
    public IntegerProperty positionProperty() {
        return position;
    }

    public int getPosition() {
        return position.get();
    }

    public void setPosition(int step) {
        position.set(step);
    }

    /** Whether playback goes from the last step to the first, as a backward pass does, so that what is not computed yet lies before it. */
    public BooleanProperty backwardProperty() {
        return backward;
    }

    public boolean isBackward() {
        return backward.get();
    }

    public void setBackward(boolean value) {
        backward.set(value);
    }

    /** The step under the pointer in any of the views, or −1. */
    public IntegerProperty hoveredProperty() {
        return hovered;
    }

    public int getHovered() {
        return hovered.get();
    }

    /** The pitch of the columns in pixels. */
    public ReadOnlyDoubleProperty columnWidthProperty() {
        return columnWidth.getReadOnlyProperty();
    }

    public double getColumnWidth() {
        return columnWidth.get();
    }

    /** The pitch in pixels below which the columns scroll rather than shrink further. */
    public DoubleProperty minColumnWidthProperty() {
        return minColumnWidth;
    }

    /** How much wider the columns are than would fit; at least 1. */
    public DoubleProperty zoomProperty() {
        return zoom;
    }

    /** How far the columns are scrolled, in pixels; change it by {@link #scrollTo}. */
    public ReadOnlyDoubleProperty scrollProperty() {
        return scroll;
    }

    /** The room left of the first column for row labels, in pixels. */
    public ReadOnlyDoubleProperty gutterProperty() {
        return gutter.getReadOnlyProperty();
    }

    public double getGutter() {
        return gutter.get();
    }
}

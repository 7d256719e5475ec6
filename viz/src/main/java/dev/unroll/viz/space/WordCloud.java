package dev.unroll.viz.space;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.WordPairs;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Point2D;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;

/**
 * Words as points in the plane, with as many of their names as find room without covering each other: first those of the words that
 * matter, then in their order. One word may be in focus, with those near it; words can be joined by a pull or a push, and by the arrows
 * of an analogy. The wheel zooms, dragging moves, a double click shows all. What is pointed at is a word by its position; one under the
 * veil is not drawn.
 *
 * <p>The frame around the points only changes when they leave it or fill little of it, so that what moves are the words.
 */
public final class WordCloud extends PointedView<Integer> {
    private static final double LARGEST_ZOOM = 60;

    /** How much larger than the cloud the frame is when it is set. */
    private static final double ROOM = 1.15;

    /** The frame is set anew when the cloud fills less of it than this. */
    private static final double LEAST_FILLED = .55;

    /**
     * Two words that training moves.
     *
     * @param pulled whether towards each other, or apart
     * @param strength how hard, from 0 to 1
     */
    public record Link(int from, int to, boolean pulled, double strength) {
        /** What an example of training moves: all given words are pulled, and the first of them is pushed away from what is wrong. */
        public static List<Link> of(WordPairs.Pair pair) {
            List<Link> links = new ArrayList<>();
            for (WordPairs.Item item : pair.items())
                for (int given : item.pulled() ? pair.given() : pair.given().subList(0, 1))
                    links.add(new Link(given, item.word(), item.pulled(), item.strength()));
            return links;
        }
    }

    /**
     * An analogy: {@code start} is to what is looked for as {@code from} is to {@code to}.
     *
     * @param answer the word that lies nearest to there; −1 for none
     */
    public record Analogy(int from, int to, int start, int answer) {}

    private final ObjectProperty<@Nullable Tensor> points = new SimpleObjectProperty<>(this, "points");
    private final ObjectProperty<List<String>> labels = new SimpleObjectProperty<>(this, "labels", List.of());
    private final IntegerProperty focus = new SimpleIntegerProperty(this, "focus", -1);
    private final ObjectProperty<List<Integer>> near = new SimpleObjectProperty<>(this, "near", List.of());
    private final ObjectProperty<List<Link>> links = new SimpleObjectProperty<>(this, "links", List.of());
    private final ObjectProperty<@Nullable Analogy> analogy = new SimpleObjectProperty<>(this, "analogy");
    private final DoubleProperty zoom = new SimpleDoubleProperty(this, "zoom", 1);

    /** How far the plane is shown from 0 at least; 0 before there are words. */
    private double frame;

    private double panX;
    private double panY;
    private double dragX;
    private double dragY;

    /** A cloud without words. */
    @SuppressWarnings("this-escape") // Handlers are only called once the view is shown.
    public WordCloud() {
        super("word-cloud");
        repaintOn(points, labels, focus, near, links, analogy, zoom);
        addEventHandler(ScrollEvent.SCROLL, this::wheel);
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        addEventHandler(MouseEvent.MOUSE_CLICKED, e -> {
            if (e.getClickCount() == 2) showAll();
        });
    }

    // --- where words lie ---

    int count() {
        Tensor t = points.get();
        return t == null ? 0 : t.shape().rows();
    }

    /** Whether a word is drawn: it has a place, and is not veiled. */
    boolean isShown(int word) {
        return hasPlace(word) && !isVeiled(word);
    }

    /** Whether a word lies somewhere, be it hidden or not. */
    boolean hasPlace(int word) {
        return word >= 0 && word < count() && Double.isFinite(place(word)[0]);
    }

    private double pixels() {
        return Math.min(getWidth(), getHeight()) / 2 / (frame > 0 ? frame : 1) * zoom.get();
    }

    /** Where a place of the plane lies in the view. */
    Point2D at(double[] place) {
        return new Point2D(
                getWidth() / 2 + (place[0] * stretch() - panX) * pixels(),
                getHeight() / 2 - (place[1] - panY) * pixels());
    }

    /** A wide view shows the cloud wider than it is, up to twice, so that names have room. */
    private double stretch() {
        return Math.clamp(getWidth() / Math.max(1, getHeight()), 1, 2);
    }

    /** The place of a word in the plane. */
    double[] place(int word) {
        Tensor t = points.get();
        return t == null ? new double[2] : new double[] {t.at(word * 2), t.at(word * 2 + 1)};
    }

    /** Where a word lies in the view. */
    Point2D at(int word) {
        return at(place(word));
    }

    private void reframe() {
        double extent = 0;
        Tensor t = points.get();
        for (int i = 0; t != null && i < t.length(); i++)
            if (Float.isFinite(t.at(i))) extent = Math.max(extent, Math.abs(t.at(i)));
        if (extent > 0 && (extent > frame || extent < LEAST_FILLED * frame)) frame = ROOM * extent;
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (count() == 0) return;
        new CloudPainter(this, gc, theme).paint();
    }

    // --- zoom ---

    private void wheel(ScrollEvent event) {
        if (event.getDeltaY() == 0) return;
        double before = pixels();
        double x = (event.getX() - getWidth() / 2) / before;
        double y = (getHeight() / 2 - event.getY()) / before;
        zoom.set(Math.clamp(zoom.get() * Math.pow(1.0025, event.getDeltaY()), 1, LARGEST_ZOOM));
        double share = 1 - before / pixels();
        panX += x * share;
        panY += y * share;
        if (zoom.get() == 1) showAll();
        repaint();
        event.consume();
    }

    private void press(MouseEvent event) {
        dragX = event.getX();
        dragY = event.getY();
    }

    private void drag(MouseEvent event) {
        if (zoom.get() == 1) return;
        panX -= (event.getX() - dragX) / pixels();
        panY += (event.getY() - dragY) / pixels();
        press(event);
        repaint();
    }

    /** Shows all words. */
    public void showAll() {
        panX = 0;
        panY = 0;
        zoom.set(1);
    }

    @Override
    protected void reveal(Integer word) {
        Point2D at = at(word);
        if (at.getX() >= 0 && at.getY() >= 0 && at.getX() < getWidth() && at.getY() < getHeight()) return;
        panX = place(word)[0] * stretch();
        panY = place(word)[1];
        repaint();
    }

    // --- what is pointed at ---

    @Override
    protected @Nullable Integer at(double x, double y) {
        Integer nearest = null;
        double least = 9;
        for (int word = 0; word < count(); word++) {
            if (!isShown(word)) continue;
            double distance = at(word).distance(x, y);
            if (distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return nearest;
    }

    @Override
    protected boolean contains(Integer word) {
        return word >= 0 && word < count();
    }

    String label(int word) {
        return TokenStrip.display(labels.get(), word);
    }

    @Override
    protected String name(Integer word) {
        return "‘" + label(word) + "’";
    }

    @Override
    protected String describe(Integer word) {
        double[] place = place(word);
        return name(word) + ": (" + Numbers.brief(place[0]) + ", " + Numbers.brief(place[1]) + ")";
    }

    @Override
    protected @Nullable Integer first() {
        return count() == 0 ? null : focus.get() >= 0 ? focus.get() : 0;
    }

    /** The nearest word that lies rather that way than another; Home and End lead to the first and the last. */
    @Override
    protected @Nullable Integer neighbour(Integer from, Direction direction) {
        if (direction == Direction.FIRST) return 0;
        if (direction == Direction.LAST) return count() - 1;
        Point2D start = at(from);
        Integer best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int word = 0; word < count(); word++) {
            if (word == from || !isShown(word)) continue;
            Point2D way = at(word).subtract(start);
            double along = switch (direction) {
                case LEFT -> -way.getX();
                case RIGHT -> way.getX();
                case UP -> -way.getY();
                default -> way.getY();
            };
            if (along > 0 && along >= .5 * way.magnitude() && way.magnitude() < least) {
                least = way.magnitude();
                best = word;
            }
        }
        return best;
    }

    @Override
    protected double computeMinHeight(double width) {
        return 14 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 26 * theme().em();
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    // --- properties ---

    /** Where the words lie, {@code [TOKEN, ITEM 2]}; NaN for those that are left out. */
    public ObjectProperty<@Nullable Tensor> pointsProperty() {
        return points;
    }

    /** @throws IllegalArgumentException if they are not points in the plane */
    public void setPoints(@Nullable Tensor places) {
        if (places != null && (places.shape().rank() != 2 || places.shape().columns() != 2))
            throw new IllegalArgumentException("a cloud takes points in the plane, not " + places.shape());
        points.set(places);
        reframe();
    }

    /** The words, those that should be named first at the beginning. */
    public ObjectProperty<List<String>> labelsProperty() {
        return labels;
    }

    public void setLabels(List<String> words) {
        labels.set(List.copyOf(words));
    }

    /** The word that is looked at, or −1. */
    public IntegerProperty focusProperty() {
        return focus;
    }

    public void setFocus(int word) {
        focus.set(word);
    }

    /** The words that are near the one in focus by whatever measure; they are joined to it and named. */
    public ObjectProperty<List<Integer>> nearProperty() {
        return near;
    }

    public void setNear(List<Integer> words) {
        near.set(List.copyOf(words));
    }

    /** What training moves. */
    public ObjectProperty<List<Link>> linksProperty() {
        return links;
    }

    public void setLinks(List<Link> list) {
        links.set(List.copyOf(list));
    }

    /** An analogy that is drawn, or null. */
    public ObjectProperty<@Nullable Analogy> analogyProperty() {
        return analogy;
    }

    public void setAnalogy(@Nullable Analogy words) {
        analogy.set(words);
    }

    /** By how much the cloud is enlarged, from 1. */
    public DoubleProperty zoomProperty() {
        return zoom;
    }
}

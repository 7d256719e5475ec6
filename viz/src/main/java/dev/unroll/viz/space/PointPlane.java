package dev.unroll.viz.space;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * Vectors as points of a plane, each with a name, in groups that are told apart by colour and by a sign: who lies near whom? Some pairs
 * may be joined by a line. Names are written where there is room, those of highlighted points always. What is pointed at is the
 * point's index.
 */
public final class PointPlane extends PointedView<Integer> {
    private final ObjectProperty<@Nullable Cloud> cloud = new SimpleObjectProperty<>(this, "cloud");

    /**
     * The points.
     *
     * @param places {@code [ITEM, ITEM]}: two coordinates for each point
     * @param names what each is called
     * @param groups which group each belongs to, an index of {@code groupNames}
     * @param groupNames what the groups are called
     * @param joined pairs of points
     * @param highlighted points to be seen first
     */
    public record Cloud(
            Tensor places,
            List<String> names,
            List<Integer> groups,
            List<String> groupNames,
            List<Join> joined,
            Set<Integer> highlighted) {
        /** @throws IllegalArgumentException if there are not two coordinates, a name and a group for each point */
        public Cloud {
            int count = names.size();
            if (places.shape().rank() != 2
                    || places.shape().size(0) != count
                    || places.shape().size(1) != 2
                    || groups.size() != count)
                throw new IllegalArgumentException(
                        places.shape() + " are no places in a plane for " + count + " points");
        }

        int size() {
            return names.size();
        }
    }

    /** A pair of points. */
    public record Join(int from, int to) {}

    /** A plane without points. */
    public PointPlane() {
        super("point-plane");
        repaintOn(cloud);
    }

    /** From coordinates to pixels, with the same scale along both. */
    private record Plot(Cloud cloud, Rectangle2D room, double middleX, double middleY, double scale) {
        Point2D at(int i) {
            return new Point2D(
                    room.getMinX() + room.getWidth() / 2 + (cloud.places.at(2 * i) - middleX) * scale,
                    room.getMinY() + room.getHeight() / 2 - (cloud.places.at(2 * i + 1) - middleY) * scale);
        }
    }

    private Plot plot(Cloud all, Theme theme) {
        double em = theme.em();
        Rectangle2D room = new Rectangle2D(
                1.5 * em, 2.2 * em, Math.max(1, getWidth() - 3 * em), Math.max(1, getHeight() - 3.2 * em));
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int i = 0; i < 2 * all.size(); i++) {
            low[i % 2] = Math.min(low[i % 2], all.places.at(i));
            high[i % 2] = Math.max(high[i % 2], all.places.at(i));
        }
        double scale = Math.min(
                room.getWidth() / Math.max(1e-9, high[0] - low[0]),
                room.getHeight() / Math.max(1e-9, high[1] - low[1]));
        return new Plot(all, room, (low[0] + high[0]) / 2, (low[1] + high[1]) / 2, scale);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Cloud all = cloud.get();
        if (all == null || all.size() == 0) return;
        Plot plot = plot(all, theme);
        LabelPlaces places =
                new LabelPlaces(new Rectangle2D(0, 2 * theme.em(), getWidth(), getHeight() - 2 * theme.em()));
        for (Join join : all.joined) join(gc, theme, plot, join);
        double radius = radius(theme);
        for (int i = 0; i < all.size(); i++) {
            places.avoid(plot.at(i), radius);
            dot(gc, theme, plot, i, radius);
        }
        List<Integer> order = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparing(i -> !all.highlighted.contains(i)))
                .toList();
        for (int i : order) name(gc, theme, plot, places, i, radius);
        groups(gc, theme, all);
    }

    private static double radius(Theme theme) {
        return .36 * theme.em();
    }

    private static void join(GraphicsContext gc, Theme theme, Plot plot, Join join) {
        boolean seen = plot.cloud.highlighted.contains(join.from) && plot.cloud.highlighted.contains(join.to);
        Point2D a = plot.at(join.from);
        Point2D b = plot.at(join.to);
        gc.setStroke(seen ? theme.accent() : theme.muted().deriveColor(0, 1, 1, .6));
        gc.setLineWidth(seen ? 3 : 1.2);
        Lines.line(gc, a.getX(), a.getY(), b.getX(), b.getY());
    }

    private void dot(GraphicsContext gc, Theme theme, Plot plot, int i, double radius) {
        Point2D p = plot.at(i);
        boolean high = plot.cloud.highlighted.contains(i);
        double r = high ? 1.4 * radius : radius;
        sign(gc, plot.cloud.groups.get(i), p, r, high ? theme.accent() : color(plot.cloud.groups.get(i)));
        boolean selected = getSelected() != null && getSelected() == i;
        if (!selected && (getHovered() == null || getHovered() != i)) return;
        gc.setStroke(selected ? theme.accent() : theme.ink());
        gc.setLineWidth(selected ? 2 : 1);
        gc.strokeOval(p.getX() - r - 3, p.getY() - r - 3, 2 * r + 6, 2 * r + 6);
    }

    private Color color(int group) {
        return CategoricalPalette.color(group, theme().dark());
    }

    /** A disc, a square or a triangle, so that groups are told apart without colour. */
    private static void sign(GraphicsContext gc, int group, Point2D p, double r, Color color) {
        gc.setFill(color);
        double x = p.getX();
        double y = p.getY();
        switch (group % 3) {
            case 0 -> gc.fillOval(x - r, y - r, 2 * r, 2 * r);
            case 1 -> gc.fillRect(x - .9 * r, y - .9 * r, 1.8 * r, 1.8 * r);
            default ->
                gc.fillPolygon(
                        new double[] {x - 1.15 * r, x + 1.15 * r, x}, new double[] {y + r, y + r, y - 1.15 * r}, 3);
        }
    }

    private void name(GraphicsContext gc, Theme theme, Plot plot, LabelPlaces places, int i, double radius) {
        boolean high = plot.cloud.highlighted.contains(i);
        Font font = high ? theme.bold(1) : theme.font(.85);
        String text = plot.cloud.names.get(i);
        double width = Theme.width(text, font) + 4;
        double height = 1.2 * font.getSize();
        Rectangle2D room = places.beside(plot.at(i), width, height, radius + 2, high);
        if (room == null) return;
        double x = room.getMinX() + room.getWidth() / 2;
        double y = room.getMinY() + room.getHeight() / 2;
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setStroke(theme.background());
        gc.setLineWidth(3);
        gc.strokeText(text, x, y);
        gc.setFill(high ? theme.accent() : theme.ink());
        gc.fillText(text, x, y);
    }

    private void groups(GraphicsContext gc, Theme theme, Cloud all) {
        Font font = theme.font(.9);
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        double x = .8 * theme.em();
        for (int group = 0; group < all.groupNames.size(); group++) {
            sign(gc, group, new Point2D(x, theme.em()), radius(theme), color(group));
            gc.setFill(theme.ink());
            gc.fillText(all.groupNames.get(group), x + .8 * theme.em(), theme.em());
            x += Theme.width(all.groupNames.get(group), font) + 2.4 * theme.em();
        }
    }

    @Override
    protected @Nullable Integer at(double x, double y) {
        Cloud all = cloud.get();
        if (all == null || all.size() == 0) return null;
        Plot plot = plot(all, theme());
        int best = nearest(plot, new Point2D(x, y), -1, null);
        return best >= 0 && plot.at(best).distance(x, y) < theme().em() ? best : null;
    }

    /** The point nearest to a place, or nearest in a direction from a point; −1 if there is none. */
    private static int nearest(Plot plot, Point2D from, int without, @Nullable Direction direction) {
        int best = -1;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < plot.cloud.size(); i++) {
            if (i == without) continue;
            Point2D way = plot.at(i).subtract(from);
            if (direction != null && !leads(way, direction)) continue;
            if (way.magnitude() >= least) continue;
            least = way.magnitude();
            best = i;
        }
        return best;
    }

    private static boolean leads(Point2D way, Direction direction) {
        double along = Math.abs(way.getX());
        double up = Math.abs(way.getY());
        return switch (direction) {
            case LEFT -> way.getX() < 0 && along >= up;
            case RIGHT -> way.getX() > 0 && along >= up;
            case UP -> way.getY() < 0 && up >= along;
            case DOWN -> way.getY() > 0 && up >= along;
            case FIRST, LAST -> false;
        };
    }

    @Override
    protected boolean contains(Integer item) {
        Cloud all = cloud.get();
        return all != null && item >= 0 && item < all.size();
    }

    @Override
    protected String describe(Integer item) {
        Cloud all = cloud.get();
        return all == null ? "" : all.names.get(item) + ", " + all.groupNames.get(all.groups.get(item));
    }

    @Override
    protected @Nullable Integer first() {
        return contains(0) ? 0 : null;
    }

    @Override
    protected @Nullable Integer neighbour(Integer from, Direction direction) {
        Cloud all = cloud.get();
        if (all == null || !contains(from)) return first();
        if (direction == Direction.FIRST) return 0;
        if (direction == Direction.LAST) return all.size() - 1;
        Plot plot = plot(all, theme());
        int best = nearest(plot, plot.at(from), from, direction);
        return best < 0 ? from : Integer.valueOf(best);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 30 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 20 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 11 * theme().em();
    }

    /** The points; null where there are none. */
    public ObjectProperty<@Nullable Cloud> cloudProperty() {
        return cloud;
    }

    public void setCloud(@Nullable Cloud points) {
        cloud.set(points);
    }
}

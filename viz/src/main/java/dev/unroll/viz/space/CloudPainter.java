package dev.unroll.viz.space;

import dev.unroll.viz.color.Palette;
import dev.unroll.viz.space.WordCloud.Analogy;
import dev.unroll.viz.space.WordCloud.Link;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;
import javafx.geometry.Point2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** One painting of a {@link WordCloud}: what joins words, the points, and the names that find room. */
final class CloudPainter {
    /** What is taken is kept in squares of so many pixels. */
    private static final int SQUARE = 5;

    /** How many rows away the name of a word that matters may stand. */
    private static final int FURTHEST = 8;

    private final WordCloud cloud;
    private final GraphicsContext gc;
    private final Theme theme;
    private final Set<Integer> marked = new LinkedHashSet<>();
    private final boolean[][] taken;

    /** Where the tip of an analogy lies. */
    private @Nullable Point2D wanted;

    CloudPainter(WordCloud cloud, GraphicsContext gc, Theme theme) {
        this.cloud = cloud;
        this.gc = gc;
        this.theme = theme;
        taken = new boolean[(int) (cloud.getWidth() / SQUARE) + 2][(int) (cloud.getHeight() / SQUARE) + 2];
        Integer hovered = cloud.getHovered();
        Integer selected = cloud.getSelected();
        if (hovered != null) marked.add(hovered);
        marked.add(cloud.focusProperty().get());
        if (selected != null) marked.add(selected);
        Analogy analogy = cloud.analogyProperty().get();
        if (analogy != null)
            for (int word : new int[] {analogy.from(), analogy.to(), analogy.start(), analogy.answer()})
                marked.add(word);
        for (Link link : cloud.linksProperty().get()) {
            marked.add(link.from());
            marked.add(link.to());
        }
        marked.addAll(cloud.nearProperty().get());
        marked.removeIf(word -> !cloud.isShown(word));
    }

    void paint() {
        near();
        for (Link link : cloud.linksProperty().get()) link(link);
        Analogy analogy = cloud.analogyProperty().get();
        if (analogy != null) analogy(analogy);
        double r = radius();
        veiled(r);
        for (int word = 0; word < cloud.count(); word++) {
            if (!cloud.isShown(word) || marked.contains(word)) continue;
            Point2D at = cloud.at(word);
            if (!inside(at)) continue;
            gc.setFill(theme.muted());
            gc.fillOval(at.getX() - r, at.getY() - r, 2 * r, 2 * r);
            take(at.getX(), at.getY(), 1, 1);
        }
        for (int word : marked) mark(word, 1.7 * r);
        for (int word : marked) name(word, theme.bold(1), theme.ink(), true);
        if (wanted != null && analogy != null) name(wanted, sum(analogy), theme.font(1), theme.accent(), true);
        for (int word = 0; word < cloud.count(); word++)
            if (cloud.isShown(word) && !marked.contains(word)) name(word, theme.font(.92), theme.muted(), false);
    }

    /** What is to be guessed lies there without a name; where that is all of them, a sign says so. */
    private void veiled(double r) {
        boolean all = cloud.count() > 0;
        gc.setFill(theme.muted().deriveColor(0, 1, 1, .5));
        for (int word = 0; word < cloud.count(); word++) {
            all &= cloud.isVeiled(word);
            if (!cloud.isVeiled(word) || !cloud.hasPlace(word)) continue;
            Point2D at = cloud.at(word);
            gc.fillOval(at.getX() - r, at.getY() - r, 2 * r, 2 * r);
        }
        if (!all) return;
        gc.setFont(theme.bold(4));
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(theme.muted());
        gc.fillText("?", cloud.getWidth() / 2, cloud.getHeight() / 2);
    }

    private double radius() {
        return cloud.count() > 400 ? 2 : 3;
    }

    private boolean inside(Point2D at) {
        return at.getX() >= 0 && at.getY() >= 0 && at.getX() < cloud.getWidth() && at.getY() < cloud.getHeight();
    }

    private void mark(int word, double r) {
        Point2D at = cloud.at(word);
        if (!inside(at)) return;
        boolean focused = word == cloud.focusProperty().get();
        gc.setFill(focused ? theme.accent() : theme.ink());
        gc.fillOval(at.getX() - r, at.getY() - r, 2 * r, 2 * r);
        take(at.getX() - r, at.getY() - r, 2 * r, 2 * r);
        Integer selected = cloud.getSelected();
        Analogy analogy = cloud.analogyProperty().get();
        boolean answer = analogy != null && analogy.answer() == word;
        if (!focused && !answer && (selected == null || selected != word)) return;
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        gc.strokeOval(at.getX() - r - 3, at.getY() - r - 3, 2 * r + 6, 2 * r + 6);
    }

    // --- what joins words ---

    private void near() {
        int focus = cloud.focusProperty().get();
        if (!cloud.isShown(focus)) return;
        Point2D from = cloud.at(focus);
        gc.setStroke(theme.accent().deriveColor(0, 1, 1, .5));
        gc.setLineWidth(1.5);
        for (int word : cloud.nearProperty().get()) {
            if (!cloud.isShown(word)) continue;
            Point2D to = cloud.at(word);
            Lines.line(gc, from.getX(), from.getY(), to.getX(), to.getY());
        }
    }

    /** A pull is two arrows that meet, a push two that part, dashed. */
    private void link(Link link) {
        if (!cloud.isShown(link.from()) || !cloud.isShown(link.to())) return;
        Point2D from = cloud.at(link.from());
        Point2D to = cloud.at(link.to());
        Color color = Palette.DIVERGING.color(link.pulled() ? .9 : .1, theme.dark());
        double thickness = 1.2 + .3 * theme.em() * link.strength();
        Point2D middle = from.midpoint(to);
        if (!link.pulled()) gc.setLineDashes(6, 5);
        for (Point2D end : new Point2D[] {from, to}) {
            Point2D gap = middle.subtract(end).normalize().multiply(3 + 2 * radius());
            Point2D outer = end.add(gap);
            if (middle.distance(end) < 2 * gap.magnitude()) continue;
            Point2D tail = link.pulled() ? outer : middle.subtract(gap);
            Point2D tip = link.pulled() ? middle.subtract(gap.multiply(.3)) : outer;
            ArrowPainter.paint(gc, color, thickness, tail.getX(), tail.getY(), tip.getX(), tip.getY());
        }
        gc.setLineDashes();
    }

    private void analogy(Analogy analogy) {
        for (int word : new int[] {analogy.from(), analogy.to(), analogy.start()}) if (!cloud.isShown(word)) return;
        double[] from = cloud.place(analogy.from());
        double[] to = cloud.place(analogy.to());
        double[] start = cloud.place(analogy.start());
        wanted = cloud.at(new double[] {start[0] + to[0] - from[0], start[1] + to[1] - from[1]});
        arrow(cloud.at(analogy.from()), cloud.at(analogy.to()));
        arrow(cloud.at(analogy.start()), wanted);
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        double r = 4;
        take(wanted.getX() - 2 * r, wanted.getY() - 2 * r, 4 * r, 4 * r);
        Lines.line(gc, wanted.getX() - r, wanted.getY() - r, wanted.getX() + r, wanted.getY() + r);
        Lines.line(gc, wanted.getX() - r, wanted.getY() + r, wanted.getX() + r, wanted.getY() - r);
    }

    /** What the tip of the second arrow is. */
    private String sum(Analogy analogy) {
        return cloud.label(analogy.to()) + " − " + cloud.label(analogy.from()) + " + " + cloud.label(analogy.start());
    }

    private void arrow(Point2D from, Point2D to) {
        ArrowPainter.paint(gc, theme.accent(), 2.5, from.getX(), from.getY(), to.getX(), to.getY());
    }

    // --- names ---

    /** Writes a name beside its point where it finds room; one that matters may stand further off, joined by a line. */
    private void name(int word, Font font, Color color, boolean matters) {
        name(cloud.at(word), cloud.label(word), font, color, matters);
    }

    private void name(Point2D at, String text, Font font, Color color, boolean matters) {
        if (!inside(at)) return;
        double width = Theme.width(text, font);
        double height = 1.15 * theme.em();
        Point2D corner = room(at, width, height, matters);
        if (corner == null) return;
        take(corner.getX(), corner.getY(), width, height);
        Point2D near = new Point2D(
                Math.clamp(at.getX(), corner.getX(), corner.getX() + width),
                Math.clamp(at.getY(), corner.getY(), corner.getY() + height));
        if (near.distance(at) > theme.em()) {
            gc.setStroke(theme.muted());
            gc.setLineWidth(.7);
            Lines.line(gc, at.getX(), at.getY(), near.getX(), near.getY());
        }
        gc.setFont(font);
        gc.setFill(color);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(text, corner.getX(), corner.getY() + height / 2);
    }

    /** The upper left corner of the nearest free room for a name; null if there is none. */
    private @Nullable Point2D room(Point2D at, double width, double height, boolean matters) {
        double beside = radius() * (matters ? 1.7 : 1) + 3;
        int rings = matters ? FURTHEST : 1;
        int directions = matters ? 16 : 4;
        for (int ring = 0; ring < rings; ring++) {
            for (int i = 0; i < directions; i++) {
                double angle = 2 * Math.PI * i / directions;
                double reach = beside + ring * .9 * height;
                double x = at.getX() + Math.cos(angle) * (reach + width / 2) - width / 2;
                double y = at.getY() + Math.sin(angle) * (reach + height / 2) - height / 2;
                if (isFree(x, y, width, height)) return new Point2D(x, y);
            }
        }
        return null;
    }

    private boolean isFree(double x, double y, double width, double height) {
        if (x < 0 || y < 0 || x + width > cloud.getWidth() || y + height > cloud.getHeight()) return false;
        for (int i = (int) (x / SQUARE); i <= (int) ((x + width) / SQUARE); i++)
            for (int j = (int) (y / SQUARE); j <= (int) ((y + height) / SQUARE); j++) if (taken[i][j]) return false;
        return true;
    }

    private void take(double x, double y, double width, double height) {
        int right = Math.min(taken.length - 1, (int) ((x + width) / SQUARE));
        int bottom = Math.min(taken[0].length - 1, (int) ((y + height) / SQUARE));
        for (int i = Math.max(0, (int) (x / SQUARE)); i <= right; i++)
            for (int j = Math.max(0, (int) (y / SQUARE)); j <= bottom; j++) taken[i][j] = true;
    }
}

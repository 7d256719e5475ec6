package dev.unroll.viz.draw;

import dev.unroll.engine.sampling.Candidate;
import dev.unroll.engine.sampling.Choice;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.export.Tabulated;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The ruler from 0 to 1 on which each candidate that is left has its stretch, the likeliest first. The random number is a needle; the
 * token under it was drawn. Further rulers below show what other settings would have made of the same number. A token has one colour
 * on all rulers.
 */
public final class DrawRuler extends PointedView<DrawRuler.Stretch> implements Tabulated {
    /** The token of a {@link Stretch} that stands for what a ruler's number hits, at its right end. */
    public static final int HIT = -1;

    private static final double LABEL = 5;
    private static final double LARGE = 1.25;
    private static final double NEEDLE = 1.6;
    private static final double TICKS = 1.5;

    /**
     * What can be pointed at.
     *
     * @param ruler the ruler from the top
     * @param token whose stretch it is, or {@link #HIT}
     */
    public record Stretch(int ruler, int token) {}

    /**
     * A ruler.
     *
     * @param label says of which setting it is, as {@code T = 1.5}; may be empty
     */
    public record Ruler(String label, Choice choice) {}

    private final ObjectProperty<List<Ruler>> rulers = new SimpleObjectProperty<>(this, "rulers", List.of());
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final BooleanProperty needleShown = new SimpleBooleanProperty(this, "needleShown", true);
    private Map<Integer, Integer> ranks = Map.of();

    /** A ruler of nothing yet. */
    public DrawRuler() {
        super("draw-ruler");
        rulers.addListener(_ -> {
            rank();
            requestLayout();
        });
        repaintOn(rulers, tokens, needleShown);
    }

    private void rank() {
        Map<Integer, Integer> found = new HashMap<>();
        if (!rulers.get().isEmpty())
            for (Candidate candidate : rulers.get().getFirst().choice().candidates())
                found.put(candidate.id(), found.size());
        ranks = found;
    }

    /** How a token is written, by its id. */
    static String name(List<String> tokens, int id) {
        return TokenStrip.display(tokens, id);
    }

    private double left() {
        boolean labelled =
                rulers.get().stream().anyMatch(ruler -> !ruler.label().isEmpty());
        return Math.round((labelled ? LABEL : 1) * theme().em());
    }

    private double width() {
        return Math.max(1, getWidth() - left() - resultRoom());
    }

    /** Room for the tokens that are hit, up to a fifth of the view. */
    private double resultRoom() {
        Font font = theme().bold(LARGE);
        double widest = 2 * theme().em();
        for (Ruler ruler : rulers.get())
            widest = Math.max(
                    widest, Theme.width(name(tokens.get(), ruler.choice.chosen().id()), font));
        return Math.min(widest + 2.4 * theme().em(), getWidth() / 5);
    }

    private double x(double share) {
        return left() + share * width();
    }

    private double top(int ruler) {
        double em = theme().em();
        double room = getHeight() - (NEEDLE + TICKS) * em;
        int count = Math.max(1, rulers.get().size());
        double unit = room / (count + .6); // the first is higher than the others
        return Math.round(NEEDLE * em + (ruler == 0 ? 0 : unit * (ruler + .6)));
    }

    private double height(int ruler) {
        return top(ruler + 1) - top(ruler) - .4 * theme().em();
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (rulers.get().isEmpty()) return;
        gc.setTextBaseline(VPos.CENTER);
        for (int i = 0; i < rulers.get().size(); i++) ruler(gc, theme, i);
        ticks(gc, theme);
        if (needleShown.get()) needle(gc, theme);
        outline(gc, theme, getHovered(), false);
        outline(gc, theme, getSelected(), true);
    }

    private void ruler(GraphicsContext gc, Theme theme, int index) {
        Ruler ruler = rulers.get().get(index);
        double y = top(index);
        double height = height(index);
        gc.setFont(theme.font(.95));
        gc.setFill(index == 0 ? theme.ink() : theme.muted());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(ruler.label(), left() - .6 * theme.em(), y + height / 2);
        double start = 0;
        double left = left();
        double width = width();
        boolean told = needleShown.get() && !isVeiled(new Stretch(index, HIT));
        for (Candidate candidate : ruler.choice().candidates()) {
            if (candidate.removedBy() != null) break;
            double end = start + candidate.chance();
            boolean hit = told && candidate.id() == ruler.choice().chosen().id();
            stretch(gc, theme, candidate.id(), new double[] {left + start * width, y, left + end * width, height}, hit);
            start = end;
        }
        gc.setStroke(theme.line());
        gc.setLineWidth(1);
        Lines.frame(gc, Math.round(left()) - .5, y - .5, width() + 1, height + 1);
        if (needleShown.get()) result(gc, theme, index, told);
    }

    /** @param box left, top, right and height */
    private void stretch(GraphicsContext gc, Theme theme, int token, double[] box, boolean hit) {
        double width = box[2] - box[0];
        if (width < .3) return; // thousands of slivers are seen as one
        Color color = color(theme, token).interpolate(theme.background(), hit ? .1 : .68);
        gc.setFill(color);
        double gap = width > 3 ? 1 : 0;
        gc.fillRect(box[0], box[1], width - gap, box[3]);
        String text = name(tokens.get(), token);
        Font font = hit ? theme.bold(1) : theme.font(1);
        if (Theme.width(text, font) + 4 > width) return;
        gc.setFont(font);
        gc.setFill(hit ? TextContrast.on(color) : theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        double middle = box[0] + width / 2;
        if (hit) middle = besideNeedle(middle, box[0], box[2], Theme.width(text, font));
        if (!Double.isNaN(middle)) gc.fillText(text, middle, box[1] + box[3] / 2);
    }

    /** Where a text stands that the needle does not cross; NaN where it has no room. */
    private double besideNeedle(double middle, double left, double right, double width) {
        double needle = x(rulers.get().getFirst().choice().number());
        double away = width / 2 + 4;
        if (Math.abs(middle - needle) >= away) return middle;
        boolean toTheLeft = needle - left > right - needle;
        double beside = toTheLeft ? needle - away : needle + away;
        return beside - width / 2 < left || beside + width / 2 > right ? Double.NaN : beside;
    }

    private Color color(Theme theme, int token) {
        int rank = ranks.getOrDefault(token, Integer.MAX_VALUE);
        if (rank < 8) return CategoricalPalette.color(rank, theme.dark());
        return rank % 2 == 0 ? theme.muted() : theme.muted().interpolate(theme.background(), .35);
    }

    private void result(GraphicsContext gc, Theme theme, int index, boolean told) {
        double x = x(1) + .4 * theme.em();
        double y = top(index) + height(index) / 2;
        Choice choice = rulers.get().get(index).choice();
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setFont(theme.font(1));
        gc.setFill(theme.muted());
        gc.fillText("→", x, y);
        double at = x + 1.4 * theme.em();
        double room = getWidth() - at;
        if (!told) {
            CellPainter.veiled(gc, theme, at, top(index), room, height(index));
            return;
        }
        Font font = theme.bold(index == 0 ? LARGE : 1.05);
        gc.setFont(font);
        gc.setFill(index == 0 ? theme.accent() : theme.ink());
        gc.fillText(Theme.elide(name(tokens.get(), choice.chosen().id()), font, room), at, y);
    }

    private void ticks(GraphicsContext gc, Theme theme) {
        double y = getHeight() - TICKS * theme.em();
        gc.setFont(theme.font(.85));
        gc.setTextAlign(TextAlignment.CENTER);
        for (int i = 0; i <= 10; i++) {
            double x = Math.round(x(i / 10.)) + .5;
            boolean major = i % 5 == 0;
            gc.setStroke(theme.muted());
            gc.setLineWidth(1);
            Lines.line(gc, x, y, x, y + (major ? .4 : .22) * theme.em());
            gc.setFill(theme.muted());
            if (major) gc.fillText(Numbers.tick(i / 10.), x, y + .95 * theme.em());
        }
    }

    private void needle(GraphicsContext gc, Theme theme) {
        double number = rulers.get().getFirst().choice().number();
        double x = x(number);
        double bottom = getHeight() - TICKS * theme.em();
        double top = NEEDLE * theme.em();
        gc.setStroke(theme.background());
        gc.setLineWidth(4);
        Lines.line(gc, x, top, x, bottom);
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        Lines.line(gc, x, top - 2, x, bottom);
        gc.setFill(theme.accent());
        double half = .4 * theme.em();
        gc.fillPolygon(new double[] {x - half, x + half, x}, new double[] {top - 2 * half, top - 2 * half, top}, 3);
        gc.setFont(theme.bold(.95));
        gc.setTextAlign(number > .9 ? TextAlignment.RIGHT : TextAlignment.LEFT);
        double side = number > .9 ? -1 : 1;
        gc.fillText(Numbers.brief(number), x + side * .7 * theme.em(), .75 * theme.em());
    }

    private void outline(GraphicsContext gc, Theme theme, @Nullable Stretch part, boolean selected) {
        if (part == null || !contains(part)) return;
        double y = top(part.ruler());
        double from = x(1);
        double to = getWidth();
        if (part.token() != HIT) {
            Choice choice = choice(part);
            int rank = choice.rank(part.token());
            from = x(choice.start(rank));
            to = x(choice.start(rank + 1));
        }
        CellPainter.outline(gc, theme, from, y, Math.max(3, to - from), height(part.ruler()) + 1, selected);
    }

    private Choice choice(Stretch part) {
        return rulers.get().get(part.ruler()).choice();
    }

    @Override
    protected @Nullable Stretch at(double x, double y) {
        for (int ruler = 0; ruler < rulers.get().size(); ruler++) {
            if (y < top(ruler) || y > top(ruler) + height(ruler)) continue;
            if (x > x(1)) return needleShown.get() ? new Stretch(ruler, HIT) : null;
            double share = (x - left()) / width();
            if (share < 0) return null;
            double end = 0;
            for (Candidate candidate : rulers.get().get(ruler).choice().candidates()) {
                end += candidate.chance();
                if (candidate.removedBy() == null && share < end) return new Stretch(ruler, candidate.id());
            }
        }
        return null;
    }

    @Override
    protected boolean contains(Stretch part) {
        if (part.ruler() >= rulers.get().size()) return false;
        if (part.token() == HIT) return needleShown.get();
        List<Candidate> candidates = choice(part).candidates();
        return candidates.stream().anyMatch(c -> c.id() == part.token() && c.removedBy() == null);
    }

    @Override
    protected String name(Stretch part) {
        String label = rulers.get().get(part.ruler()).label();
        String start = label.isEmpty() ? "" : label + " · ";
        return part.token() == HIT
                ? start + Numbers.brief(choice(part).number())
                : start + "‘" + name(tokens.get(), part.token()) + "’";
    }

    @Override
    protected String describe(Stretch part) {
        if (!contains(part)) return "";
        Choice choice = choice(part);
        int token = part.token() == HIT ? choice.chosen().id() : part.token();
        int rank = choice.rank(token);
        String stretch = "‘" + name(tokens.get(), token) + "’ "
                + Numbers.full((float) choice.start(rank)) + " … "
                + Numbers.full((float) choice.start(rank + 1)) + " ("
                + Numbers.full((float) choice.candidates().get(rank).chance()) + ")";
        String label = rulers.get().get(part.ruler()).label();
        String start = label.isEmpty() ? "" : label + " · ";
        return part.token() == HIT ? name(part) + " → " + stretch : start + stretch;
    }

    @Override
    protected @Nullable Stretch first() {
        if (rulers.get().isEmpty()) return null;
        return new Stretch(
                0, rulers.get().getFirst().choice().candidates().getFirst().id());
    }

    @Override
    protected @Nullable Stretch neighbour(Stretch from, Direction direction) {
        int last = rulers.get().size() - 1;
        int ruler = Math.clamp(
                from.ruler() + (direction == Direction.DOWN ? 1 : direction == Direction.UP ? -1 : 0), 0, last);
        Choice choice = rulers.get().get(ruler).choice();
        int left = choice.left();
        int rank = from.token() == HIT ? left : Math.min(left, choice.rank(from.token()));
        int most = needleShown.get() ? left : left - 1; // beyond the last stretch stands what is hit
        int to = switch (direction) {
            case LEFT -> Math.max(0, rank - 1);
            case RIGHT -> Math.min(most, rank + 1);
            case FIRST -> 0;
            case LAST -> most;
            case UP, DOWN -> Math.min(most, rank);
        };
        return new Stretch(ruler, to == left ? HIT : choice.candidates().get(to).id());
    }

    /** A line for each stretch: its ruler, its token and where it lies. */
    @Override
    public List<List<Object>> table() {
        List<List<Object>> lines = new ArrayList<>();
        lines.add(List.of("ruler", "token", "from", "to", "number"));
        for (Ruler ruler : rulers.get()) {
            double start = 0;
            for (Candidate one : ruler.choice().candidates()) {
                if (one.removedBy() != null) break;
                double end = start + one.chance();
                lines.add(List.of(
                        ruler.label(),
                        name(tokens.get(), one.id()),
                        start,
                        end,
                        ruler.choice().number()));
                start = end;
            }
        }
        return lines;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil((NEEDLE + TICKS + 1.35 * (rulers.get().size() + .6)) * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil((NEEDLE + TICKS + 2 * (rulers.get().size() + .6)) * theme().em());
    }

    /** The rulers from the top; the needle stands at the number of the first. */
    public ObjectProperty<List<Ruler>> rulersProperty() {
        return rulers;
    }

    public void setRulers(List<Ruler> list) {
        rulers.set(list);
    }

    /** The tokens of the vocabulary. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** Whether the number has been drawn; before, there are the stretches alone. */
    public BooleanProperty needleShownProperty() {
        return needleShown;
    }

    public boolean isNeedleShown() {
        return needleShown.get();
    }

    public void setNeedleShown(boolean shown) {
        needleShown.set(shown);
    }
}

package dev.unroll.viz.sequence;

import dev.unroll.engine.trace.UnitStates;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.export.Tabulated;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A long text in lines as a page has them, each token on the colour of one unit's state after it. Tokens that are marked stand over a
 * line, so that a unit that follows a pattern is seen at a glance. The wheel and the bar at the right scroll; only the lines in sight are
 * painted, so that a text may be as long as it likes. What is pointed at is the position of a token.
 */
@SuppressWarnings("this-escape") // Handlers are only called once the view is shown.
public final class ColoredText extends PointedView<Integer> implements Tabulated {
    /** How high a line is, in ems. */
    private static final double LINE = 1.75;

    /** How wide the bar at the right is, in pixels. */
    private static final double BAR = 10;

    /** Where lines begin, in pixels: right of the bar of a view that attention is drawn to. */
    private static final double INSET = 6;

    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final ObjectProperty<@Nullable UnitStates> states = new SimpleObjectProperty<>(this, "states");
    private final IntegerProperty unit = new SimpleIntegerProperty(this, "unit", 0);
    private final ObjectProperty<BitSet> marks = new SimpleObjectProperty<>(this, "marks", new BitSet());
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final DoubleProperty type = new SimpleDoubleProperty(this, "type", 1);
    private final ReadOnlyDoubleWrapper scroll = new ReadOnlyDoubleWrapper(this, "scroll", 0);
    /** Of the tokens there are, in the font in which the lines are set; a long text has few that differ. */
    private final Map<String, Double> widths = new HashMap<>();

    private int[] lineStarts = {0};
    private @Nullable Setting set;
    private boolean onBar;

    /** What the lines were set from. */
    private record Setting(List<String> tokens, double width, Font font) {}

    /** No text yet. */
    public ColoredText() {
        super("colored-text");
        repaintOn(tokens, states, unit, marks, scale, scroll, type);
        tokens.addListener(o -> scroll.set(0));
        setOnScroll(this::wheel);
        addEventFilter(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventFilter(MouseEvent.MOUSE_DRAGGED, this::dragged);
        addEventFilter(MouseEvent.MOUSE_CLICKED, e -> {
            if (onBar) e.consume();
            onBar = false;
        });
        setMinWidth(0);
    }

    // --- lines ---

    private Font font(Theme theme) {
        return theme.font(type.get());
    }

    private double lineHeight(Theme theme) {
        return Math.round(LINE * type.get() * theme.em());
    }

    /** How wide a token stands, in whole pixels, so that the colours of neighbours meet. */
    private double width(String token, Font font) {
        return widths.computeIfAbsent(token, one -> Math.ceil(Theme.width(sign(one), font)) + 1);
    }

    /** As {@link TokenStrip#display} shows it; but in a text that is read a space is a space. */
    private static String sign(String token) {
        return token.equals(" ") ? " " : TokenStrip.display(token);
    }

    /** Breaks the text into lines: after a line end, else after the last white space that fits, else where it must. */
    private void setLines(Theme theme) {
        Setting wanted = new Setting(tokens.get(), getWidth() - INSET - BAR - 4, font(theme));
        Setting now = set;
        if (now != null && now.tokens == wanted.tokens && now.width == wanted.width && now.font.equals(wanted.font))
            return;
        set = wanted;
        widths.clear();
        List<Integer> starts = new ArrayList<>(List.of(0));
        double x = 0;
        int afterSpace = -1;
        double wordWidth = 0;
        for (int i = 0; i < wanted.tokens.size(); i++) {
            String token = wanted.tokens.get(i);
            double width = width(token, wanted.font);
            if (x + width > wanted.width && i > starts.getLast()) {
                boolean wholeWord = afterSpace > starts.getLast();
                starts.add(wholeWord ? afterSpace : i);
                x = wholeWord ? wordWidth : 0;
                afterSpace = -1;
                wordWidth = x;
            }
            x += width;
            wordWidth += width;
            if (token.equals("\n")) {
                if (i + 1 < wanted.tokens.size()) starts.add(i + 1);
                x = 0;
            }
            if (!token.isBlank()) continue;
            afterSpace = i + 1;
            wordWidth = 0;
        }
        lineStarts = starts.stream().mapToInt(Integer::intValue).toArray();
        scrollTo(scroll.get());
    }

    private int lines() {
        return tokens.get().isEmpty() ? 0 : lineStarts.length;
    }

    private int end(int line) {
        return line + 1 < lineStarts.length
                ? lineStarts[line + 1]
                : tokens.get().size();
    }

    private int lineOf(int token) {
        int low = 0;
        int high = lineStarts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (lineStarts[middle] <= token) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private double total(Theme theme) {
        return lines() * lineHeight(theme);
    }

    // --- painting ---

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        setLines(theme);
        double height = lineHeight(theme);
        Font font = font(theme);
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        int first = (int) (scroll.get() / height);
        int last = Math.min(lines() - 1, (int) ((scroll.get() + getHeight()) / height));
        for (int line = first; line <= last; line++) {
            double y = Math.round(line * height - scroll.get());
            double x = INSET;
            for (int i = lineStarts[line]; i < end(line); i++) {
                String token = tokens.get().get(i);
                double width = width(token, font);
                token(gc, theme, i, token, x, y, width, height);
                x += width;
            }
        }
        bar(gc, theme);
    }

    private void token(
            GraphicsContext gc, Theme theme, int token, String text, double x, double y, double width, double height) {
        UnitStates now = states.get();
        float value = now == null ? Float.NaN : now.at(token, Math.min(unit.get(), now.units() - 1));
        double box = Math.round(height * .84);
        Color ground = theme.background();
        if (isVeiled(token)) {
            ground = CellPainter.veil(theme);
            gc.setFill(ground);
            gc.fillRect(x, y, width, box);
        } else if (!Float.isNaN(value)) {
            ground = scale.get().color(value, theme.dark());
            gc.setFill(ground);
            gc.fillRect(x, y, width, box);
        }
        if (marks.get().get(token)) {
            gc.setFill(theme.ink());
            gc.fillRect(x, y + box, width, Math.max(2, Math.round(height * .1)));
        }
        Color ink = Float.isNaN(value) ? theme.muted() : TextContrast.on(ground);
        gc.setFill(text.isBlank() ? ink.deriveColor(0, 1, 1, .45) : ink);
        gc.fillText(sign(text), x + width / 2, y + box / 2);
        Integer selected = getSelected();
        Integer hovered = getHovered();
        if (selected != null && selected == token) CellPainter.outline(gc, theme, x, y, width + 1, box + 1, true);
        else if (hovered != null && hovered == token) CellPainter.outline(gc, theme, x, y, width + 1, box + 1, false);
    }

    /** Where the lines in sight are among all, at the right. */
    private void bar(GraphicsContext gc, Theme theme) {
        double total = total(theme);
        if (total <= getHeight()) return;
        double thumb = Math.max(24, getHeight() * getHeight() / total);
        double top = scroll.get() / (total - getHeight()) * (getHeight() - thumb);
        gc.setFill(theme.line());
        gc.fillRoundRect(getWidth() - BAR, 0, BAR, getHeight(), BAR, BAR);
        gc.setFill(theme.muted());
        gc.fillRoundRect(getWidth() - BAR + 1, top, BAR - 2, thumb, BAR, BAR);
    }

    // --- scrolling ---

    private void scrollTo(double pixels) {
        scroll.set(Math.clamp(pixels, 0, Math.max(0, total(theme()) - getHeight())));
    }

    private void wheel(ScrollEvent event) {
        if (total(theme()) <= getHeight()) return;
        scrollTo(scroll.get() - event.getDeltaY());
        event.consume();
    }

    private void pressed(MouseEvent event) {
        onBar = event.getX() >= getWidth() - BAR && total(theme()) > getHeight();
        if (onBar) jump(event);
    }

    private void dragged(MouseEvent event) {
        if (onBar) jump(event);
    }

    private void jump(MouseEvent event) {
        double total = total(theme());
        double thumb = Math.max(24, getHeight() * getHeight() / total);
        scrollTo((event.getY() - thumb / 2) / Math.max(1, getHeight() - thumb) * (total - getHeight()));
        event.consume();
    }

    @Override
    protected void reveal(Integer token) {
        double height = lineHeight(theme());
        double top = lineOf(token) * height;
        if (top < scroll.get()) scrollTo(top);
        else if (top + height > scroll.get() + getHeight()) scrollTo(top + height - getHeight());
    }

    // --- pointing ---

    @Override
    protected @Nullable Integer at(double x, double y) {
        Theme theme = theme();
        int line = (int) Math.floor((y + scroll.get()) / lineHeight(theme));
        if (line < 0 || line >= lines() || x < 0 || onBar) return null;
        return inLine(line, x, font(theme));
    }

    private @Nullable Integer inLine(int line, double x, Font font) {
        double right = INSET;
        for (int i = lineStarts[line]; i < end(line); i++) {
            right += width(tokens.get().get(i), font);
            if (x < right) return i;
        }
        return null;
    }

    private double left(int token, Font font) {
        double left = INSET;
        for (int i = lineStarts[lineOf(token)]; i < token; i++)
            left += width(tokens.get().get(i), font);
        return left;
    }

    @Override
    protected boolean contains(Integer token) {
        return token >= 0 && token < tokens.get().size();
    }

    @Override
    protected @Nullable Integer first() {
        return tokens.get().isEmpty() ? null : lineStarts[(int) (scroll.get() / lineHeight(theme()))];
    }

    @Override
    protected @Nullable Integer neighbour(Integer from, Direction direction) {
        int line = lineOf(from);
        return switch (direction) {
            case LEFT -> Math.max(0, from - 1);
            case RIGHT -> Math.min(tokens.get().size() - 1, from + 1);
            case UP -> line == 0 ? from : below(from, line - 1);
            case DOWN -> line + 1 >= lines() ? from : below(from, line + 1);
            case FIRST -> lineStarts[line];
            case LAST -> end(line) - 1;
        };
    }

    private int below(int from, int line) {
        Font font = font(theme());
        Integer there = inLine(line, left(from, font) + 1, font);
        return there == null ? end(line) - 1 : there;
    }

    @Override
    protected String name(Integer token) {
        return "t=" + token + " ‘" + TokenStrip.display(tokens.get().get(token)) + "’";
    }

    @Override
    protected String describe(Integer token) {
        UnitStates now = states.get();
        String name = name(token) + (marks.get().get(token) ? " ✓" : "");
        return now == null || token >= now.known()
                ? name
                : name + ", h[" + unit.get() + "]: " + Numbers.full(now.at(token, unit.get()));
    }

    /** A line for each token of which the state is known: its place, the token, whether it is marked, and the state. */
    @Override
    public List<List<Object>> table() {
        UnitStates now = states.get();
        List<List<Object>> lines = new ArrayList<>();
        lines.add(List.of("t", "token", "marked", "h[" + unit.get() + "]"));
        for (int i = 0; now != null && i < Math.min(now.known(), tokens.get().size()); i++)
            lines.add(List.of(i, tokens.get().get(i), marks.get().get(i) ? 1 : 0, now.at(i, unit.get())));
        return lines;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(3 * LINE * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(12 * LINE * theme().em());
    }

    /** The tokens of the text, which follow each other without anything between them. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** What the units do at each token; null colours nothing. */
    public ObjectProperty<@Nullable UnitStates> statesProperty() {
        return states;
    }

    public void setStates(@Nullable UnitStates known) {
        states.set(known);
    }

    /** The unit whose states are shown. */
    public IntegerProperty unitProperty() {
        return unit;
    }

    public void setUnit(int index) {
        unit.set(index);
    }

    /** Which tokens are marked. */
    public ObjectProperty<BitSet> marksProperty() {
        return marks;
    }

    public void setMarks(BitSet marked) {
        marks.set(marked);
    }

    /** Which state has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    /** How large the type is, in ems. */
    public DoubleProperty typeProperty() {
        return type;
    }

    /** How far the text is scrolled, in pixels. */
    public ReadOnlyDoubleProperty scrollProperty() {
        return scroll.getReadOnlyProperty();
    }
}

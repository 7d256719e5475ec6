package dev.unroll.viz.sequence;

import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The tokens of a sequence, one chip in each column. White space is shown by signs. Where the columns are too narrow for
 * chips, only those at the playback position, under the pointer and at the selection are written out.
 */
public final class TokenStrip extends TimeView {
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());

    /** A strip without tokens on the given axis; {@link #setTokens} does not change the axis. */
    public TokenStrip(TimeAxis axis) {
        super("token-strip", axis);
        repaintOn(tokens);
    }

    /** How a token is shown: a space as ␣, a line end as ↵, a tab as ⇥, nothing as ∅. */
    public static String display(String token) {
        if (token.isEmpty()) return "∅";
        return token.replace(' ', '␣')
                .replace("\r\n", "↵")
                .replace('\n', '↵')
                .replace('\r', '↵')
                .replace('\t', '⇥');
    }

    @Override
    protected int steps() {
        return Math.min(axis().getCount(), tokens.get().size());
    }

    @Override
    protected List<String> gutterLabels() {
        return List.of(getTitle());
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        label(gc, theme, getTitle(), getHeight() / 2);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        TimeAxis axis = axis();
        Font font = theme.bold(1.15);
        boolean chips = axis.getColumnWidth() >= 1.5 * theme.em();
        for (int t = axis.firstVisible(); t <= lastShown(); t++) {
            if (chips) chip(gc, theme, font, t, axis.getColumnWidth());
            else tick(gc, theme, t);
        }
        if (chips) return;
        Cell selected = getSelected();
        if (selected != null) flag(gc, theme, font, selected.column());
        flag(gc, theme, font, axis.getPosition());
        flag(gc, theme, font, axis.getHovered());
    }

    private boolean isSelected(int t) {
        Cell cell = getSelected();
        return cell != null && cell.column() == t;
    }

    private void chip(GraphicsContext gc, Theme theme, Font font, int t, double pitch) {
        double width = Math.min(pitch - 4, Math.max(2.4 * theme.em(), Theme.width(text(t), font) + theme.em()));
        chip(gc, theme, font, t, axis().x(t), width);
    }

    private void chip(GraphicsContext gc, Theme theme, Font font, int t, double middle, double width) {
        double x = Math.round(middle - width / 2);
        double height = getHeight() - 4;
        if (!isComputed(t)) {
            gc.setStroke(theme.line());
            gc.setLineWidth(1);
            gc.strokeRoundRect(x + .5, 2.5, width - 1, height - 1, 8, 8);
            return;
        }
        boolean current = t == axis().getPosition();
        gc.setFill(current ? theme.accent() : theme.background().interpolate(theme.line(), .45));
        gc.fillRoundRect(x, 2, width, height, 8, 8);
        if (isSelected(t) || t == axis().getHovered()) {
            gc.setStroke(isSelected(t) ? theme.accent() : theme.ink());
            gc.setLineWidth(isSelected(t) ? 2 : 1);
            gc.strokeRoundRect(x, 2, width, height, 8, 8);
        }
        gc.setFont(font);
        gc.setFill(current ? TextContrast.on(theme.accent()) : theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(Theme.elide(text(t), font, width - 2), x + width / 2, 2 + height / 2);
    }

    private void tick(GraphicsContext gc, Theme theme, int t) {
        double left = axis().left(t);
        double width = axis().left(t + 1) - left;
        boolean current = t == axis().getPosition();
        gc.setFill(current ? theme.accent() : theme.line());
        gc.fillRect(left, getHeight() - 5, Math.max(1, width - 1), 4);
    }

    private void flag(GraphicsContext gc, Theme theme, Font font, int t) {
        if (t < 0 || t >= axis().getCount()) return;
        double width = Math.max(2 * theme.em(), Theme.width(text(t), font) + theme.em());
        double middle = Math.clamp(axis().x(t), axis().getGutter() + width / 2, getWidth() - width / 2);
        chip(gc, theme, font, t, middle, width);
    }

    private String text(int t) {
        if (isVeiled(new Cell(0, t))) return "?";
        return t < tokens.get().size() ? display(tokens.get().get(t)) : "";
    }

    @Override
    protected int rows() {
        return Math.min(1, steps());
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        return cellAt(x, y, 0, getHeight() + 1);
    }

    @Override
    protected String describe(Cell cell) {
        return name(cell) + ": " + text(cell.column());
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(2.3 * theme().em());
    }

    /** The tokens as the tokenizer writes them. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }
}

package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * One next-token distribution: the most probable tokens, each with its bar and its probability. The target has an outlined
 * bar and a mark, and is shown even if it is not among them. A cell's row is the rank from the top.
 */
public final class DistributionBars extends CellView {
    private final ObjectProperty<@Nullable Tensor> probabilities = new SimpleObjectProperty<>(this, "probabilities");
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final IntegerProperty target = new SimpleIntegerProperty(this, "target", -1);
    private final IntegerProperty most = new SimpleIntegerProperty(this, "most", 8);
    private final StringProperty targetLabel = new SimpleStringProperty(this, "targetLabel", "target");
    private List<Integer> order = List.of();

    /** Bars of nothing yet. */
    public DistributionBars() {
        super("distribution-bars");
        for (var cause : List.of(probabilities, target, most)) {
            cause.addListener(o -> {
                rank();
                requestLayout();
            });
        }
        repaintOn(tokens, targetLabel);
    }

    private void rank() {
        Tensor p = probabilities.get();
        order = p == null ? List.of() : Ranking.withTarget(p, 0, p.length(), most.get(), target.get());
    }

    @Override
    protected int rows() {
        return order.size();
    }

    @Override
    protected int columns() {
        return Math.min(1, order.size());
    }

    /** The token whose bar is in the {@code row}th place from the top. */
    public int token(int row) {
        return order.get(row);
    }

    private double rowHeight() {
        return Math.min(getHeight() / Math.max(1, rows()), 1.9 * theme().em());
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Tensor p = probabilities.get();
        if (p == null) return;
        Font font = theme.font(.95);
        double widest = theme.em();
        for (int token : order) widest = Math.max(widest, Theme.width(name(token), font));
        double left = Math.round(Math.min(widest, getWidth() / 3) + .8 * theme.em());
        double numberRoom = Theme.width("0.0000", font) + theme.em();
        String mark = " ◂ " + targetLabel.get();
        double room = Math.max(4, getWidth() - left - numberRoom - (target.get() < 0 ? 0 : Theme.width(mark, font)));
        double height = rowHeight();
        gc.setFont(font);
        gc.setTextBaseline(VPos.CENTER);
        for (int row = 0; row < rows(); row++) {
            int token = order.get(row);
            double value = p.at(token);
            double y = Math.round(row * height);
            double h = Math.round(height * .8);
            highlight(gc, theme, row, y, h);
            if (isVeiled(new Cell(row, 0))) {
                CellPainter.veiled(gc, theme, 0, y + 1, getWidth(), h - 2);
                gc.setFont(font);
                continue;
            }
            bar(gc, theme, value, left, y + 1, room, h - 2, token == target.get());
            double middle = y + h / 2;
            gc.setFill(theme.ink());
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.fillText(Theme.elide(name(token), font, left - .6 * theme.em()), left - .5 * theme.em(), middle);
            gc.setTextAlign(TextAlignment.LEFT);
            double share = Double.isFinite(value) ? Math.clamp(value, 0, 1) : 0;
            String text = Numbers.brief(value) + (token == target.get() ? mark : "");
            gc.fillText(text, left + share * room + .4 * theme.em(), middle);
        }
    }

    private void highlight(GraphicsContext gc, Theme theme, int row, double y, double height) {
        boolean selected = getSelected() != null && getSelected().row() == row;
        if (selected || getHovered() != null && getHovered().row() == row) {
            gc.setFill((selected ? theme.accent() : theme.muted()).deriveColor(0, 1, 1, .15));
            gc.fillRoundRect(0, y - 1, getWidth(), height + 2, 6, 6);
        }
    }

    private static void bar(
            GraphicsContext gc,
            Theme theme,
            double value,
            double x,
            double y,
            double room,
            double height,
            boolean target) {
        double width = Math.max(1, Math.round((Double.isFinite(value) ? Math.clamp(value, 0, 1) : 0) * room));
        // Bars are told by their length; the colour is that of a large probability, so that short ones are seen too.
        gc.setFill(ColorScale.probability().color(.6, theme.dark()));
        gc.fillRect(x, y, width, height);
        if (!target) return;
        gc.setStroke(theme.ink());
        gc.setLineWidth(2);
        Lines.frame(gc, x, y, Math.max(3, width), height);
    }

    private String name(int token) {
        return TokenStrip.display(tokens.get(), token);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int row = (int) Math.floor(y / rowHeight());
        return row < 0 || row >= rows() ? null : new Cell(row, 0);
    }

    @Override
    protected String describe(Cell cell) {
        Tensor p = probabilities.get();
        if (p == null) return "";
        int token = order.get(cell.row());
        return name(token) + ": " + Numbers.full(p.at(token))
                + (token == target.get() ? " (" + targetLabel.get() + ")" : "");
    }

    @Override
    protected double computePrefWidth(double height) {
        return 22 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.max(1, rows()) * 1.3 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.max(1, rows()) * 1.7 * theme().em());
    }

    /** The probability of each token, {@code [TOKEN]}. */
    public ObjectProperty<@Nullable Tensor> probabilitiesProperty() {
        return probabilities;
    }

    public void setProbabilities(@Nullable Tensor tensor) {
        probabilities.set(tensor);
    }

    /** The tokens of the vocabulary. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** The token that really follows, or −1. */
    public IntegerProperty targetProperty() {
        return target;
    }

    public void setTarget(int token) {
        target.set(token);
    }

    /** How many bars there are at most. */
    public IntegerProperty mostProperty() {
        return most;
    }

    /** The word that marks the target. */
    public StringProperty targetLabelProperty() {
        return targetLabel;
    }
}

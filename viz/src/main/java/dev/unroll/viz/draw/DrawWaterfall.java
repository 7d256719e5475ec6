package dev.unroll.viz.draw;

import dev.unroll.engine.sampling.Candidate;
import dev.unroll.engine.sampling.Choice;
import dev.unroll.engine.sampling.Filter;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.export.Tabulated;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The way from logits to probabilities: a row for each candidate, the likeliest above, and a column for each {@link Stage} with its
 * number and a bar. What a stage removed stays there, hatched, with the reason in words. {@link #shownStagesProperty} says how many
 * stages have been made; later columns are empty. Where there are more candidates than rows, neighbours share one with their sum.
 *
 * <p>A cell's row is the place from the top ({@link #candidates(int)} says who stands there), its column the ordinal of the stage.
 */
public final class DrawWaterfall extends CellView implements Tabulated {
    private static final int STAGES = Stage.values().length;
    private static final double LEAST_ROW = 1.35;
    private static final double LARGEST_ROW = 3;
    private static final double HEADING = 2.9;

    private final ObjectProperty<@Nullable Choice> choice = new SimpleObjectProperty<>(this, "choice");
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final IntegerProperty shownStages = new SimpleIntegerProperty(this, "shownStages", STAGES);
    private final BooleanProperty chosenShown = new SimpleBooleanProperty(this, "chosenShown", true);
    private final ObjectProperty<List<String>> stageTitles = new SimpleObjectProperty<>(
            this,
            "stageTitles",
            List.of("logits", "repetition penalty", "temperature", "top-k", "top-p", "probabilities"));
    private final ObjectProperty<Map<Filter, String>> reasons = new SimpleObjectProperty<>(
            this,
            "reasons",
            Map.of(
                    Filter.GREEDY, "not the likeliest",
                    Filter.TOP_K, "not among the k likeliest",
                    Filter.TOP_P, "those before it have p already"));
    private List<Ranks> rows = List.of();
    private double[] before = {};

    /** A waterfall of nothing yet. */
    public DrawWaterfall() {
        super("draw-waterfall");
        choice.addListener(_ -> {
            add();
            arrange();
        });
        heightProperty().addListener(_ -> arrange());
        repaintOn(choice, tokens, shownStages, chosenShown, stageTitles, reasons);
    }

    /** What all before each candidate have together. */
    private void add() {
        Choice now = choice.get();
        before = new double[now == null ? 1 : now.candidates().size() + 1];
        for (int i = 0; i + 1 < before.length; i++)
            before[i + 1] = before[i] + now.candidates().get(i).share();
    }

    private void arrange() {
        Choice now = choice.get();
        int most = (int) ((getHeight() - heading()) / (LEAST_ROW * theme().em()));
        rows = now == null || most < 1 ? List.of() : Ranks.rows(now, most);
    }

    private double heading() {
        return Math.ceil(HEADING * theme().em());
    }

    private double rowHeight() {
        return Math.min((getHeight() - heading()) / Math.max(1, rows.size()), LARGEST_ROW * theme().em());
    }

    @Override
    protected int rows() {
        return rows.size();
    }

    @Override
    protected int columns() {
        return rows.isEmpty() ? 0 : STAGES;
    }

    /** How many rows there is room for. */
    public int rowCount() {
        return rows.size();
    }

    /** Who stands in a row: several where they share it. */
    public List<Candidate> candidates(int row) {
        Choice now = choice.get();
        Ranks ranks = rows.get(row);
        return now == null ? List.of() : now.candidates().subList(ranks.first(), ranks.last() + 1);
    }

    /** The row in which a token stands, or −1. */
    public int row(int token) {
        for (int row = 0; row < rows.size(); row++)
            if (candidates(row).stream().anyMatch(c -> c.id() == token)) return row;
        return -1;
    }

    /** Room for the tokens on the left, up to a fifth of the view. */
    private double left() {
        Font font = theme().bold(1);
        double widest = 1.5 * theme().em();
        for (int row = 0; row < rows.size(); row++) widest = Math.max(widest, Theme.width(label(row), font));
        return Math.min(widest + 1.6 * theme().em(), getWidth() / 5);
    }

    private double x(int column) {
        return Math.round(left() + column * (getWidth() - left()) / STAGES);
    }

    /** What top-k left of all shares. */
    private double likeliest() {
        Choice now = choice.get();
        return now == null
                ? 1
                : before[Math.min(now.sampler().topK(), now.candidates().size())];
    }

    /** What the stage's filters left of all shares. */
    private double kept() {
        Choice now = choice.get();
        return now == null ? 1 : before[now.left()];
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Choice now = choice.get();
        if (now == null) return;
        gc.setTextBaseline(VPos.CENTER);
        for (int column = 0; column < STAGES; column++) heading(gc, theme, now, column);
        Extent logits = logits();
        double largest = largest();
        for (int row = 0; row < rows.size(); row++) {
            double y = Math.round(heading() + row * rowHeight());
            double height = Math.round(heading() + (row + 1) * rowHeight()) - y;
            name(gc, theme, now, row, y, height);
            for (int column = 0; column < STAGES; column++) {
                Cell cell = new Cell(row, column);
                double x = x(column);
                double width = x(column + 1) - x - .5 * theme.em();
                if (isVeiled(cell)) CellPainter.veiled(gc, theme, x, y + 1, width, height - 1);
                else if (column >= shownStages.get()) CellPainter.empty(gc, theme, x, y + 1, width, height - 1);
                else paint(gc, theme, cell, x, y, width, height, logits, largest);
                boolean selected = cell.equals(getSelected());
                if (selected || cell.equals(getHovered()))
                    CellPainter.outline(gc, theme, x - 2, y, width + 4, height, selected);
            }
            reason(gc, theme, row, y, height);
        }
    }

    private void heading(GraphicsContext gc, Theme theme, Choice now, int column) {
        boolean current = column == shownStages.get() - 1 && shownStages.get() < STAGES;
        boolean made = column < shownStages.get();
        double width = x(column + 1) - x(column) - .7 * theme.em();
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setFill(current ? theme.accent() : made ? theme.ink() : theme.muted());
        gc.setFont(theme.bold(.9));
        String title = stageTitles.get().get(column);
        double scale = Math.min(1, width / Theme.width(title, gc.getFont()));
        gc.setFont(theme.bold(.9 * scale));
        gc.fillText(title, x(column), .75 * theme.em());
        gc.setFont(theme.font(.9));
        gc.setFill(current ? theme.accent() : theme.muted());
        String setting =
                Stage.values()[column].setting(now.sampler(), now.candidates().size(), likeliest(), kept());
        if (column < STAGES - 1 || made) gc.fillText(setting, x(column), 1.95 * theme.em());
        gc.setStroke(current ? theme.accent() : theme.line());
        gc.setLineWidth(current ? 2 : 1);
        Lines.line(gc, x(column), heading() - 3.5, x(column) + width, heading() - 3.5);
    }

    private void name(GraphicsContext gc, Theme theme, Choice now, int row, double y, double height) {
        Ranks ranks = rows.get(row);
        boolean chosen = ranks.single() && chosenShown.get() && isChosen(now, row);
        if (chosen) {
            gc.setFill(theme.accent().deriveColor(0, 1, 1, .16));
            gc.fillRoundRect(0, y, getWidth(), height, 6, 6);
        }
        Font font = chosen ? theme.bold(1) : theme.font(1);
        gc.setFont(font);
        boolean left = shownStages.get() == 0
                || !Stage.values()[shownStages.get() - 1].removed(
                        candidates(row).getFirst());
        gc.setFill(chosen ? theme.accent() : ranks.single() && left ? theme.ink() : theme.muted());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(Theme.elide(label(row), font, left() - theme.em()), left() - .8 * theme.em(), y + height / 2);
    }

    private String label(int row) {
        Ranks ranks = rows.get(row);
        return ranks.single() ? token(row) : "⋯ " + ranks.count();
    }

    private boolean isChosen(Choice now, int row) {
        return candidates(row).getFirst().id() == now.chosen().id();
    }

    /** @param low the smallest logit on screen, at most 0 */
    private record Extent(double low, double high) {}

    private Extent logits() {
        double low = 0;
        double high = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (!rows.get(row).single()) continue;
            Candidate c = candidates(row).getFirst();
            low = Math.min(low, Math.min(c.logit(), c.scaled()));
            high = Math.max(high, Math.max(c.logit(), c.scaled()));
        }
        return high > low ? new Extent(low, high) : new Extent(0, 1);
    }

    private double largest() {
        Candidate first = candidates(0).getFirst();
        return Math.max(first.share(), first.chance());
    }

    private void paint(
            GraphicsContext gc,
            Theme theme,
            Cell cell,
            double x,
            double y,
            double width,
            double height,
            Extent logits,
            double largest) {
        Stage stage = Stage.values()[cell.column()];
        if (stage.removed(candidates(cell.row()).getFirst())) return; // one band over all columns from here on
        if (!rows.get(cell.row()).single() && stage.ofLogits()) return; // a sum of logits means nothing
        double value = number(cell);
        double digits = Theme.width("−0.000", theme.font(.9));
        double room = Math.max(4, width - digits - .3 * theme.em());
        double top = Math.round(y + height * .18);
        double thick = Math.round(height * .64);
        if (stage.ofLogits()) {
            double zero = -logits.low / (logits.high - logits.low) * room;
            double to = (value - logits.low) / (logits.high - logits.low) * room;
            gc.setFill(ColorScale.signed(1).color(value < 0 ? -.6 : .6, theme.dark()));
            gc.fillRect(x + Math.min(zero, to), top, Math.max(1, Math.abs(to - zero)), thick);
            gc.setFill(theme.muted());
            gc.fillRect(Math.round(x + zero), top - 2, 1, thick + 4);
        } else {
            double full = stage == Stage.TOP_P ? 1 : largest;
            double start = stage == Stage.TOP_P ? before(cell) : 0;
            Color color = ColorScale.probability().color(.6, theme.dark());
            gc.setFill(color.deriveColor(0, 1, 1, .35));
            gc.fillRect(x, top, Math.min(1, start / full) * room, thick);
            gc.setFill(color);
            // Many together may have more than the largest alone, which gives the scale.
            if (value <= full + 1e-6)
                gc.fillRect(x + start / full * room, top, Math.max(1, (value - start) / full * room), thick);
        }
        Stage last = stage.previous();
        boolean same = last != null && last.ofLogits() && stage.ofLogits() && value == number(cell, last);
        gc.setFont(theme.font(.9));
        gc.setFill(same ? theme.muted() : theme.ink());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(stage.ofLogits() ? Numbers.compact(value) : share(value), x + width, y + height / 2);
    }

    private static String share(double value) {
        return value > 0 && value < 5e-4 ? "<.001" : String.format(Locale.ROOT, "%.3f", value);
    }

    private double before(Cell cell) {
        return before[rows.get(cell.row()).first()] / likeliest();
    }

    private double number(Cell cell) {
        return number(cell, Stage.values()[cell.column()]);
    }

    /** Of candidates that share a row it is their sum. */
    private double number(Cell cell, Stage stage) {
        List<Candidate> here = candidates(cell.row());
        if (here.size() == 1) return stage.number(here.getFirst(), before(cell), likeliest());
        if (stage == Stage.TOP_P) return before[rows.get(cell.row()).last() + 1] / likeliest();
        return here.stream().mapToDouble(c -> stage.number(c, 0, likeliest())).sum();
    }

    /** Hatched from the stage on that removed it, with the words in the hatching. */
    private void reason(GraphicsContext gc, Theme theme, int row, double y, double height) {
        Filter filter = candidates(row).getFirst().removedBy();
        if (filter == null || Stage.of(filter).ordinal() >= shownStages.get()) return;
        double x = x(Stage.of(filter).ordinal());
        double width = x(shownStages.get()) - x - .5 * theme.em();
        CellPainter.masked(gc, theme, x, y + 2, width, height - 4);
        Font font = theme.font(.85);
        String text = Theme.elide(reasons.get().getOrDefault(filter, ""), font, width - 1.5 * theme.em());
        gc.setFill(theme.background());
        gc.fillRect(x + .4 * theme.em(), y + 2, Theme.width(text, font) + .6 * theme.em(), height - 4);
        gc.setFont(font);
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.LEFT);
        gc.fillText(text, x + .7 * theme.em(), y + height / 2);
    }

    private String token(int row) {
        return DrawRuler.name(tokens.get(), candidates(row).getFirst().id());
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int row = (int) Math.floor((y - heading()) / rowHeight());
        int column = (int) Math.floor((x - left()) / (getWidth() - left()) * STAGES);
        return row < 0 || row >= rows() || column < 0 || column >= columns() ? null : new Cell(row, column);
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        String veiled = super.withheld(cell);
        return veiled != null || cell.column() < shownStages.get() ? veiled : "—";
    }

    @Override
    protected String name(Cell cell) {
        Ranks ranks = rows.get(cell.row());
        String who = ranks.single() ? "‘" + token(cell.row()) + "’" : (ranks.first() + 1) + "–" + (ranks.last() + 1);
        return who + " · " + stageTitles.get().get(cell.column());
    }

    @Override
    protected String describe(Cell cell) {
        Choice now = choice.get();
        if (now == null) return "";
        Stage stage = Stage.values()[cell.column()];
        Candidate first = candidates(cell.row()).getFirst();
        Filter filter = first.removedBy();
        if (filter != null && stage.removed(first))
            return name(cell) + ": " + reasons.get().get(filter);
        if (!rows.get(cell.row()).single())
            return stage.ofLogits() ? name(cell) : name(cell) + ": Σ " + Numbers.full((float) number(cell));
        return name(cell) + ": " + stage.arithmetic(first, before(cell), likeliest(), kept(), now.sampler());
    }

    /** A line for each candidate: the token, its number after each stage that has been made, and the filter that removed it. */
    @Override
    public List<List<Object>> table() {
        Choice now = choice.get();
        List<List<Object>> lines = new ArrayList<>();
        List<Object> heading = new ArrayList<>(List.of("token"));
        heading.addAll(stageTitles.get().subList(0, shownStages.get()));
        heading.add("removed");
        lines.add(heading);
        for (int rank = 0; now != null && rank < now.candidates().size(); rank++) {
            Candidate one = now.candidates().get(rank);
            List<Object> line = new ArrayList<>(List.of(DrawRuler.name(tokens.get(), one.id())));
            for (int stage = 0; stage < shownStages.get(); stage++)
                line.add(Stage.values()[stage].number(one, before[rank] / likeliest(), likeliest()));
            line.add(one.removedBy() == null ? "" : reasons.get().get(one.removedBy()));
            lines.add(line);
        }
        return lines;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 46 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return heading() + Math.ceil(4 * LEAST_ROW * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        Choice now = choice.get();
        int count = now == null ? 4 : Math.min(10, now.candidates().size());
        return heading() + Math.ceil(count * 1.7 * theme().em());
    }

    /** What was chosen, and from what; null before. */
    public ObjectProperty<@Nullable Choice> choiceProperty() {
        return choice;
    }

    public void setChoice(@Nullable Choice drawn) {
        choice.set(drawn);
    }

    /** The tokens of the vocabulary. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** How many stages have been made, from 0 to 6; the columns of later ones are empty. */
    public IntegerProperty shownStagesProperty() {
        return shownStages;
    }

    public void setShownStages(int count) {
        shownStages.set(count);
    }

    /** Whether the row of the chosen token is marked. */
    public BooleanProperty chosenShownProperty() {
        return chosenShown;
    }

    /** What the stages are called, six of them in the order of {@link Stage}. */
    public ObjectProperty<List<String>> stageTitlesProperty() {
        return stageTitles;
    }

    /** Why each filter removes a candidate, in a few words. */
    public ObjectProperty<Map<Filter, String>> reasonsProperty() {
        return reasons;
    }
}

package dev.unroll.viz.count;

import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.export.Tabulated;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A table of counts: a row for each context, a column for each token that may follow, in each cell how often it did. One row is
 * lifted out: above the table it stands as bars, each over its own column. Cells are coloured by their share of the row and show the
 * count, or the probability {@code (count + k) / (Σ count + k · V)}; what never followed stays empty.
 *
 * <p>A cell's row is that of the {@link Table}, its column the id of the token. Bars are the cells of the lifted row.
 */
public final class CountTable extends CellView implements Tabulated {
    private static final double NARROWEST = 1.25;
    private static final double WIDEST = 22;
    private static final double WIDEST_BAR = 9;
    private static final double ROW = 1.7;
    private static final double TALLEST_ROW = 3;
    private static final double HEADER = 1.9;
    private static final double BARS = .42;
    private static final double TALLEST_BARS = .7;
    private static final double INDENT = .7;

    private final ObjectProperty<Table> table = new SimpleObjectProperty<>(this, "table", Table.EMPTY);
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final BooleanProperty probabilities = new SimpleBooleanProperty(this, "probabilities", false);
    private final StringProperty neverSeen = new SimpleStringProperty(this, "neverSeen", "never seen");
    private List<Integer> columns = List.of();
    private int firstRow;

    /**
     * Some rows of a table of counts.
     *
     * @param contexts what stands before, a text for each row
     * @param counts for each row how often each token followed, {@code [row][TOKEN]}
     * @param lifted the row that stands above as bars, or −1
     * @param counted the token that was just counted in that row, or −1
     * @param smoothing k, which is added to each count where probabilities are shown
     */
    public record Table(List<String> contexts, float[][] counts, int lifted, int counted, double smoothing) {
        /** No rows. */
        public static final Table EMPTY = new Table(List.of(), new float[0][], -1, -1, 1);

        /** How often any token followed. */
        public double total(int row) {
            double total = 0;
            for (float count : counts[row]) total += count;
            return total;
        }

        /** The probability of a token after a row's context. */
        public double probability(int row, int token) {
            return (counts[row][token] + smoothing) / (total(row) + smoothing * counts[row].length);
        }
    }

    /** A table of nothing yet. */
    public CountTable() {
        super("count-table");
        for (var cause : List.of(table, tokens)) cause.addListener(_ -> arrange());
        widthProperty().addListener(_ -> arrange());
        heightProperty().addListener(_ -> arrange());
        repaintOn(table, tokens, probabilities, neverSeen);
    }

    // --- what stands where ---

    private void arrange() {
        Table now = table.get();
        int vocabulary = now.contexts().isEmpty() ? 0 : now.counts()[0].length;
        int most = (int) Math.max(1, (getWidth() - left() - right()) / (NARROWEST * theme().em()));
        columns =
                vocabulary <= most ? IntStream.range(0, vocabulary).boxed().toList() : likeliest(now, vocabulary, most);
        int visible = visibleRows();
        int middle = Math.max(0, now.lifted()) - visible / 2;
        firstRow = Math.clamp(middle, 0, Math.max(0, rows() - visible));
    }

    /** Where there are more tokens than columns: those that follow the lifted context most, then those that follow any. */
    private static List<Integer> likeliest(Table table, int vocabulary, int most) {
        double[] weight = new double[vocabulary];
        for (int row = 0; row < table.counts().length; row++)
            for (int token = 0; token < vocabulary; token++)
                weight[token] += table.counts()[row][token] * (row == table.lifted() ? 1e6 : 1);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, vocabulary).boxed().toList());
        order.sort(Comparator.comparingDouble(token -> -weight[token]));
        return order.stream().limit(most).sorted().toList();
    }

    private double left() {
        Font font = theme().bold(1);
        double widest = theme().em();
        for (String context : table.get().contexts())
            widest = Math.max(widest, Theme.width(TokenStrip.display(context), font));
        return Math.round(Math.min(widest, getWidth() / 4) + 1.2 * theme().em());
    }

    private double right() {
        return 3.2 * theme().em();
    }

    private double columnWidth() {
        double room = getWidth() - left() - right();
        return Math.min(room / Math.max(1, columns.size()), WIDEST * theme().em());
    }

    /** Where sums of rows end. */
    private double sums() {
        return x(columns.size()) + right() - .3 * theme().em();
    }

    private double x(int index) {
        return Math.round(left() + index * columnWidth());
    }

    private double barsBottom() {
        double spare = getHeight() - (HEADER + TALLEST_ROW * rows()) * theme().em();
        return Math.round(Math.clamp(spare, BARS * getHeight(), TALLEST_BARS * getHeight()));
    }

    private double top() {
        return barsBottom() + Math.round(HEADER * theme().em());
    }

    private double rowHeight() {
        double room = Math.max(1, getHeight() - top());
        return Math.min(room / Math.max(1, visibleRows()), TALLEST_ROW * theme().em());
    }

    private int visibleRows() {
        return Math.clamp((int) ((getHeight() - top()) / (ROW * theme().em())), 1, Math.max(1, rows()));
    }

    private double y(int row) {
        return Math.round(top() + (row - firstRow) * rowHeight());
    }

    @Override
    protected int rows() {
        return table.get().contexts().size();
    }

    @Override
    protected int columns() {
        return rows() == 0 ? 0 : table.get().counts()[0].length;
    }

    /** The tokens that have a column, ascending. */
    public List<Integer> shownTokens() {
        return columns;
    }

    // --- painting ---

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Table now = table.get();
        if (rows() == 0) return;
        gc.setTextBaseline(VPos.CENTER);
        header(gc, theme);
        int last = Math.min(rows(), firstRow + visibleRows());
        for (int row = firstRow; row < last; row++) row(gc, theme, now, row);
        if (now.lifted() >= 0) bars(gc, theme, now);
        outline(gc, theme, getHovered(), false);
        outline(gc, theme, getSelected(), true);
    }

    private void header(GraphicsContext gc, Theme theme) {
        Font font = theme.bold(columnWidth() > 2 * theme.em() ? 1.15 : .95);
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setFill(theme.ink());
        double y = barsBottom() + .95 * theme.em();
        for (int i = 0; i < columns.size(); i++)
            gc.fillText(Theme.elide(name(columns.get(i)), font, columnWidth() + 1), x(i) + columnWidth() / 2, y);
        gc.setFont(theme.font(.85));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText("Σ", sums(), y);
    }

    private void row(GraphicsContext gc, Theme theme, Table now, int row) {
        double y = y(row);
        double height = y(row + 1) - y;
        boolean lifted = row == now.lifted();
        if (lifted) {
            gc.setFill(theme.accent().deriveColor(0, 1, 1, .14));
            gc.fillRoundRect(0, y - 1, Math.min(getWidth(), x(columns.size()) + right()), height + 1, 6, 6);
        }
        Font font = lifted ? theme.bold(1.05) : theme.font(1);
        gc.setFont(font);
        gc.setFill(lifted ? theme.accent() : theme.ink());
        gc.setTextAlign(TextAlignment.RIGHT);
        String context = Theme.elide(TokenStrip.display(now.contexts().get(row)), font, left() - theme.em());
        gc.fillText(context, left() - .6 * theme.em(), y + height / 2);
        for (int i = 0; i < columns.size(); i++) cell(gc, theme, now, row, i, y, height);
        gc.setFont(theme.font(.9));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(String.format(Locale.ROOT, "%.0f", now.total(row)), sums(), y + height / 2);
    }

    private void cell(GraphicsContext gc, Theme theme, Table now, int row, int index, double y, double height) {
        double x = x(index);
        double width = x(index + 1) - x;
        int token = columns.get(index);
        if (isVeiled(new Cell(row, token))) {
            CellPainter.veiled(gc, theme, x, y, width, height);
            return;
        }
        double count = now.counts()[row][token];
        if (count == 0 && !probabilities.get()) {
            CellPainter.empty(gc, theme, x, y, width, height);
            return;
        }
        double share = probabilities.get() ? now.probability(row, token) : count / now.total(row);
        var color = ColorScale.probability().color(.12 + .88 * share, theme.dark());
        if (count == 0) color = ColorScale.probability().color(share, theme.dark());
        gc.setFill(color);
        gc.fillRect(x, y, width - 1, height - 1);
        if (row == now.lifted() && token == now.counted()) {
            gc.setStroke(theme.accent());
            gc.setLineWidth(2);
            Lines.frame(gc, x + 1, y + 1, width - 3, height - 3);
        }
        String text = number(now, row, token);
        Font font = theme.font(.9);
        if (Theme.width(text, font) > width - 2) return;
        gc.setFont(font);
        gc.setFill(TextContrast.on(color));
        gc.setTextAlign(TextAlignment.CENTER);
        gc.fillText(text, x + (width - 1) / 2, y + height / 2);
    }

    private String number(Table now, int row, int token) {
        if (!probabilities.get()) return String.format(Locale.ROOT, "%.0f", now.counts()[row][token]);
        double p = now.probability(row, token);
        String text = String.format(Locale.ROOT, "%.2f", p);
        return text.startsWith("0") ? text.substring(1) : text;
    }

    private void bars(GraphicsContext gc, Theme theme, Table now) {
        int row = now.lifted();
        double bottom = barsBottom();
        double room = bottom - 2.6 * theme.em();
        double largest = 0;
        for (int token : columns) largest = Math.max(largest, bar(now, row, token));
        double full = probabilities.get() ? ceiling(largest) : Math.max(1, largest);
        if (probabilities.get()) ceiling(gc, theme, full, bottom - room);
        title(gc, theme, now, row);
        for (int i = 0; i < columns.size(); i++) {
            int token = columns.get(i);
            double x = x(i);
            double width = x(i + 1) - x;
            if (isVeiled(new Cell(row, token))) {
                CellPainter.veiled(gc, theme, x, bottom - room * .6, width, room * .6);
                continue;
            }
            double value = bar(now, row, token);
            double height = Math.round(value / full * room);
            boolean just = token == now.counted();
            gc.setFill(just ? theme.accent() : ColorScale.probability().color(.6, theme.dark()));
            double wide = Math.min(.76 * width, WIDEST_BAR * theme.em());
            gc.fillRect(x + (width - wide) / 2, bottom - height, wide, height);
            if (now.counts()[row][token] == 0) continue;
            String text = just && !probabilities.get() ? "+1" : number(now, row, token);
            Font font = theme.bold(just ? 1 : .9);
            boolean peak = value >= bar(now, row, i - 1, value) && value >= bar(now, row, i + 1, value);
            if (Theme.width(text, font) > width && !(peak && value > .04 * full)) continue;
            gc.setFont(font);
            gc.setFill(just ? theme.accent() : theme.ink());
            gc.setTextAlign(TextAlignment.CENTER);
            gc.fillText(text, x + width / 2, bottom - height - .65 * theme.em());
        }
        gc.setFill(theme.line());
        gc.fillRect(left(), bottom, columnWidth() * columns.size(), 1);
    }

    /** The next of 1, 2 and 5 times a power of ten, so that small shares are seen to differ. */
    private static double ceiling(double share) {
        double unit = Math.pow(10, Math.floor(Math.log10(share)));
        double ratio = share / unit;
        return Math.min(1, unit * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10));
    }

    /** The share that a bar would have that reached up to there. */
    private void ceiling(GraphicsContext gc, Theme theme, double share, double y) {
        gc.setFill(theme.line());
        gc.fillRect(left(), y, columnWidth() * columns.size(), 1);
        gc.setFont(theme.font(.85));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(Numbers.tick(share), sums(), y);
    }

    /** The bar of a column, or what is given where there is none. */
    private double bar(Table now, int row, int index, double otherwise) {
        return index < 0 || index >= columns.size() ? otherwise : bar(now, row, columns.get(index));
    }

    private double bar(Table now, int row, int token) {
        return probabilities.get() ? now.probability(row, token) : now.counts()[row][token];
    }

    /** What the bars are of, and where nothing was ever counted that it was not. */
    private void title(GraphicsContext gc, Theme theme, Table now, int row) {
        Font font = theme.bold(1.35);
        String context = TokenStrip.display(now.contexts().get(row));
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setFill(theme.accent());
        double y = .95 * theme.em();
        gc.fillText(context + " →", INDENT * theme.em(), y);
        if (now.total(row) > 0) return;
        double x = INDENT * theme.em() + Theme.width(context + " →", font) + .8 * theme.em();
        gc.setFont(theme.font(1));
        gc.setFill(theme.muted());
        gc.fillText(Theme.elide(neverSeen.get(), theme.font(1), getWidth() - x), x, y);
    }

    private void outline(GraphicsContext gc, Theme theme, @Nullable Cell cell, boolean selected) {
        int index = cell == null ? -1 : columns.indexOf(cell.column());
        if (cell == null || index < 0 || cell.row() < firstRow || cell.row() >= firstRow + visibleRows()) return;
        double y = y(cell.row());
        CellPainter.outline(gc, theme, x(index), y, x(index + 1) - x(index), y(cell.row() + 1) - y, selected);
    }

    // --- pointing ---

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int index = (int) Math.floor((x - left()) / columnWidth());
        if (rows() == 0 || index < 0 || index >= columns.size()) return null;
        if (y < barsBottom())
            return table.get().lifted() < 0 ? null : new Cell(table.get().lifted(), columns.get(index));
        int row = firstRow + (int) Math.floor((y - top()) / rowHeight());
        return y < top() || row >= Math.min(rows(), firstRow + visibleRows())
                ? null
                : new Cell(row, columns.get(index));
    }

    private String name(int token) {
        return TokenStrip.display(tokens.get(), token);
    }

    @Override
    protected String name(Cell cell) {
        return "‘" + TokenStrip.display(table.get().contexts().get(cell.row())) + "’ → ‘" + name(cell.column()) + "’";
    }

    @Override
    protected String describe(Cell cell) {
        Table now = table.get();
        String count = String.format(Locale.ROOT, "%.0f", now.counts()[cell.row()][cell.column()]);
        String total = String.format(Locale.ROOT, "%.0f", now.total(cell.row()));
        String k = Numbers.tick(now.smoothing());
        return name(cell) + ": " + count + " / " + total + " · P = (" + count + " + " + k + ") / (" + total + " + " + k
                + " · " + columns() + ") = "
                + Numbers.full((float) now.probability(cell.row(), cell.column()));
    }

    /** A line for each context and token: its count and its probability. */
    @Override
    public List<List<Object>> table() {
        Table now = table.get();
        List<List<Object>> lines = new ArrayList<>();
        lines.add(List.of("context", "token", "count", "probability"));
        for (int row = 0; row < rows(); row++)
            for (int token = 0; token < columns(); token++)
                lines.add(List.of(
                        now.contexts().get(row), name(token), now.counts()[row][token], now.probability(row, token)));
        return lines;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 44 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(12 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(28 * theme().em());
    }

    /** The rows that are shown, as far as there is room; the lifted one always is. */
    public ObjectProperty<Table> tableProperty() {
        return table;
    }

    public void setTable(Table rows) {
        table.set(rows);
    }

    /** The tokens of the vocabulary. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** Whether probabilities are shown in place of counts. */
    public BooleanProperty probabilitiesProperty() {
        return probabilities;
    }

    /** What is said of a lifted context that was never counted. */
    public StringProperty neverSeenProperty() {
        return neverSeen;
    }
}

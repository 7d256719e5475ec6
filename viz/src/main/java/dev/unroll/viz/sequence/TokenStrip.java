package dev.unroll.viz.sequence;

import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The tokens of a sequence, one chip in each column, with larger type where there is room. White space is shown by signs.
 * Narrow columns have smaller letters without chips, and words written upwards where there is room above; where even those do not fit, only the tokens at the playback position,
 * under the pointer and at the selection are written out. Where not all columns fit, a line below says how many lie beyond
 * either edge and shows by a bar, which can be dragged, where the visible ones are.
 */
public final class TokenStrip extends TimeView {
    private static final double LARGEST = 2.2;
    /** The pitch in pixels below which a letter cannot be read. */
    private static final double NARROWEST = 9;

    private static final double SMALLEST_TYPE = 8;

    /** In ems, the height of a word that is written upwards, at most. */
    private static final double LONGEST_UPRIGHT = 4.2;

    /** How many tokens tell whether there are words; thousands are not measured for a layout. */
    private static final int SAMPLE = 256;

    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final ObjectProperty<@Nullable StepPair> window = new SimpleObjectProperty<>(this, "window");
    private final ObjectProperty<List<String>> notes = new SimpleObjectProperty<>(this, "notes", List.of());
    private boolean onBar;

    /** A strip without tokens on the given axis; {@link #setTokens} does not change the axis. */
    public TokenStrip(TimeAxis axis) {
        super("token-strip", axis);
        repaintOn(tokens, window);
        addEventFilter(MouseEvent.MOUSE_PRESSED, this::pressed);
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

    /** How the token with an id is shown: by its number where {@code tokens} has none. */
    public static String display(List<String> tokens, int id) {
        return id < tokens.size() ? display(tokens.get(id)) : "#" + id;
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
        label(gc, theme, getTitle(), chipHeight() / 2 + 2);
    }

    private double overviewHeight() {
        return axis().overflows() ? Math.ceil(1.1 * theme().em()) : 0;
    }

    private double chipHeight() {
        return getHeight() - 4 - overviewHeight();
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        TimeAxis axis = axis();
        Type type = type(theme);
        boolean upright = !type.chips && chipHeight() >= 3 * theme.em() && isUpright(axis.getColumnWidth());
        for (int t = axis.firstVisible(); t <= lastShown(); t++) {
            if (upright) upright(gc, theme, t);
            else if (type.chips) chip(gc, theme, type.font, t, axis.x(t), chipWidth(theme, type, t));
            else if (axis.getColumnWidth() < NARROWEST) tick(gc, theme, t);
            else letter(gc, theme, type.font, t);
        }
        if (!type.chips && !upright) {
            Cell selected = getSelected();
            if (selected != null) flag(gc, theme, type.font, selected.column());
            flag(gc, theme, type.font, axis.getPosition());
            flag(gc, theme, type.font, axis.getHovered());
        }
        frame(gc, theme);
        if (axis.overflows()) overview(gc, theme);
    }

    private void frame(GraphicsContext gc, Theme theme) {
        StepPair framed = window.get();
        if (framed == null) return;
        double left = axis().left(framed.first());
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        gc.strokeRoundRect(left, 1, axis().left(framed.second() + 1) - left, chipHeight() + 2, 8, 8);
    }

    /** The font of all tokens and whether they stand on chips. */
    private record Type(Font font, boolean chips, double growth) {}

    /** As large as the widest visible token allows, up to 2.2 times in wide columns, but no smaller than can be read. */
    private Type type(Theme theme) {
        double pitch = axis().getColumnWidth();
        double growth = Math.min(growth(theme, pitch, LARGEST), Math.max(1, chipHeight() / (1.9 * theme.em())));
        Set<String> texts = new HashSet<>();
        for (int t = axis().firstVisible(); t <= lastShown(); t++) texts.add(text(t));
        boolean chips = chipsFit(theme, pitch, texts);
        double widest = widest(theme, texts);
        double fitting = (pitch - (chips ? .6 * theme.em() : 1)) / widest;
        double least = Math.min(1, chips ? .85 : SMALLEST_TYPE / theme.em());
        return new Type(theme.bold(Math.clamp(fitting, least, 1.15 * growth)), chips, growth);
    }

    /** Not where of more than half the texts a chip would show a letter and an ellipsis. */
    private static boolean chipsFit(Theme theme, double pitch, Set<String> texts) {
        Font plain = theme.bold(1);
        long cut = texts.stream()
                .filter(text -> .85 * Theme.width(text, plain) > 1.6 * pitch)
                .count();
        return pitch >= 1.5 * theme.em() && 2 * cut <= texts.size();
    }

    private static double widest(Theme theme, Set<String> texts) {
        Font plain = theme.bold(1);
        return texts.stream().mapToDouble(text -> Theme.width(text, plain)).reduce(1, Math::max);
    }

    private Set<String> sample() {
        Set<String> texts = new HashSet<>();
        for (int t = 0; t < Math.min(SAMPLE, steps()); t++) texts.add(text(t));
        return texts;
    }

    /** Whether there are words in columns too narrow for them but as wide as a line is high. */
    private boolean isUpright(double pitch) {
        Theme theme = theme();
        Set<String> texts = sample();
        return pitch >= .85 * theme.em() && !chipsFit(theme, pitch, texts) && widest(theme, texts) > 1.5 * pitch;
    }

    /** A word from the foot of its column upwards. */
    private void upright(GraphicsContext gc, Theme theme, int t) {
        if (!isComputed(t)) {
            tick(gc, theme, t);
            return;
        }
        boolean current = t == axis().getPosition();
        boolean pointed = isSelected(t) || t == axis().getHovered();
        double left = axis().left(t);
        double width = axis().left(t + 1) - left - 1;
        if (current || pointed) {
            gc.setFill(current ? theme.accent() : theme.background().interpolate(theme.line(), .6));
            gc.fillRoundRect(left, 2, width, chipHeight(), 6, 6);
        }
        Font font = theme.bold(Math.min(.9, axis().getColumnWidth() / (1.25 * theme.em())));
        gc.save();
        gc.translate(axis().x(t), chipHeight() - 2);
        gc.rotate(-90);
        gc.setFont(font);
        gc.setFill(current ? TextContrast.on(theme.accent()) : theme.ink());
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(Theme.elide(text(t), font, chipHeight() - 6), 0, 0);
        gc.restore();
    }

    private boolean isSelected(int t) {
        Cell cell = getSelected();
        return cell != null && cell.column() == t;
    }

    private double chipWidth(Theme theme, Type type, int t) {
        double pad = theme.em() * type.growth;
        double wanted = isComputed(t) ? Math.max(2.4 * pad, Theme.width(text(t), type.font) + pad) : 2.4 * pad;
        return Math.min(axis().getColumnWidth() - 4, wanted);
    }

    private void chip(GraphicsContext gc, Theme theme, Font font, int t, double middle, double width) {
        double x = Math.round(middle - width / 2);
        double height = chipHeight();
        if (!isComputed(t)) {
            gc.setStroke(theme.line());
            gc.setLineWidth(1);
            gc.strokeRoundRect(x + .5, 2.5, width - 1, height - 1, 8, 8);
            return;
        }
        boolean current = t == axis().getPosition();
        boolean veiled = isVeiled(new Cell(0, t));
        Color ground = veiled ? CellPainter.veil(theme) : theme.background().interpolate(theme.line(), .45);
        gc.setFill(current ? theme.accent() : ground);
        gc.fillRoundRect(x, 2, width, height, 8, 8);
        if (isSelected(t) || t == axis().getHovered()) {
            gc.setStroke(isSelected(t) ? theme.accent() : theme.ink());
            gc.setLineWidth(isSelected(t) ? 2 : 1);
            gc.strokeRoundRect(x, 2, width, height, 8, 8);
        }
        Color ink = veiled ? theme.muted() : theme.ink();
        write(gc, font, current ? TextContrast.on(theme.accent()) : ink, text(t), x + width / 2, width - 2);
    }

    private void write(GraphicsContext gc, Font font, Color color, String text, double middle, double room) {
        gc.setFont(font);
        gc.setFill(color);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        String shown = text.length() < 2 ? text : Theme.elide(text, font, room); // of one letter nothing would be left
        gc.fillText(shown, middle, 2 + chipHeight() / 2);
    }

    /** A token in a column too narrow for a chip: the letters fill it. */
    private void letter(GraphicsContext gc, Theme theme, Font font, int t) {
        String text = text(t);
        boolean fits = Theme.width(text, font) <= axis().getColumnWidth() + 1; // of a word its beginning says nothing
        if (!isComputed(t) || text.isEmpty() || !fits) tick(gc, theme, t);
        else write(gc, font, theme.ink(), text, axis().x(t), axis().getColumnWidth() + 2);
    }

    private void tick(GraphicsContext gc, Theme theme, int t) {
        double left = axis().left(t);
        double width = axis().left(t + 1) - left;
        boolean current = t == axis().getPosition();
        gc.setFill(current ? theme.accent() : theme.line());
        gc.fillRect(left, chipHeight() - 1, Math.max(1, width - 1), 4);
    }

    /** Writes out a token in the midst of narrow columns, unless its own column is scrolled away. */
    private void flag(GraphicsContext gc, Theme theme, Font font, int t) {
        if (t < axis().firstVisible() || t > lastShown()) return;
        boolean tiny = axis().getColumnWidth() < NARROWEST;
        Font type = tiny ? theme.bold(1.1) : font;
        double pad = (tiny ? 1 : .35) * theme.em();
        double text = Theme.width(text(t), type);
        double width = Math.max(axis().getColumnWidth(), text <= axis().getColumnWidth() - 2 ? 0 : text + pad);
        double right = axis().getGutter() + axis().available();
        double middle = Math.clamp(axis().x(t), axis().getGutter() + width / 2, Math.max(right - width / 2, width / 2));
        chip(gc, theme, type, t, middle, width);
    }

    /** The line below the tokens: how many lie beyond the edges, and where between them the visible ones are. */
    private void overview(GraphicsContext gc, Theme theme) {
        Font font = theme.font(.8);
        double middle = getHeight() - overviewHeight() / 2;
        Track track = track(font);
        gc.setFont(font);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.LEFT);
        if (axis().stepsBefore() > 0) gc.fillText("◂ " + axis().stepsBefore(), axis().getGutter(), middle);
        gc.setTextAlign(TextAlignment.RIGHT);
        double right = axis().getGutter() + axis().available();
        if (axis().stepsAfter() > 0) gc.fillText(axis().stepsAfter() + " ▸", right, middle);
        double height = Math.max(4, Math.round(.3 * theme.em()));
        double top = Math.round(middle - height / 2);
        gc.setFill(theme.background().interpolate(theme.line(), .5));
        gc.fillRoundRect(track.left, top, track.width, height, height, height);
        gc.setFill(theme.muted());
        double thumb = Math.max(8, track.width * axis().shareVisible());
        double from = Math.min(track.left + track.width * axis().shareBefore(), track.left + track.width - thumb);
        gc.fillRoundRect(from, top, thumb, height, height, height);
        if (axis().getPosition() < 0) return;
        gc.setFill(theme.accent());
        double at = track.left + track.width * (axis().getPosition() + .5) / axis().getCount();
        gc.fillRoundRect(Math.round(at) - 2, top - 2, 4, height + 4, 3, 3);
    }

    /** Where the scroll bar lies, between the two counts. */
    private record Track(double left, double width) {}

    private Track track(Font font) {
        double count = Theme.width("◂ " + axis().getCount(), font) + .6 * theme().em();
        return new Track(axis().getGutter() + count, Math.max(1, axis().available() - 2 * count));
    }

    private void pressed(MouseEvent event) {
        onBar = axis().overflows() && event.getY() >= getHeight() - overviewHeight();
        if (!onBar) return;
        Track track = track(theme().font(.8));
        double share = (event.getX() - track.left) / track.width;
        boolean onThumb = share >= axis().shareBefore() && share <= axis().shareBefore() + axis().shareVisible();
        if (!onThumb)
            axis().scrollTo((share - axis().shareVisible() / 2) * axis().getCount() * axis().getColumnWidth());
    }

    @Override
    protected double scrollPerPixel() {
        if (!onBar) return super.scrollPerPixel();
        return axis().getCount() * axis().getColumnWidth() / track(theme().font(.8)).width;
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
        return cellAt(x, y, 0, getHeight() - overviewHeight());
    }

    @Override
    protected String describe(Cell cell) {
        int t = cell.column();
        String note =
                t < notes.get().size() && !isVeiled(cell) ? ", " + notes.get().get(t) : "";
        return name(cell) + ": " + text(t) + note;
    }

    /** Type of the usual size; where a stage is crowded the strip gives up its growth first. */
    @Override
    protected double computeMinHeight(double width) {
        return height(width, 1);
    }

    @Override
    protected double computePrefHeight(double width) {
        return height(width, LARGEST);
    }

    private double height(double width, double most) {
        double room = width < 0 ? getWidth() : width;
        double growth = growth(theme(), axis().columnWidthIn(room), most);
        double overview = axis().overflowsIn(room) ? Math.ceil(1.1 * theme().em()) : 0;
        if (isUpright(axis().columnWidthIn(room))) {
            double longest = Math.min(.9 * widest(theme(), sample()), LONGEST_UPRIGHT * theme().em());
            return Math.ceil(3 * theme().em() + Math.max(0, most > 1 ? longest + 8 - 3 * theme().em() : 0))
                    + 4
                    + overview;
        }
        return Math.ceil(2.3 * growth * theme().em()) + overview;
    }

    /** The tokens as the tokenizer writes them. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** The first and the last of the tokens that are framed, as those that a model looks at; null for none. */
    public ObjectProperty<@Nullable StepPair> windowProperty() {
        return window;
    }

    public void setWindow(@Nullable StepPair tokens) {
        window.set(tokens);
    }

    /** What is told of each token beside its text, such as its id; none where that does not matter. */
    public void setNotes(List<String> list) {
        notes.set(List.copyOf(list));
    }
}

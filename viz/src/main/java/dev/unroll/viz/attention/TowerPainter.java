package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Towers.Kind;
import dev.unroll.viz.attention.TransformerPicture.Box;
import dev.unroll.viz.attention.TransformerPicture.Part;
import dev.unroll.viz.attention.TransformerPicture.Tower;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** One painting of a {@link TransformerPicture}: boxes, the lines of attention, tiles, tokens. */
final class TowerPainter {
    private static final double FAINTEST = .04;

    private final TransformerPicture view;
    private final GraphicsContext gc;
    private final Theme theme;
    private final TowerLayout at;

    TowerPainter(TransformerPicture view, GraphicsContext gc, Theme theme, TowerLayout at) {
        this.view = view;
        this.gc = gc;
        this.theme = theme;
        this.at = at;
    }

    void paint() {
        for (boolean ofDecoder : new boolean[] {false, true}) {
            Tower tower = at.tower(ofDecoder);
            for (int row = 0; row < tower.boxes().size(); row++) box(ofDecoder, row);
        }
        bus();
        for (boolean ofDecoder : new boolean[] {false, true}) forAll(ofDecoder, part -> lines(part, false));
        for (boolean ofDecoder : new boolean[] {false, true}) {
            forAll(ofDecoder, this::tile);
            tokens(ofDecoder);
        }
        for (boolean ofDecoder : new boolean[] {false, true}) forAll(ofDecoder, part -> lines(part, true));
        outline(view.getHovered(), false);
        outline(view.getSelected(), true);
    }

    private void forAll(boolean ofDecoder, Consumer<Part> paint) {
        Tower tower = at.tower(ofDecoder);
        for (int row = 0; row < tower.boxes().size(); row++)
            for (int token = 0; token < tower.tokens().size(); token++) paint.accept(new Part(ofDecoder, row, token));
    }

    private Color color(Kind kind) {
        return switch (kind) {
            case EMBEDDING -> CategoricalPalette.color(7, theme.dark());
            case ATTENTION -> CategoricalPalette.color(1, theme.dark());
            case CROSS_ATTENTION -> CategoricalPalette.color(2, theme.dark());
            case FEED_FORWARD -> CategoricalPalette.color(0, theme.dark());
            case NORM -> theme.muted();
        };
    }

    private void box(boolean ofDecoder, int row) {
        Box box = at.tower(ofDecoder).boxes().get(row);
        double x = at.left(ofDecoder) - 3;
        double width = at.width(ofDecoder) + 6;
        double y = Math.round(at.boxTop(row));
        double height = at.boxBottom(row) - y;
        boolean now = isNow(ofDecoder, row);
        gc.setFill(color(box.kind()).interpolate(theme.background(), now ? .72 : .88));
        gc.fillRoundRect(x, y, width, height, 8, 8);
        gc.setStroke(now ? theme.accent() : color(box.kind()).interpolate(theme.background(), .5));
        gc.setLineWidth(now ? 2.5 : 1);
        gc.strokeRoundRect(x, y, width, height, 8, 8);
        title(ofDecoder, box, (y + at.boxBottom(row)) / 2, now, isComputed(ofDecoder, row));
    }

    private void title(boolean ofDecoder, Box box, double y, boolean now, boolean computed) {
        double em = theme.em();
        if (at.pitch() < .85 * em) return;
        boolean both = !box.size().isEmpty() && at.pitch() >= 2.1 * em;
        double x = ofDecoder ? at.left(true) + at.width(true) + .6 * em : at.left(false) - .6 * em;
        Font font = now ? theme.bold(.8) : TowerLayout.titleFont(theme);
        gc.setFont(font);
        gc.setTextAlign(ofDecoder ? TextAlignment.LEFT : TextAlignment.RIGHT);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(now ? theme.accent() : theme.ink());
        gc.fillText(Theme.elide(box.title(), font, at.gutter() - .4 * em), x, both ? y - .5 * em : y);
        if (!both || !computed) return;
        gc.setFont(theme.font(.75));
        gc.setFill(theme.muted());
        gc.fillText(box.size(), x, y + .55 * em);
    }

    /** Whether all tokens of a box are computed just now: it is one step for all of them. */
    private boolean isNow(boolean ofDecoder, int row) {
        int count = at.tower(ofDecoder).tokens().size();
        for (int token = 0; token < count; token++) if (!view.isNow(new Part(ofDecoder, row, token))) return false;
        return count > 0;
    }

    /** Whether all tokens of a box are computed, so that anything can be said of all of them. */
    private boolean isComputed(boolean ofDecoder, int row) {
        int count = at.tower(ofDecoder).tokens().size();
        for (int token = 0; token < count; token++) if (!view.isComputed(new Part(ofDecoder, row, token))) return false;
        return true;
    }

    /** From the encoder's last box to every box of the decoder that attends to it. */
    private void bus() {
        Tower decoder = at.decoder();
        int top = at.encoder().boxes().size() - 1;
        double from = at.left(false) + at.width(false) + 3;
        double to = at.left(true) - 4;
        double middle = busX();
        double y0 = (at.boxTop(top) + at.boxBottom(top)) / 2;
        Color color = color(Kind.CROSS_ATTENTION);
        for (int row = 0; row < decoder.boxes().size(); row++) {
            if (decoder.boxes().get(row).kind() != Kind.CROSS_ATTENTION) continue;
            double y = (at.boxTop(row) + at.boxBottom(row)) / 2;
            gc.setStroke(color);
            gc.setLineWidth(2);
            gc.strokePolyline(new double[] {from, middle, middle}, new double[] {y0, y0, y}, 3);
            ArrowPainter.paint(gc, color, 2, middle, y, to, y);
        }
    }

    /** What a token takes from others: faint for all, strong for the one that is pointed at. */
    private void lines(Part part, boolean strongest) {
        Box box = at.tower(part.ofDecoder()).boxes().get(part.row());
        Tensor weights = box.weights();
        if (weights == null || !view.isComputed(part) || view.isVeiled(part)) return;
        boolean strong = part.equals(view.getSelected()) || part.equals(view.getHovered());
        boolean cross = box.kind() == Kind.CROSS_ATTENTION;
        if (strong != strongest || cross && !strong) return;
        if (!strong && at.gap() < .45 * theme.em()) return; // they would be as good as level
        gc.setLineJoin(StrokeLineJoin.ROUND);
        int keys = weights.shape().columns();
        for (int key = 0; key < keys; key++) {
            double weight = weights.get(part.token(), key);
            if (weight < FAINTEST) continue;
            gc.setStroke(strong ? theme.accent() : theme.ink().deriveColor(0, 1, 1, Math.clamp(weight, .25, .8)));
            gc.setLineWidth(strong ? 1 + 6 * weight : 1 + 2 * weight);
            double x = at.x(part.ofDecoder(), part.token());
            double y = at.tileBottom(part.row());
            if (cross) cross(key, x, y);
            else Lines.line(gc, at.x(part.ofDecoder(), key), at.boxTop(part.row() - 1), x, at.boxBottom(part.row()));
        }
    }

    /** Out of the encoder's last box, along the arrow and below the box of the decoder to the tile. */
    private void cross(int key, double x, double y) {
        int top = at.encoder().boxes().size() - 1;
        double from = at.x(false, key);
        double above = at.boxTop(top) - .35 * theme.em();
        double middle = busX();
        double below = y + Math.max(4, at.gap() / 2);
        gc.strokePolyline(
                new double[] {from, from, middle, middle, x, x},
                new double[] {at.tileTop(top), above, above, below, below, y},
                6);
    }

    /** Where the arrows from one tower to the other rise. */
    private double busX() {
        return (at.left(false) + at.width(false) + at.left(true) - 1) / 2;
    }

    private void tile(Part part) {
        double x = at.tileLeft(part.ofDecoder(), part.token());
        double y = at.tileTop(part.row());
        double width = at.tileRight(part.ofDecoder(), part.token()) - x;
        double height = at.tileBottom(part.row()) - y;
        if (width < 1 || height < 1) return;
        gc.setFill(theme.background());
        gc.fillRect(x, y, width, height);
        if (!view.isComputed(part)) {
            CellPainter.empty(gc, theme, x, y, width + 1, height + 1);
            return;
        }
        if (view.isVeiled(part)) {
            CellPainter.veiled(gc, theme, x, y, width + 1, height + 1);
            return;
        }
        Tensor values = at.tower(part.ofDecoder()).boxes().get(part.row()).values();
        image(values, part.token(), x, y, width, height);
        if (!view.isNow(part)) return;
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        Lines.frame(gc, x, y, width, height);
    }

    /** The units of a vector in rows, as near to squares as goes. */
    private void image(Tensor values, int token, double x, double y, double width, double height) {
        int units = values.shape().columns();
        int across = Math.clamp(Math.round(Math.sqrt(units * width / height)), 1, units);
        while (units % across != 0) across--;
        int down = units / across;
        ColorScale scale = view.scaleProperty().get();
        int[] pixels = new int[units];
        for (int unit = 0; unit < units; unit++)
            pixels[unit] = scale.argb(values.at(token * units + unit), theme.dark());
        WritableImage image = new WritableImage(across, down);
        image.getPixelWriter().setPixels(0, 0, across, down, PixelFormat.getIntArgbInstance(), pixels, 0, across);
        gc.setImageSmoothing(false);
        gc.drawImage(image, x, y, width, height);
    }

    private void tokens(boolean ofDecoder) {
        Tower tower = at.tower(ofDecoder);
        double em = theme.em();
        gc.setFont(theme.bold(1));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        double above = at.boxTop(tower.boxes().size() - 1);
        boolean beside = !tower.written().isEmpty();
        double titleX = beside ? at.left(ofDecoder) - 1.2 * em : at.left(ofDecoder) + at.width(ofDecoder) / 2;
        gc.setTextAlign(beside ? TextAlignment.RIGHT : TextAlignment.CENTER);
        gc.fillText(tower.title(), titleX, above - (beside ? .3 * em + at.tokenHeight() / 2 : 1.3 * em));
        Font font = font(tower);
        for (int token = 0; token < tower.tokens().size(); token++) {
            String read = view.isRead(ofDecoder, token) ? tower.tokens().get(token) : null;
            chip(
                    font,
                    read,
                    at.x(ofDecoder, token),
                    at.bottom() + .3 * em + at.tokenHeight() / 2,
                    view.isNow(new Part(ofDecoder, 0, token)));
        }
        int top = tower.boxes().size() - 1;
        for (int token = 0; token < tower.written().size(); token++) {
            Part last = new Part(ofDecoder, top, token);
            String written = !view.isWritten(token)
                    ? null
                    : view.isVeiled(last) ? "?" : tower.written().get(token);
            chip(
                    font,
                    written,
                    at.x(ofDecoder, token),
                    at.boxTop(top) - .3 * em - at.tokenHeight() / 2,
                    view.isNow(last));
        }
    }

    /** As large as the widest token allows. */
    private Font font(Tower tower) {
        double fitting = (at.column() - 3) / TowerLayout.widestToken(theme, tower);
        return theme.bold(
                at.turned() ? TowerLayout.SMALLEST_TOKEN : Math.clamp(fitting, TowerLayout.SMALLEST_TOKEN, 1.35));
    }

    private void chip(Font font, @Nullable String token, double x, double y, boolean now) {
        double width = at.column() - 2;
        double height = at.tokenHeight();
        if (token == null) {
            gc.setStroke(theme.line());
            gc.setLineWidth(1);
            gc.strokeRoundRect(x - width / 2 + .5, y - height / 2 + .5, width - 1, height - 1, 8, 8);
            return;
        }
        gc.setFill(
                now
                        ? theme.accent().interpolate(theme.background(), .75)
                        : theme.background().interpolate(theme.line(), .45));
        gc.fillRoundRect(x - width / 2, y - height / 2, width, height, 8, 8);
        gc.setFont(font);
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        String text = Theme.elide(TokenStrip.display(token), font, at.turned() ? height : width + 2);
        if (!at.turned()) {
            gc.fillText(text, x, y);
            return;
        }
        gc.save();
        gc.translate(x, y);
        gc.rotate(-90);
        gc.fillText(text, 0, 0);
        gc.restore();
    }

    private void outline(@Nullable Part part, boolean selected) {
        if (part == null || part.row() >= at.tower(part.ofDecoder()).boxes().size()) return;
        if (part.token() >= at.tower(part.ofDecoder()).tokens().size()) return;
        double x = at.tileLeft(part.ofDecoder(), part.token());
        double y = at.tileTop(part.row());
        CellPainter.outline(
                gc,
                theme,
                x - 1,
                y - 1,
                at.tileRight(part.ofDecoder(), part.token()) - x + 3,
                at.tileBottom(part.row()) - y + 3,
                selected);
    }
}

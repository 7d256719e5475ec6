package dev.unroll.viz.attention;

import dev.unroll.viz.attention.TransformerPicture.Part;
import dev.unroll.viz.attention.TransformerPicture.Tower;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import javafx.scene.text.Font;

/**
 * Where the towers of a {@link TransformerPicture} stand, in pixels. What the boxes are called stands left of the encoder's and right of
 * the decoder's.
 *
 * @param bottom of the lowest box
 * @param pitch from a box to the next
 * @param gap between two boxes
 * @param column the width of a token's column
 * @param gutter the room for the names of boxes
 */
record TowerLayout(
        Tower encoder,
        Tower decoder,
        double encoderLeft,
        double decoderLeft,
        double bottom,
        double pitch,
        double gap,
        double column,
        double gutter) {
    private static final double TITLE = .82;

    static TowerLayout of(TransformerPicture view, Theme theme) {
        Tower encoder = view.encoderProperty().get();
        Tower decoder = view.decoderProperty().get();
        if (encoder == null || decoder == null) throw new IllegalStateException("there are no towers");
        double em = theme.em();
        int rows = Math.max(encoder.boxes().size(), decoder.boxes().size());
        double top = 2.5 * em;
        double bottom = view.getHeight() - 2.3 * em;
        double pitch = Math.max(6, (bottom - top) / Math.max(1, rows));
        double between = 2.4 * em;
        double gutter = Math.min(gutter(theme, encoder, decoder), view.getWidth() / 6);
        int columns = encoder.tokens().size() + decoder.tokens().size();
        double column = Math.max(4, (view.getWidth() - between - 2 * gutter) / Math.max(1, columns));
        return new TowerLayout(
                encoder,
                decoder,
                gutter,
                gutter + encoder.tokens().size() * column + between,
                bottom,
                pitch,
                Math.clamp(pitch * .36, 2, 3 * em),
                column,
                gutter);
    }

    private static double gutter(Theme theme, Tower... towers) {
        double widest = 0;
        for (Tower tower : towers)
            for (TransformerPicture.Box box : tower.boxes())
                widest = Math.max(widest, Theme.width(box.title(), theme.bold(TITLE)));
        return widest + 1.1 * theme.em();
    }

    /** The font of the names of boxes. */
    static Font titleFont(Theme theme) {
        return theme.font(TITLE);
    }

    Tower tower(boolean ofDecoder) {
        return ofDecoder ? decoder : encoder;
    }

    double left(boolean ofDecoder) {
        return ofDecoder ? decoderLeft : encoderLeft;
    }

    double width(boolean ofDecoder) {
        return tower(ofDecoder).tokens().size() * column;
    }

    /** The top of a box. */
    double boxTop(int row) {
        return bottom - (row + 1) * pitch + gap;
    }

    double boxBottom(int row) {
        return bottom - row * pitch;
    }

    double tileTop(int row) {
        return Math.round(boxTop(row) + 2);
    }

    double tileBottom(int row) {
        return Math.round(boxBottom(row) - 2);
    }

    /** The middle of a token's column. */
    double x(boolean ofDecoder, int token) {
        return left(ofDecoder) + (token + .5) * column;
    }

    double tileLeft(boolean ofDecoder, int token) {
        return Math.round(left(ofDecoder) + token * column + Math.min(3, column * .06));
    }

    double tileRight(boolean ofDecoder, int token) {
        return Math.round(left(ofDecoder) + (token + 1) * column - Math.min(3, column * .06));
    }

    @Nullable
    Part at(double x, double y) {
        for (boolean ofDecoder : new boolean[] {false, true}) {
            int token = (int) Math.floor((x - left(ofDecoder)) / column);
            int row = (int) Math.floor((bottom - y) / pitch);
            if (token < 0 || token >= tower(ofDecoder).tokens().size()) continue;
            if (row < 0 || row >= tower(ofDecoder).boxes().size() || y > bottom || y < boxTop(row)) continue;
            return new Part(ofDecoder, row, token);
        }
        return null;
    }
}

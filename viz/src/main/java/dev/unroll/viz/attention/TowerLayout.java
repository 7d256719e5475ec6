package dev.unroll.viz.attention;

import dev.unroll.viz.attention.TransformerPicture.Part;
import dev.unroll.viz.attention.TransformerPicture.Tower;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
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
 * @param turned whether tokens are written upwards, since columns are too narrow for them
 * @param tokenHeight the height of the tokens' chips
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
        double gutter,
        boolean turned,
        double tokenHeight) {
    private static final double TITLE = .82;

    /** The smallest type of a token, in ems. */
    static final double SMALLEST_TOKEN = .72;

    static TowerLayout of(TransformerPicture view, Theme theme) {
        Tower encoder = view.encoderProperty().get();
        Tower decoder = view.decoderProperty().get();
        if (encoder == null || decoder == null) throw new IllegalStateException("there are no towers");
        double em = theme.em();
        int rows = Math.max(encoder.boxes().size(), decoder.boxes().size());
        double between = 2.4 * em;
        double gutter = Math.min(gutter(theme, encoder, decoder), view.getWidth() / 6);
        int columns = encoder.tokens().size() + decoder.tokens().size();
        double column = Math.max(4, (view.getWidth() - between - 2 * gutter) / Math.max(1, columns));
        double widest = widestToken(theme, encoder, decoder);
        boolean turned = SMALLEST_TOKEN * widest > column - 3;
        double tokenHeight = turned ? Math.min(SMALLEST_TOKEN * widest + .7 * em, 6 * em) : 1.7 * em;
        double bottom = view.getHeight() - tokenHeight - .6 * em;
        double top = tokenHeight + .8 * em;
        double pitch = Math.max(6, (bottom - top) / Math.max(1, rows));
        return new TowerLayout(
                encoder,
                decoder,
                gutter,
                gutter + encoder.tokens().size() * column + between,
                bottom,
                pitch,
                Math.clamp(pitch * .36, 2, 3 * em),
                column,
                gutter,
                turned,
                tokenHeight);
    }

    /** How wide the widest token is at the usual size. */
    static double widestToken(Theme theme, Tower... towers) {
        double widest = 1;
        for (Tower tower : towers)
            for (List<String> texts : List.of(tower.tokens(), tower.written()))
                for (String text : texts)
                    widest = Math.max(widest, Theme.width(TokenStrip.display(text), theme.bold(1)));
        return widest;
    }

    private static double gutter(Theme theme, Tower... towers) {
        double widest = 0;
        for (Tower tower : towers)
            for (TransformerPicture.Box box : tower.boxes())
                widest = Math.max(widest, Theme.width(box.title(), theme.bold(TITLE)));
        return widest + .9 * theme.em();
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

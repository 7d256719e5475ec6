package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Towers.Kind;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.canvas.GraphicsContext;

/**
 * An encoder and a decoder as two towers of boxes (Vaswani et al. 2017, figure 1) with the numbers in them: in each box a tile for every
 * token, its vector after that box, the first box at the bottom. Lines show which tokens a token takes something from. What is
 * computed at the present moment is framed, what is not computed yet is empty. What is pointed at is a tile.
 */
public final class TransformerPicture extends PointedView<TransformerPicture.Part> {
    private final ObjectProperty<@Nullable Tower> encoder = new SimpleObjectProperty<>(this, "encoder");
    private final ObjectProperty<@Nullable Tower> decoder = new SimpleObjectProperty<>(this, "decoder");
    private final ObjectProperty<@Nullable Computed> encoderComputed =
            new SimpleObjectProperty<>(this, "encoderComputed");
    private final ObjectProperty<@Nullable Computed> decoderComputed =
            new SimpleObjectProperty<>(this, "decoderComputed");
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final BooleanProperty inputGiven = new SimpleBooleanProperty(this, "inputGiven", true);
    private final StringProperty emptyText = new SimpleStringProperty(this, "emptyText", "not computed yet");

    /** A tile: a box by its row from the bottom, and a token. */
    public record Part(boolean ofDecoder, int row, int token) {}

    /**
     * A box.
     *
     * @param title what it is called, beside it
     * @param size how large its vectors are, which stands below the title where there is room; empty for nothing
     * @param values {@code [TIME, UNIT]}: the vectors after it
     * @param weights {@code [TIME, KEY]}: how much each token takes from each; null where it takes from none
     */
    public record Box(
            Kind kind,
            String title,
            String size,
            Tensor values,
            @Nullable Tensor weights) {}

    /**
     * A tower.
     *
     * @param title what stands above it
     * @param boxes from the bottom to the top
     * @param tokens what it reads, below
     * @param written what it writes, above; empty where it writes nothing
     */
    public record Tower(String title, List<Box> boxes, List<String> tokens, List<String> written) {}

    /**
     * How far a tower is computed.
     *
     * @param rows how many boxes, for each token
     * @param now the tokens whose topmost box is computed just now
     */
    public record Computed(int[] rows, Set<Integer> now) {}

    /** An empty picture. */
    public TransformerPicture() {
        super("transformer-picture");
        repaintOn(encoder, decoder, encoderComputed, decoderComputed, scale, inputGiven, emptyText);
        setMinWidth(0);
    }

    @Nullable
    Tower tower(boolean ofDecoder) {
        return ofDecoder ? decoder.get() : encoder.get();
    }

    private @Nullable Computed computed(boolean ofDecoder) {
        return ofDecoder ? decoderComputed.get() : encoderComputed.get();
    }

    /** Whether a tile is computed. */
    public boolean isComputed(Part part) {
        Computed all = computed(part.ofDecoder);
        return all == null || part.token < all.rows.length && part.row < all.rows[part.token];
    }

    /** Whether a tile is computed just now. */
    boolean isNow(Part part) {
        Computed all = computed(part.ofDecoder);
        return all != null && all.now.contains(part.token) && all.rows[part.token] == part.row + 1;
    }

    /** Whether what is written at a step is there: all boxes are computed for it. */
    boolean isWritten(int token) {
        Tower tower = decoder.get();
        return tower != null && isComputed(new Part(true, tower.boxes.size() - 1, token));
    }

    /** Whether a token that is read is there. */
    boolean isRead(boolean ofDecoder, int token) {
        return !ofDecoder || inputGiven.get() || isComputed(new Part(true, 0, token));
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (encoder.get() == null || decoder.get() == null) return;
        new TowerPainter(this, gc, theme, TowerLayout.of(this, theme)).paint();
    }

    @Override
    protected @Nullable Part at(double x, double y) {
        return encoder.get() == null || decoder.get() == null
                ? null
                : TowerLayout.of(this, theme()).at(x, y);
    }

    @Override
    protected boolean contains(Part part) {
        Tower tower = tower(part.ofDecoder);
        return tower != null && part.row < tower.boxes.size() && part.token < tower.tokens.size();
    }

    @Override
    protected String name(Part part) {
        Tower tower = tower(part.ofDecoder);
        return tower == null || !contains(part)
                ? ""
                : tower.boxes.get(part.row).title + ", ‘" + tower.tokens.get(part.token) + "’";
    }

    @Override
    protected String describe(Part part) {
        return name(part);
    }

    @Override
    protected @Nullable String withheld(Part part) {
        return isComputed(part) ? super.withheld(part) : emptyText.get();
    }

    @Override
    protected @Nullable Part first() {
        return contains(new Part(false, 0, 0)) ? new Part(false, 0, 0) : null;
    }

    @Override
    protected Part neighbour(Part from, Direction direction) {
        Tower encoding = encoder.get();
        Tower decoding = decoder.get();
        if (encoding == null || decoding == null) return from;
        Part to = switch (direction) {
            case UP -> new Part(from.ofDecoder, from.row + 1, from.token);
            case DOWN -> new Part(from.ofDecoder, Math.max(0, from.row - 1), from.token);
            case FIRST -> new Part(from.ofDecoder, from.row, 0);
            case LAST -> {
                Tower tower = from.ofDecoder ? decoding : encoding;
                yield new Part(from.ofDecoder, from.row, tower.tokens.size() - 1);
            }
            case LEFT ->
                from.token == 0 && from.ofDecoder
                        ? new Part(false, Math.min(from.row, encoding.boxes.size() - 1), encoding.tokens.size() - 1)
                        : new Part(from.ofDecoder, from.row, Math.max(0, from.token - 1));
            case RIGHT ->
                from.token == encoding.tokens.size() - 1 && !from.ofDecoder
                        ? new Part(true, from.row, 0)
                        : new Part(from.ofDecoder, from.row, from.token + 1);
        };
        return contains(to) ? to : from;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 50 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 34 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 20 * theme().em();
    }

    /** The tower that reads; null where nothing is shown. */
    public ObjectProperty<@Nullable Tower> encoderProperty() {
        return encoder;
    }

    /** The tower that writes; null where nothing is shown. */
    public ObjectProperty<@Nullable Tower> decoderProperty() {
        return decoder;
    }

    /** How far the encoder is computed; null where it is done. */
    public ObjectProperty<@Nullable Computed> encoderComputedProperty() {
        return encoderComputed;
    }

    /** How far the decoder is computed; null where it is done. */
    public ObjectProperty<@Nullable Computed> decoderComputedProperty() {
        return decoderComputed;
    }

    /** Which number has which colour in all tiles. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    /** Whether all that the decoder reads is there from the beginning, as in training, or each token only when its turn comes. */
    public BooleanProperty inputGivenProperty() {
        return inputGiven;
    }

    /** What is said in the place of a number that is not computed yet. */
    public StringProperty emptyTextProperty() {
        return emptyText;
    }
}

package dev.unroll.viz.space;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.canvas.GraphicsContext;

/**
 * The path of a hidden state in the plane of two of its units, from the origin where it starts, over the regions in which
 * each token would be predicted. The regions hold the other units at their values at the playback position. A state of one
 * unit is drawn on a line, with its steps one under another. What is pointed at is a time step; one that is not computed
 * yet, or veiled, is not drawn.
 */
public final class StatePlane extends PointedView<Integer> {
    /** The states lie within 1, and a little room around them. */
    static final double EXTENT = 1.05;

    /** Beyond so many steps points are dots without labels. */
    static final int MOST_LABELLED = 40;

    private final ObjectProperty<@Nullable Tensor> states = new SimpleObjectProperty<>(this, "states");
    private final ObjectProperty<@Nullable Tensor> headWeight = new SimpleObjectProperty<>(this, "headWeight");
    private final ObjectProperty<@Nullable Tensor> headBias = new SimpleObjectProperty<>(this, "headBias");
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final ObjectProperty<List<String>> timeTokens = new SimpleObjectProperty<>(this, "timeTokens", List.of());
    private final IntegerProperty unitX = new SimpleIntegerProperty(this, "unitX", 0);
    private final IntegerProperty unitY = new SimpleIntegerProperty(this, "unitY", 1);
    private final IntegerProperty position = new SimpleIntegerProperty(this, "position", -1);
    private final BooleanProperty hideFuture = new SimpleBooleanProperty(this, "hideFuture", false);
    private final BooleanProperty currentComputed = new SimpleBooleanProperty(this, "currentComputed", true);
    private final BooleanProperty regionsShown = new SimpleBooleanProperty(this, "regionsShown", true);
    private final ObjectProperty<@Nullable StepPair> pair = new SimpleObjectProperty<>(this, "pair");

    /** A plane without a path. */
    public StatePlane() {
        super("state-plane");
        setTitle("h");
        repaintOn(
                states,
                headWeight,
                headBias,
                tokens,
                timeTokens,
                unitX,
                unitY,
                position,
                hideFuture,
                currentComputed,
                regionsShown,
                pair);
    }

    int steps() {
        Tensor t = states.get();
        return t == null || t.length() == 0 ? 0 : t.shape().rows();
    }

    private int units() {
        Tensor t = states.get();
        return t == null || t.length() == 0 ? 0 : t.shape().columns();
    }

    private double state(int t, int unit) {
        Tensor tensor = states.get();
        return tensor == null || t < 0 ? 0 : tensor.at(t * units() + unit);
    }

    boolean isLine() {
        return units() == 1;
    }

    /** Whether the point of a step is drawn. */
    boolean isShown(int t) {
        return t >= 0
                && t < steps()
                && TimeView.isComputed(t, position.get(), hideFuture.get(), currentComputed.get())
                && !isVeiled(t);
    }

    /** The plot in pixels. */
    record Plot(double left, double top, double width, double height) {
        double x(double value) {
            return left + (value + EXTENT) / (2 * EXTENT) * width;
        }

        double y(double value) {
            return top + (EXTENT - value) / (2 * EXTENT) * height;
        }

        double size() {
            return Math.min(width, height);
        }

        Rectangle2D bounds() {
            return new Rectangle2D(left, top, width, height);
        }
    }

    private Plot plot(Theme theme) {
        double em = theme.em();
        double left = isLine() ? .6 * em : 2.4 * em;
        double bottom = 2.3 * em;
        double width = Math.max(1, getWidth() - left - .8 * em);
        double height = Math.max(1, getHeight() - bottom - .5 * em);
        if (isLine()) return new Plot(left, .5 * em, width, height);
        double side = Math.floor(Math.min(width, height));
        return new Plot(Math.round(left + (width - side) / 2), Math.round(.5 * em + (height - side) / 2), side, side);
    }

    /** Where the state after step {@code t} stands; −1 is the start. */
    Point2D point(Plot plot, int t) {
        double x = plot.x(Math.clamp(state(t, unitX.get()), -EXTENT, EXTENT));
        if (!isLine()) return new Point2D(x, plot.y(Math.clamp(state(t, unitY.get()), -EXTENT, EXTENT)));
        return new Point2D(x, plot.top + plot.height * (t + 1.5) / (steps() + 1));
    }

    double radius(Plot plot) {
        return steps() > MOST_LABELLED ? 2.2 : Math.clamp(plot.size() / 70, 3.5, 8);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (units() == 0 || unitX.get() >= units() || !isLine() && unitY.get() >= units()) return;
        Plot plot = plot(theme);
        List<PredictionRegions.Region> regions = regionsShown.get() ? regions(plot) : List.of();
        new PlanePainter(this, gc, theme, plot).paint(regions);
    }

    /** The regions in pixels. */
    private List<PredictionRegions.Region> regions(Plot plot) {
        Tensor weight = headWeight.get();
        Tensor bias = headBias.get();
        if (weight == null || bias == null || weight.shape().columns() != units()) return List.of();
        int reference = reference();
        int count = bias.length();
        double[] slopeX = new double[count];
        double[] slopeY = new double[count];
        double[] offset = new double[count];
        for (int token = 0; token < count; token++) {
            slopeX[token] = weight.at(token * units() + unitX.get());
            slopeY[token] = isLine() ? 0 : weight.at(token * units() + unitY.get());
            offset[token] = bias.at(token);
            for (int unit = 0; unit < units(); unit++) {
                if (unit == unitX.get() || !isLine() && unit == unitY.get()) continue;
                offset[token] += weight.at(token * units() + unit) * state(reference, unit);
            }
        }
        List<PredictionRegions.Region> regions = new ArrayList<>();
        for (PredictionRegions.Region r : PredictionRegions.of(slopeX, slopeY, offset, EXTENT)) {
            double[] xs = r.xs().clone();
            double[] ys = r.ys().clone();
            for (int i = 0; i < xs.length; i++) {
                xs[i] = plot.x(xs[i]);
                ys[i] = plot.y(ys[i]);
            }
            regions.add(new PredictionRegions.Region(r.token(), xs, ys));
        }
        return regions;
    }

    /** The step whose other units the regions hold: that of the position, or the last one shown; −1 if there is none. */
    private int reference() {
        int t = position.get() >= 0 ? Math.min(position.get(), steps() - 1) : steps() - 1;
        while (t >= 0 && !isShown(t)) t--;
        return t;
    }

    String unitName(int unit) {
        return getTitle() + "[" + unit + "]";
    }

    boolean isPaired(int t) {
        StepPair joined = pair.get();
        return joined != null && (joined.first() == t || joined.second() == t);
    }

    String token(int t) {
        return t < timeTokens.get().size() ? TokenStrip.display(timeTokens.get().get(t)) : "";
    }

    String quoted(int token) {
        return token < tokens.get().size()
                ? "‘" + TokenStrip.display(tokens.get().get(token)) + "’"
                : "#" + token;
    }

    @Override
    protected @Nullable Integer at(double x, double y) {
        if (units() == 0) return null;
        Plot plot = plot(theme());
        Integer nearest = null;
        double least = radius(plot) + 5;
        for (int t = 0; t < steps(); t++) {
            if (!isShown(t)) continue;
            double distance = point(plot, t).distance(x, y);
            if (distance <= least) {
                least = distance;
                nearest = t;
            }
        }
        return nearest;
    }

    @Override
    protected boolean contains(Integer t) {
        return isShown(t);
    }

    @Override
    protected @Nullable Integer first() {
        return next(-1, 1);
    }

    @Override
    protected @Nullable Integer neighbour(Integer from, Direction direction) {
        return switch (direction) {
            case LEFT, UP -> next(from, -1);
            case RIGHT, DOWN -> next(from, 1);
            case FIRST -> next(-1, 1);
            case LAST -> next(steps(), -1);
        };
    }

    private @Nullable Integer next(int from, int step) {
        for (int t = from + step; t >= 0 && t < steps(); t += step) if (isShown(t)) return t;
        return null;
    }

    @Override
    protected String name(Integer t) {
        String token = token(t);
        return "t=" + t + (token.isEmpty() ? "" : " ‘" + token + "’");
    }

    @Override
    protected String describe(Integer t) {
        String text = name(t) + ": ";
        String x = Numbers.compact(state(t, unitX.get()));
        if (isLine()) text += getTitle() + " = " + x;
        else {
            String units = units() == 2 ? getTitle() : "(" + unitName(unitX.get()) + ", " + unitName(unitY.get()) + ")";
            text += units + " = (" + x + ", " + Numbers.compact(state(t, unitY.get())) + ")";
        }
        return text + prediction(t);
    }

    /** The most probable token after step {@code t} and its probability, by the softmax of the head's logits. */
    private String prediction(int t) {
        Tensor weight = headWeight.get();
        Tensor bias = headBias.get();
        if (weight == null || bias == null || weight.shape().columns() != units() || bias.length() == 0) return "";
        double[] logits = new double[bias.length()];
        int best = 0;
        for (int token = 0; token < logits.length; token++) {
            logits[token] = bias.at(token);
            for (int unit = 0; unit < units(); unit++)
                logits[token] += weight.at(token * units() + unit) * state(t, unit);
            if (logits[token] > logits[best]) best = token;
        }
        double sum = 0;
        for (double logit : logits) sum += Math.exp(logit - logits[best]);
        return " → " + quoted(best) + " " + Numbers.compact(1 / sum);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 22 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 22 * theme().em();
    }

    @Override
    protected double computeMinWidth(double height) {
        return 10 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 10 * theme().em();
    }

    /** The hidden states, {@code [TIME, UNIT]}. */
    public ObjectProperty<@Nullable Tensor> statesProperty() {
        return states;
    }

    /** @throws IllegalArgumentException if they are not {@code [TIME, UNIT]} */
    public void setStates(@Nullable Tensor tensor) {
        if (tensor != null && tensor.shape().rank() != 2) {
            throw new IllegalArgumentException("a state plane takes [TIME, UNIT], not " + tensor.shape());
        }
        states.set(tensor);
    }

    /** The weight of the head that makes logits of a state, {@code [TOKEN, UNIT]}; without it there are no regions. */
    public ObjectProperty<@Nullable Tensor> headWeightProperty() {
        return headWeight;
    }

    /** The bias of the head, {@code [TOKEN]}. */
    public ObjectProperty<@Nullable Tensor> headBiasProperty() {
        return headBias;
    }

    /** @throws IllegalArgumentException if the weight is not {@code [TOKEN, UNIT]} with as many tokens as the bias */
    public void setHead(@Nullable Tensor weight, @Nullable Tensor bias) {
        if (weight != null
                && bias != null
                && (weight.shape().rank() != 2 || weight.shape().rows() != bias.length())) {
            throw new IllegalArgumentException("a head has a weight [TOKEN, UNIT] and a bias [TOKEN], not "
                    + weight.shape() + " and " + bias.shape());
        }
        headWeight.set(weight);
        headBias.set(bias);
    }

    /** The tokens of the vocabulary, which name the regions. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** The token that is read at each step, which names its point. */
    public ObjectProperty<List<String>> timeTokensProperty() {
        return timeTokens;
    }

    public void setTimeTokens(List<String> list) {
        timeTokens.set(list);
    }

    /** The unit along the horizontal axis. */
    public IntegerProperty unitXProperty() {
        return unitX;
    }

    /** The unit along the vertical axis. */
    public IntegerProperty unitYProperty() {
        return unitY;
    }

    public void setUnits(int x, int y) {
        unitX.set(x);
        unitY.set(y);
    }

    /** The step at which playback stands, or −1. */
    public IntegerProperty positionProperty() {
        return position;
    }

    public void setPosition(int step) {
        position.set(step);
    }

    /** Whether steps after the playback position are left out, as not computed yet. */
    public BooleanProperty hideFutureProperty() {
        return hideFuture;
    }

    public void setHideFuture(boolean value) {
        hideFuture.set(value);
    }

    /** Whether the state at the playback position itself is computed already; if not it is left out. */
    public BooleanProperty currentComputedProperty() {
        return currentComputed;
    }

    public void setCurrentComputed(boolean value) {
        currentComputed.set(value);
    }

    /** Whether the regions of the predictions are drawn. */
    public BooleanProperty regionsShownProperty() {
        return regionsShown;
    }

    public void setRegionsShown(boolean value) {
        regionsShown.set(value);
    }

    /** Two steps to be highlighted and joined, or null. */
    public ObjectProperty<@Nullable StepPair> pairProperty() {
        return pair;
    }

    public void setPair(@Nullable StepPair steps) {
        pair.set(steps);
    }
}

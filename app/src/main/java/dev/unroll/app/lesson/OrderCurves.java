package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Knob;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.ContextIndex.Measured;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.chart.LossCurve.Series;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * What counting n-grams makes of a text, by their order: bits per token, and contexts that were seen once or never. The views go by
 * {@code bits} and {@code shares}; guides name {@link #addTo the numbers}.
 *
 * @param <S> what the lesson reads off its model
 */
public final class OrderCurves<S extends Traced> extends VBox {
    private final StageKit<S> kit;
    private final LossCurve bits = new LossCurve();
    private final LossCurve shares = new LossCurve();
    private List<Measured> shown = List.of();

    /**
     * Curves of nothing yet.
     *
     * @param order is turned by a click
     * @param measured what is measured, the lowest order first; empty while it is not
     */
    public OrderCurves(StageKit<S> kit, Knob<Integer> order, Function<S, List<Measured>> measured) {
        this.kit = kit;
        bind("bits", bits, order, "limits/learnt", "limits/heldOut");
        bind("shares", shares, order, "limits/once", "limits/never");
        getChildren()
                .addAll(
                        kit.texts().quote("limits/heldOut", "orders.best", at -> best(measured.apply(at))),
                        bits,
                        shares);
    }

    private void bind(String id, LossCurve curve, Knob<Integer> order, String... names) {
        kit.bindParts(
                id,
                curve,
                cell -> new Place(names[cell.row()], List.of(Axis.ITEM), List.of(cell.column()), Quantity.VALUE),
                _ -> null);
        curve.titleProperty().bind(kit.messages().text("orders." + id));
        curve.firstStepProperty().set(1);
        curve.stepLabelProperty().bind(kit.messages().text(order.titleKey()));
        curve.setOnActivate(cell -> kit.turn(order, Integer.toString(1 + cell.column())));
        curve.setMaxHeight(Double.MAX_VALUE);
        VBox.setVgrow(curve, Priority.ALWAYS);
    }

    /** The order that is least surprised by what it has not counted; nothing where nothing is held out. */
    private static List<Integer> best(List<Measured> measured) {
        return IntStream.range(0, measured.size())
                .filter(i -> Double.isFinite(measured.get(i).heldOut()))
                .boxed()
                .min(Comparator.comparingDouble(i -> measured.get(i).heldOut()))
                .map(i -> List.of(i + 1))
                .orElse(List.of());
    }

    /** Adds {@code limits/learnt}, {@code limits/heldOut}, {@code limits/once} and {@code limits/never}, {@code [ITEM]}, order 1 first. */
    public static void addTo(NamedNumbers numbers, List<Measured> measured) {
        if (measured.isEmpty()) return;
        numbers.add("limits/learnt", "H_learnt", order("H_learnt"), each(measured, Measured::learnt))
                .add("limits/heldOut", "H_held", order("H_held"), each(measured, Measured::heldOut))
                .add("limits/once", "P(c = 1)", order("P(c = 1)"), each(measured, Measured::once))
                .add("limits/never", "P(c = 0)", order("P(c = 0)"), each(measured, Measured::never));
    }

    private static IntFunction<String> order(String symbol) {
        return item -> symbol + ", n = " + (item + 1);
    }

    private static Tensor each(List<Measured> measured, ToDoubleFunction<Measured> number) {
        Tensor all = Tensor.zeros(Shape.of(Axis.ITEM, measured.size()));
        for (int i = 0; i < measured.size(); i++) all.write()[i] = (float) number.applyAsDouble(measured.get(i));
        return all;
    }

    /** Shows what was measured, with a mark at an order. */
    public void show(List<Measured> measured, int order) {
        shown = measured;
        draw(bits, series("learnt", Measured::learnt), series("heldOut", Measured::heldOut));
        draw(shares, series("once", Measured::once), series("never", Measured::never));
        bits.setStep(order - 1);
        shares.setStep(order - 1);
    }

    /** In a short text nothing is held out, and there is one curve. */
    private static void draw(LossCurve curve, Series... both) {
        curve.setSeries(Stream.of(both)
                .filter(one -> one.size() > 0 && Float.isFinite(one.values()[0]))
                .toArray(Series[]::new));
    }

    private Series series(String id, ToDoubleFunction<Measured> number) {
        float[] values = each(shown, number).toArray();
        return new Series(kit.messages().get("orders." + id), values, values.length);
    }
}

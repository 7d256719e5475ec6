package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Rounded numbers and the receipts that are made of them. */
class RoundedTest {
    @Test
    void printedDigitsSayHowFarTheyAreRounded() {
        assertThat(Rounded.brief(1.18973)).isEqualTo(new Rounded(1.19, 0.005));
        assertThat(Rounded.brief(-0.0421349)).isEqualTo(new Rounded(-0.0421, 0.00005));
        assertThat(Rounded.brief(1.2034e-7).value()).isCloseTo(1.20e-7, within(1e-20));
        assertThat(Rounded.brief(1.2034e-7).slack()).isCloseTo(5e-10, within(1e-20));
        assertThat(Rounded.brief(0.5)).as("nothing was rounded").isEqualTo(new Rounded(0.5, 0));
    }

    @Test
    void whatWasRoundedLiesWithinTheSlack() {
        double x = 0.123456;
        double y = -7.65432;
        Rounded a = Rounded.brief(x);
        Rounded b = Rounded.brief(y);
        check(a.plus(b), x + y);
        check(a.times(b), x * y);
        check(Rounded.of(v -> Math.tanh(v[0]) / v[1], List.of(a, b)), Math.tanh(x) / y);
    }

    private static void check(Rounded again, double truth) {
        assertThat(again.value()).isNotEqualTo(truth).isCloseTo(truth, within(again.slack() * 1.01));
        assertThat(again.slack()).isLessThan(0.05 * Math.abs(truth));
    }

    @Test
    void aWrongNumberIsSeen() {
        Trace trace = Passes.of("rnn", 1);
        Explanation right = trace.explain(Passes.value(trace, "layer.0/hiddenState", 2, 1));
        Explanation wrong = new Explanation(right.place(), right.value() + 0.02, right.expression());
        assertThat(receipt(right).agrees()).isTrue();
        assertThat(receipt(wrong).agrees()).isFalse();
    }

    @Test
    void whatIsNotANumberEqualsItself() {
        assertThat(new Receipt(Rounded.exact(Double.NaN), Rounded.brief(Double.NaN)).agrees())
                .isTrue();
        assertThat(new Receipt(Rounded.exact(1), Rounded.brief(Double.NaN)).agrees())
                .isFalse();
    }

    private static Receipt receipt(Explanation explanation) {
        Working.Choice some = new Working.Choice(false, List.of(), -1);
        return requireNonNull(Working.of(explanation, AxisNames.NONE, some).receipt());
    }

    /** Every number of these models is what its digits give, as a reader would work them. */
    @ParameterizedTest
    @ValueSource(strings = {"rnn", "gru", "lstm", "gpt", "mlp"})
    void everyNumberIsWhatItsDigitsGive(String kind) {
        Trace trace = switch (kind) {
            case "mlp" -> Passes.of(kind, 3, "window=2", "embedding=3");
            case "gpt" -> Passes.of(kind, 3, "hidden=6", "inner=8");
            default -> Passes.of(kind, 3, "hidden=6");
        };
        int receipts = 0;
        int sharp = 0;
        for (String name : trace.names()) {
            for (Quantity quantity : Quantity.values()) {
                if (quantity == Quantity.GRADIENT && !trace.hasGradient(name)) continue;
                Tensor tensor = trace.value(name);
                for (int i = 0; i < tensor.length(); i += 1 + tensor.length() / 20) {
                    Place place = Place.of(
                            trace.operand(name, quantity, tensor.shape().unflatten(i)));
                    Explanation explanation = trace.explain(place);
                    Working.Choice some = new Working.Choice(false, List.of(), -1);
                    Receipt receipt =
                            Working.of(explanation, AxisNames.NONE, some).receipt();
                    if (receipt == null) continue;
                    receipts++;
                    assertThat(receipt.agrees())
                            .as("%s: %s", place.label(), receipt)
                            .isTrue();
                    if (receipt.tolerance() < 0.02 * Math.abs(explanation.value())) sharp++;
                }
            }
        }
        assertThat(receipts).isGreaterThan(100);
        assertThat(sharp).as("a receipt that lets anything pass says nothing").isGreaterThan(receipts / 2);
    }
}

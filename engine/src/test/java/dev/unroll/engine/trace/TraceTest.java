package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.autodiff.Expression.Sum;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TraceTest {
    private static final String HIDDEN = "layer.0/hiddenState";
    private final RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 3, 2, 5);
    private final Trace trace = Trace.ofPrediction(model, new int[] {0, 1, 2, 2, 3}, new ScalarBackend());

    @Test
    void hasTheNamesAndAxesThatTheModelDocuments() {
        assertThat(trace.names())
                .contains(
                        "input",
                        "layer.0/preactivation",
                        HIDDEN,
                        "layer.1/hiddenState",
                        "logits",
                        "probabilities",
                        "stepLoss",
                        "loss")
                .contains("layer.0/weight_hh", "head/bias");
        assertThat(trace.value("input").shape()).isEqualTo(Shape.of(Axis.TIME, 4, Axis.TOKEN, 4));
        assertThat(trace.value(HIDDEN).shape()).isEqualTo(Shape.of(Axis.TIME, 4, Axis.UNIT, 3));
        assertThat(trace.value("stepLoss").shape()).isEqualTo(Shape.of(Axis.TIME, 4));
        assertThat(trace.value("loss").shape()).isEqualTo(Shape.scalar());
    }

    @ParameterizedTest
    @EnumSource(RecurrentStack.Cell.class)
    void everyNumberOfTheTraceIsItsArithmetic(RecurrentStack.Cell cell) {
        Trace trace =
                Trace.ofPrediction(new RnnModel(cell, 4, 3, 2, 5), new int[] {0, 1, 2, 2, 3}, new ScalarBackend());
        for (String name : trace.names()) {
            for (Quantity quantity : Quantity.values()) {
                if (quantity == Quantity.GRADIENT && name.equals("probabilities")) continue;
                Tensor tensor = quantity == Quantity.VALUE ? trace.value(name) : trace.gradient(name);
                for (int i = 0; i < tensor.length(); i++) {
                    Explanation explanation =
                            trace.explain(name, quantity, tensor.shape().unflatten(i));
                    assertThat(explanation.value()).isEqualTo(tensor.at(i));
                    assertThat(explanation.expression().value())
                            .as(explanation.place().label())
                            .isCloseTo(tensor.at(i), within(1e-5));
                }
            }
        }
    }

    @Test
    void preactivationIsOneSumOfNamedProducts() {
        Explanation explanation = trace.explain("layer.0/preactivation", Quantity.VALUE, 2, 1);
        assertThat(explanation.place().label()).isEqualTo("layer.0/preactivation[t=2, unit=1]");
        assertThat(explanation.expression()).isInstanceOfSatisfying(Sum.class, sum -> {
            assertThat(sum.terms()).hasSize(4 + 1 + 3 + 1).allMatch(TraceTest::isProductOrNumber);
            assertThat(sum.terms())
                    .filteredOn(Product.class::isInstance)
                    .extracting(t ->
                            Place.of((Operand) ((Product) t).factors().get(1)).name())
                    .containsOnly("input", HIDDEN);
        });
    }

    private static boolean isProductOrNumber(Expression term) {
        return term instanceof Operand o && o.node().name() != null
                || term instanceof Product p
                        && p.factors().stream()
                                .allMatch(
                                        f -> f instanceof Operand o && o.node().name() != null);
    }

    @Test
    void operandsCanBeExplainedInTurnDownToWhatWasGiven() {
        Explanation here = trace.explain("stepLoss", Quantity.VALUE, 3);
        for (int depth = 0; depth < 40; depth++) {
            if (here.expression() instanceof Expression.Constant) return;
            here = Explanation.of(firstOperand(here.expression()));
        }
        assertThat(here.expression()).isInstanceOf(Expression.Constant.class);
    }

    private static Operand firstOperand(Expression expression) {
        return switch (expression) {
            case Operand operand -> operand;
            case Sum(var terms) -> firstOperand(terms.getFirst());
            case Product(var factors) -> firstOperand(factors.getLast());
            case Expression.Call(var name, var arguments, var function) -> firstOperand(arguments.getFirst());
            case Expression.Constant constant -> throw new AssertionError(constant);
        };
    }

    @Test
    void staysAsItIsWhenTheModelChanges() {
        float before = trace.value(HIDDEN).at(0);
        model.parameters().forEach(p -> p.value().fill(0));
        assertThat(trace.value(HIDDEN).at(0)).isEqualTo(before);
        assertThat(trace.explain(HIDDEN, Quantity.VALUE, 0, 0).expression().value())
                .isCloseTo(before, within(1e-6));
    }

    @Test
    void lossOfOneStepDoesNotReachTheFuture() {
        trace.differentiateStepLoss(1);
        Tensor gradient = trace.gradient("layer.1/hiddenState");
        assertThat(gradient.slice(0).toArray()).doesNotContain(0f);
        assertThat(gradient.slice(2).toArray()).containsOnly(0f);
        trace.differentiateLoss();
        assertThat(trace.gradient("layer.1/hiddenState").slice(3).toArray()).doesNotContain(0f);
    }

    @Test
    void readingHasNoLoss() {
        Trace reading = Trace.ofReading(model, new int[] {1}, new ScalarBackend());
        assertThat(reading.names()).doesNotContain("loss");
        assertThatThrownBy(reading::differentiateLoss).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reading.value("gate"))
                .hasMessageContaining("gate")
                .hasMessageContaining("logits");
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Operand;

/**
 * One number of a pass as the arithmetic that made it. Its operands have names and can be explained in their turn with
 * {@link #of}.
 *
 * @param place where the number stands
 * @param value the number as the pass computed it
 * @param expression the arithmetic; a {@link Expression.Constant} for what was given and not computed
 */
public record Explanation(Place place, double value, Expression expression) {
    /** Explains an operand of another explanation, or any element of a named node. */
    public static Explanation of(Operand operand) {
        return new Explanation(
                Place.of(operand), operand.value(), operand.node().explain(operand.index(), operand.quantity()));
    }
}

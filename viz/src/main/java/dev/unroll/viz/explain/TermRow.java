package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.view.Numbers;

import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A term of a sum: its arithmetic, its value, a bar to the left or the right by its sign, and the operands' names below. */
final class TermRow extends VBox {
    TermRow(Expression term, double largest, Consumer<Place> onOperand) {
        getStyleClass().add("arithmetic-term");
        double value = term.value();
        HBox line = new HBox();
        line.getStyleClass().add("arithmetic-term-line");
        line.getChildren().addAll(FormulaLine.of(term, onOperand));
        if (!(term instanceof Operand)) {
            Label result = new Label(" = " + Numbers.brief(value));
            result.getStyleClass().add("arithmetic-product");
            result.setMinWidth(USE_PREF_SIZE);
            line.getChildren().add(result);
        }
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        line.getChildren().addAll(space, new SignedBar(value / largest));
        Label names = new Label(FormulaLine.names(term));
        names.getStyleClass().add("arithmetic-names");
        names.setTextOverrun(OverrunStyle.ELLIPSIS);
        getChildren().addAll(line, names);
    }

    /** A bar from the middle: to the right if positive, to the left if negative. */
    private static final class SignedBar extends Region {
        private final Region bar = new Region();
        private final Region zero = new Region();
        private final double share;

        SignedBar(double share) {
            this.share = Double.isFinite(share) ? share : 0;
            getStyleClass().add("arithmetic-bar");
            bar.getStyleClass().add(share < 0 ? "negative" : "positive");
            zero.getStyleClass().add("zero");
            getChildren().addAll(bar, zero);
        }

        @Override
        protected void layoutChildren() {
            double middle = Math.round(getWidth() / 2);
            double length = Math.max(1, Math.round(Math.abs(share) * (middle - 1)));
            double height = getHeight();
            bar.resizeRelocate(
                    share < 0 ? middle - length : middle, Math.round(height * .25), length, Math.round(height * .5));
            zero.resizeRelocate(middle, 0, 1, height);
        }
    }
}

package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.view.Numbers;

import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;

/** What the digits that are shown give if they are worked again, whether that is the number explained, and how exactly. */
final class ReceiptLine extends StackPane {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

    private final Label again = PieceNodes.label("arithmetic-note");
    private final Label verdict = PieceNodes.label("arithmetic-verdict");
    private final Label rounding = PieceNodes.label("arithmetic-note");
    private final Tooltip tip = PieceNodes.tip("");

    ReceiptLine() {
        getStyleClass().add("arithmetic-receipt");
        for (Label label : new Label[] {again, verdict, rounding}) label.setTooltip(tip);
        getChildren().add(new Line("arithmetic-receipt-line", 8, again, verdict, rounding));
    }

    void show(Working working, Explanation shown, ArithmeticText words) {
        Receipt receipt = working.receipt();
        setVisible(receipt != null);
        setManaged(receipt != null);
        if (receipt == null) return;
        String sentence = working.wholeIsSum() ? words.sumAgain() : words.formulaAgain();
        again.setText(String.format(sentence, receipt.again().precise()));
        boolean agrees = receipt.agrees();
        verdict.pseudoClassStateChanged(WRONG, !agrees);
        verdict.setText(String.format(agrees ? words.equal() : words.unequal(), Formula.brief(shown.value())));
        boolean isNumber = Double.isFinite(receipt.tolerance());
        rounding.setText(isNumber ? String.format(words.rounding(), receipt.within()) : "");
        rounding.setManaged(isNumber);
        rounding.setVisible(isNumber);
        tip.setText(String.format(words.computed(), Numbers.full(shown.value())));
    }
}

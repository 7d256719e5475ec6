package dev.unroll.viz;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.ArithmeticCard;
import dev.unroll.viz.explain.AxisNames;
import dev.unroll.viz.explain.Explainer;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class ArithmeticCardTest {
    private ArithmeticCard card;
    private final Trace trace = Samples.trace(20);

    @Start
    void start(Stage stage) {
        card = new ArithmeticCard();
        Scene scene = new Scene(card, 360, 760);
        scene.getStylesheets().add(CanvasView.stylesheet());
        stage.setScene(scene);
        stage.show();
    }

    private String words(FxRobot robot) {
        StringBuilder words = new StringBuilder();
        Predicate<Node> isLabelled = Labeled.class::isInstance;
        for (Node node : robot.from(card).lookup(isLabelled).queryAll()) {
            if (isShown(node)) words.append(((Labeled) node).getText()).append(' ');
        }
        return words.toString();
    }

    private static boolean isShown(Node node) {
        for (Node n = node; n != null; n = n.getParent()) if (!n.isVisible()) return false;
        return true;
    }

    private Place place(String name, Quantity quantity, int... index) {
        return Place.of(trace.operand(name, quantity, index));
    }

    private void show(FxRobot robot, String name, Quantity quantity, int... index) {
        robot.interact(() -> {
            card.setNames(AxisNames.of(trace).withTokens(Samples.VOCABULARY).withSteps(Samples.tokens(4)));
            card.show(Explainer.of(trace), place(name, quantity, index));
        });
    }

    @Test
    void anOperandLeadsToItsOwnArithmeticAndBackAgain(FxRobot robot) {
        List<Place> followed = new ArrayList<>();
        robot.interact(() -> card.setOnFollow(followed::add));
        show(robot, "layer.0/hiddenState", Quantity.VALUE, 2, 1);
        assertThat(words(robot)).contains("h₂[1]", "tanh(", "a₂[1]");
        robot.clickOn(robot.from(card).lookup(".arithmetic-operand").queryAs(Hyperlink.class));
        assertThat(followed).containsExactly(place("layer.0/preactivation", Quantity.VALUE, 2, 1));
        assertThat(words(robot)).contains("a₂[1]", "the 27 terms");
        robot.type(KeyCode.BACK_SPACE);
        assertThat(words(robot)).contains("tanh(").doesNotContain("terms");
    }

    @Test
    void smallTermsAreFoldedUntilAllAreAskedFor(FxRobot robot) {
        show(robot, "layer.0/preactivation", Quantity.VALUE, 2, 1);
        assertThat(robot.from(card).lookup(".arithmetic-term").queryAll()).hasSize(12);
        assertThat(words(robot)).contains("… and 15 more, together ");
        robot.clickOn("Show all");
        assertThat(robot.from(card).lookup(".arithmetic-term").queryAll()).hasSize(27);
    }

    @Test
    void gradientsAreWrittenAsDerivatives(FxRobot robot) {
        show(robot, "layer.0/preactivation", Quantity.GRADIENT, 1, 2);
        assertThat(words(robot)).contains("∂L/∂a₁[2]", " − ", "h₁[2]²", "∂L/∂h₁[2]");
    }

    @Test
    void whatWasNotComputedSaysSo(FxRobot robot) {
        show(robot, "input", Quantity.VALUE, 0, 0);
        assertThat(words(robot)).contains("given, not computed");
    }

    @Test
    void refreshKeepsTheWayBackAndShowBeginsAnew(FxRobot robot) {
        show(robot, "layer.0/hiddenState", Quantity.VALUE, 2, 1);
        robot.interact(() -> card.followPlace(place("layer.0/preactivation", Quantity.VALUE, 2, 1)));
        robot.interact(() -> card.refresh(Explainer.of(trace)));
        assertThat(words(robot)).contains("Back");
        show(robot, "loss", Quantity.VALUE);
        assertThat(words(robot)).doesNotContain("Back");
    }

    @Test
    void aSoftmaxIsWrittenOutAsAQuotient(FxRobot robot) {
        show(robot, "probabilities", Quantity.VALUE, 2, 1);
        assertThat(words(robot)).contains("p₂[‘E’]", "exp(", " / ", "Σ exp(z₂[j])", "the 5 terms");
        assertThat(robot.from(card).lookup(".arithmetic-term").queryAll()).hasSize(5);
    }

    @Test
    void aReceiptSaysWhatTheDigitsShownGive(FxRobot robot) {
        show(robot, "layer.0/preactivation", Quantity.VALUE, 2, 1);
        String value = Numbers.brief(trace.value("layer.0/preactivation").at(2 * 20 + 1));
        assertThat(words(robot)).contains("Σ of the terms shown = ", "✓ equals " + value, "rounding: ± ");
        show(robot, "layer.0/hiddenState", Quantity.VALUE, 2, 1);
        assertThat(words(robot)).contains("from the digits shown = ", "✓ equals ");
        show(robot, "input", Quantity.VALUE, 0, 0);
        assertThat(words(robot)).doesNotContain("equals");
    }
}

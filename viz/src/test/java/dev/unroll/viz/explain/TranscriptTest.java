package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.input.Clipboard;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class TranscriptTest {
    private ArithmeticCard card;
    private final Trace trace = Passes.of("rnn", 1);

    @Start
    void start(Stage stage) {
        card = new ArithmeticCard();
        Scene scene = new Scene(card, 360, 900);
        scene.getStylesheets().add(CanvasView.stylesheet());
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void theWholeWayIsCopiedWithAllTermsAndDigits(FxRobot robot) {
        List<String> clip = new ArrayList<>();
        robot.interact(() -> {
            card.setNames(Passes.names(trace));
            card.show(Explainer.of(trace), Passes.value(trace, "layer.0/hiddenState", 2, 1));
            card.followPlace(Passes.value(trace, "layer.0/preactivation", 2, 1));
        });
        robot.clickOn(robot.lookup(".arithmetic-copy").queryAs(Button.class));
        robot.interact(() -> clip.add(Clipboard.getSystemClipboard().getString()));
        String text = clip.getFirst();
        assertThat(text).isEqualTo(card.asText());
        String state = Numbers.full(trace.value("layer.0/hiddenState").at(2 * 20 + 1));
        String sum = Numbers.full(trace.value("layer.0/preactivation").at(2 * 20 + 1));
        String weight = Numbers.full(trace.value("layer.0/weight_ih").at(5 + 3));
        assertThat(text)
                .contains("h₂[1] = " + state + "    (layer.0/hiddenState[t=2, unit=1])\n")
                .contains("    = tanh(a₂[1])\n    = tanh(" + sum + ")\n")
                .contains("a₂[1] = " + sum)
                .contains("= Σ W_xh[1, j] · x₂[j] + b_xh[1] + Σ W_hh[1, j] · h₁[j] + b_hh[1]\n")
                .contains("W_xh[1, ‘L’] · x₂[‘L’] = " + weight + " · 1.0 = " + weight);
        assertThat(text.lines().filter(line -> line.contains("W_hh[1, "))).hasSize(20 + 1);
    }

    @Test
    void anEmptyCardHasNoText() {
        assertThat(card.asText()).isEmpty();
    }
}

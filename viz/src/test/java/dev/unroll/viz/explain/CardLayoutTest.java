package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.view.CanvasView;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.layout.Pane;
import javafx.scene.text.Text;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** In a narrow card and with large type everything can be read: nothing is cut off, nothing reaches beyond the card. */
@ExtendWith(ApplicationExtension.class)
class CardLayoutTest {
    private ArithmeticCard card;
    private Pane around;

    @Start
    void start(Stage stage) {
        card = new ArithmeticCard();
        around = new Pane(card);
        Scene scene = new Scene(around, 500, 700);
        scene.getStylesheets().add(CanvasView.stylesheet());
        stage.setScene(scene);
        stage.show();
    }

    @ParameterizedTest
    @CsvSource({"rnn, 250, 13", "rnn, 360, 24", "lstm, 250, 13", "lstm, 360, 24", "gpt, 250, 13", "gpt, 360, 24"})
    void nothingIsCutOff(String kind, double width, int size, FxRobot robot) {
        Trace trace = Passes.of(kind, 1, "layers=2");
        AxisNames names =
                Passes.names(trace).withTokens(List.of(" ", "E", "a rather long token", "incomprehensibilities", "O"));
        robot.interact(() -> {
            around.setStyle("-fx-font-size: " + size + "px");
            card.setNames(names);
            for (String name : trace.names()) {
                if (name.contains(".1/")) continue; // as the layer below it
                for (Quantity quantity : Quantity.values()) {
                    if (quantity == Quantity.GRADIENT && !trace.hasGradient(name)) continue;
                    check(trace, place(trace, name, quantity), width);
                }
            }
        });
    }

    private static Place place(Trace trace, String name, Quantity quantity) {
        int[] sizes = trace.value(name).shape().sizes();
        int[] index = new int[sizes.length];
        for (int i = 0; i < index.length; i++) index[i] = Math.min(3, sizes[i] - 1);
        return Place.of(trace.operand(name, quantity, index));
    }

    private void check(Trace trace, Place place, double width) {
        card.show(Explainer.of(trace), place);
        assertThat(card.placeProperty().get()).isEqualTo(place);
        card.setPrefWidth(width);
        around.applyCss();
        around.layout();
        assertThat(card.getWidth()).isEqualTo(width);
        List<Text> texts = new ArrayList<>();
        collect(card, texts);
        assertThat(texts).as(place.label()).hasSizeGreaterThan(2);
        for (Text text : texts) {
            String label = ((Labeled) text.getParent()).getText();
            assertThat(text.getText()).as("%s in %s", label, place.label()).isEqualTo(label);
            Bounds bounds = card.sceneToLocal(text.localToScene(text.getLayoutBounds()));
            assertThat(bounds.getMinX()).as("%s in %s", label, place.label()).isGreaterThan(-1);
            assertThat(bounds.getMaxX()).as("%s in %s", label, place.label()).isLessThan(width + 1);
            assertThat(bounds.getMaxY()).as("%s in %s", label, place.label()).isLessThan(card.getHeight() + 1);
        }
    }

    /** The texts inside visible labels: what stands on the screen, an ellipsis among it. */
    private static void collect(Node node, List<Text> texts) {
        if (!node.isVisible()) return;
        if (node instanceof Text text
                && text.getParent() instanceof Labeled labeled
                && !labeled.getText().isEmpty()) texts.add(text);
        if (node instanceof Parent parent) parent.getChildrenUnmodifiable().forEach(child -> collect(child, texts));
    }
}

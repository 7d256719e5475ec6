package dev.unroll.app.lesson.mlp;

import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** What each width of the window costs: how many numbers the network has, and how much of what it reads it has never met. */
final class WindowTable extends GridPane {
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");

    private final Messages messages;
    private @Nullable MlpReading shown;

    WindowTable(Messages messages) {
        this.messages = messages;
        setId("windows");
        getStyleClass().add("window-table");
        messages.languageProperty().subscribe(this::fill);
    }

    void show(MlpReading reading) {
        shown = reading;
        fill();
    }

    private void fill() {
        MlpReading now = shown;
        if (now == null) return;
        getChildren().clear();
        String[] headings = {"mlp.windows.width", "mlp.windows.parameters", "mlp.windows.unseen"};
        for (int i = 0; i < headings.length; i++) add(cell(messages.get(headings[i]), false, 0), 0, i);
        Tensor unseen = now.tensor("unseen");
        double most = now.parameters(MlpLesson.WIDEST);
        for (int width = 1; width <= MlpLesson.WIDEST; width++) {
            boolean here = width == now.window();
            long parameters = now.parameters(width);
            double share = unseen.at(width - 1);
            add(cell(Integer.toString(width), here, 0), width, 0);
            add(cell(String.format(Locale.ROOT, "%,d", parameters), here, parameters / most), width, 1);
            add(cell(String.format(Locale.ROOT, "%.0f %%", 100 * share), here, share), width, 2);
        }
    }

    /** A text over a bar. */
    private static Label cell(String text, boolean current, double bar) {
        Label label = new Label(text);
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.setMaxWidth(Double.MAX_VALUE);
        label.pseudoClassStateChanged(CURRENT, current);
        if (bar > 0)
            label.setStyle(String.format(
                    Locale.ROOT,
                    "-fx-background-color: linear-gradient(to right, -color-accent-muted %1$.1f%%, transparent %1$.1f%%);",
                    100 * bar));
        GridPane.setHgrow(label, Priority.SOMETIMES);
        return label;
    }
}

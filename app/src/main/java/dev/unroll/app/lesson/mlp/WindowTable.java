package dev.unroll.app.lesson.mlp;

import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.tensor.Tensor;

import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** What each width of the window costs: how many numbers the network has, and how much of what it reads it has never met. */
final class WindowTable extends GridPane {
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");
    private static final double BAR = 9;

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
        for (int i = 0; i < headings.length; i++) add(cell(messages.get(headings[i]), false), 2 * i, 0);
        Tensor unseen = now.tensor("unseen");
        long most = now.parameters(MlpLesson.WIDEST);
        for (int width = 1; width <= MlpLesson.WIDEST; width++) {
            boolean here = width == now.window();
            double share = unseen.at(width - 1);
            add(cell(Integer.toString(width), here), 0, width);
            add(cell(String.format(Locale.ROOT, "%,d", now.parameters(width)), here), 2, width);
            add(bar((double) now.parameters(width) / most), 3, width);
            add(cell(String.format(Locale.ROOT, "%.0f %%", 100 * share), here), 4, width);
            add(bar(share), 5, width);
        }
    }

    private static Label cell(String text, boolean current) {
        Label label = new Label(text);
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.pseudoClassStateChanged(CURRENT, current);
        return label;
    }

    private static Region bar(double share) {
        Region bar = new Region();
        bar.getStyleClass().add("window-bar");
        bar.setStyle(String.format(Locale.ROOT, "-fx-max-width: %.3fem; -fx-min-width: %.3fem;", BAR * share, BAR * share));
        return bar;
    }
}

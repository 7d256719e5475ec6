package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;

import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** A few quantities, one below the other, for each of several choices, side by side; each number lies over a bar. */
public final class BarTable extends GridPane {
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");

    private final int rows;
    private int current;

    /**
     * A quantity of one choice.
     *
     * @param text what is written
     * @param share how long the bar is, from 0 to 1
     */
    public record Bar(String text, double share) {}

    /**
     * A table without columns.
     *
     * @param headingKeys the keys of the texts before its rows, the first of which names the choices
     */
    public BarTable(Messages messages, String... headingKeys) {
        getStyleClass().add("bar-table");
        rows = headingKeys.length;
        for (int row = 0; row < rows; row++) {
            Label heading = new Label();
            heading.textProperty().bind(messages.text(headingKeys[row]));
            heading.setMinWidth(Region.USE_PREF_SIZE);
            add(heading, 0, row);
        }
    }

    /**
     * Takes all columns away.
     *
     * @param chosen which of those that come is marked, from 1
     */
    public void clear(int chosen) {
        current = chosen;
        getChildren().remove(rows, getChildren().size());
    }

    /** Adds a column. */
    public void column(String title, Bar... bars) {
        int column = (getChildren().size() - rows) / rows + 1;
        cell(title, 0, column, 0);
        for (int i = 0; i < bars.length; i++) cell(bars[i].text, bars[i].share, column, i + 1);
    }

    private void cell(String text, double share, int column, int row) {
        Label label = new Label(text);
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.setMaxWidth(Double.MAX_VALUE);
        label.pseudoClassStateChanged(CURRENT, column == current);
        label.setStyle(String.format(
                Locale.ROOT,
                "-fx-background-color: linear-gradient(to right, -color-accent-muted %1$.1f%%, transparent %1$.1f%%);",
                100 * share));
        GridPane.setHgrow(label, Priority.SOMETIMES);
        add(label, column, row);
    }
}

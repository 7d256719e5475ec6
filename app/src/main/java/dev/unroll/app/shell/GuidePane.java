package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** What to do, what to notice, and a question: a paragraph each under its heading. */
final class GuidePane extends VBox {
    private static final List<String> HEADINGS = List.of("guide.do", "guide.notice", "guide.question");

    /** @param messages the texts of the keys */
    GuidePane(List<String> keys, Messages messages) {
        getStyleClass().add("guide");
        for (int i = 0; i < keys.size(); i++) {
            Label heading = new Label();
            heading.textProperty().bind(messages.text(HEADINGS.get(Math.min(i, HEADINGS.size() - 1))));
            heading.getStyleClass().add("pane-heading");
            Label paragraph = new Label();
            paragraph.textProperty().bind(messages.text(keys.get(i)));
            paragraph.setWrapText(true);
            paragraph.setMinHeight(USE_PREF_SIZE);
            getChildren().addAll(heading, paragraph);
        }
    }
}

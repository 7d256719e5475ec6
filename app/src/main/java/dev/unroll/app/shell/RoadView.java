package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.road.Road;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

/** The lessons down the left side, in their order. */
final class RoadView extends VBox {
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");
    private final Map<Lesson, Button> buttons = new HashMap<>();

    RoadView(Messages messages, Consumer<Lesson> onOpen) {
        getStyleClass().add("road");
        Label heading = new Label();
        heading.textProperty().bind(messages.text("road"));
        heading.getStyleClass().add("pane-heading");
        getChildren().add(heading);
        for (Lesson lesson : Road.LESSONS) getChildren().add(button(lesson, messages, onOpen));
        Label note = new Label();
        note.textProperty().bind(messages.text("road.note"));
        note.setWrapText(true);
        note.setMinHeight(USE_PREF_SIZE);
        note.getStyleClass().addAll("muted", "road-note");
        getChildren().add(note);
    }

    private Button button(Lesson lesson, Messages messages, Consumer<Lesson> onOpen) {
        Button button = new Button();
        button.setId("lesson-" + lesson.id());
        button.getStyleClass().add("lesson");
        button.setMaxWidth(Double.MAX_VALUE);
        button.setWrapText(true);
        button.setMinHeight(USE_PREF_SIZE);
        String number = lesson.number() == 0 ? "" : lesson.number() + "  ";
        button.textProperty().bind(messages.text(lesson.titleKey()).map(title -> number + title));
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text(lesson.titleKey()));
        button.setTooltip(tooltip);
        button.setDisable(!lesson.available());
        button.setOnAction(_ -> onOpen.accept(lesson));
        buttons.put(lesson, button);
        return button;
    }

    void showCurrent(Lesson current) {
        buttons.forEach((lesson, button) -> button.pseudoClassStateChanged(CURRENT, lesson == current));
    }
}

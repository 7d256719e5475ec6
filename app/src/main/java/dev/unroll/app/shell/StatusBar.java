package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** One sentence for the user, with a button for what can be done about it. Not there while there is nothing to say. */
final class StatusBar extends HBox {
    private final Label sentence = new Label();
    private final Button action = new Button();
    private final Button dismiss = new Button(null, new FontIcon(Feather.X));

    StatusBar(Messages messages) {
        getStyleClass().add("status");
        setAlignment(Pos.CENTER_LEFT);
        sentence.setId("status");
        sentence.setWrapText(true);
        sentence.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        action.setId("status-action");
        action.setMinWidth(USE_PREF_SIZE);
        dismiss.getStyleClass().add("flat");
        dismiss.accessibleTextProperty().bind(messages.text("status.dismiss"));
        dismiss.setOnAction(_ -> clear());
        getChildren().addAll(new FontIcon(Feather.INFO), sentence, action, dismiss);
        clear();
    }

    void say(String text, @Nullable String actionText, Runnable onAction) {
        sentence.setText(text);
        boolean hasAction = actionText != null;
        if (hasAction) action.setText(actionText);
        action.setVisible(hasAction);
        action.setManaged(hasAction);
        action.setOnAction(_ -> {
            clear();
            onAction.run();
        });
        setVisible(true);
        setManaged(true);
    }

    void clear() {
        sentence.setText("");
        setVisible(false);
        setManaged(false);
    }
}

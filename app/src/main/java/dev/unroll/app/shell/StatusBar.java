package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Notice;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/**
 * One sentence for the user, with a button for what can be done about it. It lies over the stage, so that nothing moves, and is not
 * there while there is nothing to say. The newest is shown; what still can be done something about comes back when the newer is gone.
 */
final class StatusBar extends HBox {
    private final Label sentence = new Label();
    private final Button action = new Button();
    private final Button dismiss = new Button(null, new FontIcon(Feather.X));

    /** Newest first. */
    private final Deque<Said> said = new ArrayDeque<>();

    /** What was said, and what can be done about it. */
    private record Said(
            ObservableValue<String> sentence, @Nullable Offer offer) {}

    private record Offer(ObservableValue<String> title, Runnable action) {}

    StatusBar(Messages messages) {
        getStyleClass().add("status");
        setAlignment(Pos.CENTER_LEFT);
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        sentence.setId("status");
        sentence.setWrapText(true);
        sentence.setMinHeight(USE_PREF_SIZE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        action.setId("status-action");
        action.setMinWidth(USE_PREF_SIZE);
        action.managedProperty().bind(action.visibleProperty());
        dismiss.setId("status-dismiss");
        dismiss.getStyleClass().add("flat");
        dismiss.setMinWidth(USE_PREF_SIZE);
        dismiss.accessibleTextProperty().bind(messages.text("status.dismiss"));
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text("status.dismiss"));
        dismiss.setTooltip(tooltip);
        dismiss.setOnAction(_ -> dismissNewest());
        FontIcon icon = new FontIcon(Feather.INFO);
        getChildren().addAll(icon, sentence, action, dismiss);
        managedProperty().bind(visibleProperty());
        showNewest();
    }

    /** Tells one sentence, in place of others that nothing can be done about. */
    Notice say(ObservableValue<String> sentence) {
        return add(new Said(sentence, null));
    }

    /**
     * Tells one sentence and offers what can be done.
     *
     * @param action what the button says
     */
    Notice offer(ObservableValue<String> sentence, ObservableValue<String> action, Runnable onAction) {
        return add(new Said(sentence, new Offer(action, onAction)));
    }

    private Notice add(Said now) {
        String text = now.sentence().getValue();
        said.removeIf(
                other -> other.offer() == null || other.sentence().getValue().equals(text));
        said.addFirst(now);
        showNewest();
        return () -> remove(now);
    }

    private void remove(Said gone) {
        said.removeIf(other -> other == gone);
        showNewest();
    }

    /** Takes back what is shown. */
    void dismissNewest() {
        said.pollFirst();
        showNewest();
    }

    /** Takes back all that was said. */
    void clear() {
        said.clear();
        showNewest();
    }

    private void showNewest() {
        Said newest = said.peekFirst();
        sentence.textProperty().unbind();
        action.textProperty().unbind();
        action.setOnAction(null); // nothing is kept of who said it
        setVisible(newest != null);
        if (newest == null) {
            sentence.setText("");
            return;
        }
        sentence.textProperty().bind(newest.sentence());
        Offer offer = newest.offer();
        action.setVisible(offer != null);
        if (offer == null) return;
        action.textProperty().bind(offer.title());
        action.setOnAction(_ -> {
            remove(newest);
            offer.action().run();
        });
    }
}

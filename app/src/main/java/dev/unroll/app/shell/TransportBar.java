package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.playback.Playback;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The buttons that move the playback of the open lesson. */
final class TransportBar extends YieldingRow {
    private final Messages messages;
    private final Button play;

    TransportBar(Playback playback, Messages messages) {
        this.messages = messages;
        play = playButton(playback);
        getStyleClass().add("transport");
        setAlignment(Pos.CENTER_LEFT);
        Label position = new Label();
        position.setId("position");
        position.textProperty().bind(playback.transport().position());
        position.getStyleClass().add("position");
        position.setWrapText(true);
        HBox.setHgrow(position, Priority.ALWAYS); // all the room that is left, whatever it says, so that nothing moves
        position.setMaxWidth(Double.MAX_VALUE);
        ScaleChooser scales = new ScaleChooser(playback, messages);
        yielding(scales::saving, scales::makeSmall);
        getChildren()
                .addAll(
                        button("toStart", Feather.SKIP_BACK, playback::toStart),
                        button("back", Feather.CHEVRON_LEFT, playback::back),
                        button("forward", Feather.CHEVRON_RIGHT, playback::forward),
                        play,
                        button("toEnd", Feather.SKIP_FORWARD, playback::toEnd),
                        speed(playback),
                        position,
                        scales);
    }

    void focusPlay() {
        play.requestFocus();
    }

    private Button button(String id, Feather icon, Runnable action) {
        Button button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.getStyleClass().addAll("flat", "transport-button");
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        describe(button, "transport." + id);
        return button;
    }

    private Button playButton(Playback playback) {
        Button button = button("play", Feather.PLAY, playback::toggle);
        button.getStyleClass().remove("flat");
        button.getStyleClass().add("accent");
        button.graphicProperty()
                .bind(playback.playingProperty().map(playing -> new FontIcon(playing ? Feather.PAUSE : Feather.PLAY)));
        return button;
    }

    private void describe(Button button, String key) {
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text(key));
        button.setTooltip(tooltip);
        button.accessibleTextProperty().bind(messages.text(key));
    }

    private HBox speed(Playback playback) {
        double low = Math.log(Playback.MIN_SPEED);
        double high = Math.log(Playback.MAX_SPEED);
        Slider slider = new Slider(low, high, Math.log(playback.speedProperty().get()));
        slider.setId("speed");
        slider.valueProperty()
                .subscribe(value -> playback.speedProperty()
                        .set(value.doubleValue() >= high - 0.01 ? Playback.MAX_SPEED : Math.exp(value.doubleValue())));
        slider.accessibleTextProperty().bind(messages.text("speed"));
        Label label = new Label();
        label.getStyleClass().addAll("muted", "speed-value");
        label.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> playback.speedProperty().get() >= Playback.MAX_SPEED
                                ? messages.get("speed.max")
                                : messages.get(
                                        "speed.value", playback.speedProperty().get()),
                        playback.speedProperty(),
                        messages.languageProperty()));
        HBox box = new HBox(slider, label);
        box.getStyleClass().add("speed");
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }
}

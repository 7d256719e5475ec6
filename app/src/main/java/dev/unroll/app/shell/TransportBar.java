package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.playback.Scale;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The buttons that move the playback of the open lesson. */
final class TransportBar extends HBox {
    private final Messages messages;

    TransportBar(Playback playback, Messages messages) {
        this.messages = messages;
        getStyleClass().add("transport");
        setAlignment(Pos.CENTER_LEFT);
        Label position = new Label();
        position.setId("position");
        position.textProperty().bind(playback.transport().position());
        position.getStyleClass().add("position");
        position.setMinWidth(Region.USE_PREF_SIZE);
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        getChildren()
                .addAll(
                        button("toStart", Feather.SKIP_BACK, playback::toStart),
                        button("back", Feather.CHEVRON_LEFT, playback::back),
                        button("forward", Feather.CHEVRON_RIGHT, playback::forward),
                        playButton(playback),
                        button("toEnd", Feather.SKIP_FORWARD, playback::toEnd),
                        speed(playback),
                        position,
                        spacer,
                        scales(playback));
    }

    private Button button(String id, Feather icon, Runnable action) {
        Button button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.getStyleClass().addAll("flat", "transport-button");
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
        slider.setPrefWidth(120);
        slider.valueProperty()
                .subscribe(value -> playback.speedProperty()
                        .set(value.doubleValue() >= high - 0.01 ? Playback.MAX_SPEED : Math.exp(value.doubleValue())));
        slider.accessibleTextProperty().bind(messages.text("speed"));
        Label label = new Label();
        label.getStyleClass().add("muted");
        label.setMinWidth(Region.USE_PREF_SIZE);
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

    private HBox scales(Playback playback) {
        HBox box = new HBox();
        box.setAlignment(Pos.CENTER_RIGHT);
        box.getStyleClass().add("scales");
        box.accessibleTextProperty().bind(messages.text("scale"));
        ToggleGroup group = new ToggleGroup();
        for (Scale scale : playback.transport().scales()) {
            ToggleButton button = new ToggleButton();
            button.setId("scale-" + scale.name());
            button.getStyleClass().add("scale");
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.setToggleGroup(group);
            button.textProperty().bind(messages.text(scale.key()));
            button.setOnAction(_ -> {
                playback.scaleProperty().set(scale);
                button.setSelected(true);
            });
            playback.scaleProperty().subscribe(now -> button.setSelected(now == scale));
            box.getChildren().add(button);
        }
        return box;
    }
}

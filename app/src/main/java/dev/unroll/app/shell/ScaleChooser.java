package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.playback.Scale;

import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** How far one step goes: all scales beside each other, or the one that is chosen with the others in its menu. */
final class ScaleChooser extends StackPane {
    private final HBox row = new HBox();
    private final MenuButton menu = new MenuButton();

    ScaleChooser(Playback playback, Messages messages) {
        getStyleClass().add("scale-chooser");
        setAlignment(Pos.CENTER_RIGHT);
        setMinWidth(Region.USE_PREF_SIZE);
        row.setAlignment(Pos.CENTER_RIGHT);
        row.getStyleClass().add("scales");
        row.accessibleTextProperty().bind(messages.text("scale"));
        menu.setId("scale");
        menu.setMinWidth(Region.USE_PREF_SIZE);
        menu.accessibleTextProperty().bind(messages.text("scale"));
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text("scale"));
        menu.setTooltip(tooltip);
        menu.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> messages.get(playback.transport()
                                .key(playback.scaleProperty().get())),
                        playback.scaleProperty(),
                        messages.languageProperty()));
        ToggleGroup inRow = new ToggleGroup();
        ToggleGroup inMenu = new ToggleGroup();
        for (Scale scale : playback.transport().scales()) {
            ToggleButton button = new ToggleButton();
            button.setId("scale-" + scale.name());
            button.getStyleClass().add("scale");
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.setToggleGroup(inRow);
            button.textProperty().bind(messages.text(playback.transport().key(scale)));
            button.setOnAction(_ -> {
                playback.scaleProperty().set(scale);
                button.setSelected(true);
            });
            RadioMenuItem item = new RadioMenuItem();
            item.setId("scale-item-" + scale.name());
            item.setToggleGroup(inMenu);
            item.textProperty().bind(messages.text(playback.transport().key(scale)));
            item.setOnAction(_ -> playback.scaleProperty().set(scale));
            playback.scaleProperty().subscribe(now -> {
                button.setSelected(now == scale);
                item.setSelected(now == scale);
            });
            row.getChildren().add(button);
            menu.getItems().add(item);
        }
        getChildren().setAll(row, menu);
        row.managedProperty().bind(row.visibleProperty());
        menu.managedProperty().bind(menu.visibleProperty());
        makeSmall(false);
    }

    /** Shows the menu in place of the row. */
    void makeSmall(boolean small) {
        row.setVisible(!small);
        menu.setVisible(small);
    }

    /** How much narrower the menu is, in pixels. */
    double saving() {
        return Math.max(0, row.prefWidth(-1) - menu.prefWidth(-1));
    }
}

package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.lesson.Lesson;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The bar across the top: name, search, what computes, and how the screen looks. */
final class TopBar extends YieldingRow {
    private final Messages messages;
    private final Search search;

    TopBar(Appearance appearance, Computing computing, List<Command> commands, Consumer<Lesson> onOpen) {
        this.messages = appearance.messages();
        getStyleClass().add("top-bar");
        Label name = new Label("Unroll");
        name.getStyleClass().add("app-name");
        name.setMinWidth(USE_PREF_SIZE);
        search = new Search(messages, commands, onOpen);
        DeviceMenu device = new DeviceMenu(computing, messages);
        yielding(device::saving, device::makeSmall);
        getChildren()
                .addAll(
                        name,
                        spacer(),
                        search,
                        spacer(),
                        device,
                        themeButton(appearance),
                        languageButton(appearance),
                        presenterButton(appearance));
    }

    private static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    private Button themeButton(Appearance appearance) {
        Button button = new Button();
        button.setId("theme");
        button.getStyleClass().add("flat");
        button.graphicProperty()
                .bind(appearance
                        .themeProperty()
                        .map(theme -> new FontIcon(theme == Appearance.Theme.LIGHT ? Feather.MOON : Feather.SUN)));
        button.setOnAction(_ -> appearance.toggleTheme());
        explain(button, "theme.toggle");
        return button;
    }

    private Button languageButton(Appearance appearance) {
        Button button = new Button();
        button.setId("language");
        button.getStyleClass().add("flat");
        button.textProperty()
                .bind(messages.languageProperty()
                        .map(language -> language.other().label()));
        button.setOnAction(_ -> appearance.toggleLanguage());
        explain(button, "language.toggle");
        return button;
    }

    private ToggleButton presenterButton(Appearance appearance) {
        ToggleButton button = new ToggleButton();
        button.setId("presenter");
        button.setGraphic(new FontIcon(Feather.MONITOR));
        button.getStyleClass().add("flat");
        button.selectedProperty().bindBidirectional(appearance.presenterProperty());
        explain(button, "presenter.toggle");
        return button;
    }

    private void explain(ButtonBase button, String key) {
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text(key));
        button.setTooltip(tooltip);
        button.accessibleTextProperty().bind(messages.text(key));
        button.setFocusTraversable(true);
        button.setMinWidth(USE_PREF_SIZE);
    }

    /** Where a lesson or a command is found. */
    Search search() {
        return search;
    }
}

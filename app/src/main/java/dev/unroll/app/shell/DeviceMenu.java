package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.device.DeviceChoice;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.text.Text;

/** Says what computes now, and lets another device be chosen. */
final class DeviceMenu extends MenuButton {
    private final Computing computing;
    private final ToggleGroup choices = new ToggleGroup();

    DeviceMenu(Computing computing, Messages messages) {
        this.computing = computing;
        setId("device");
        getStyleClass().addAll("flat", "device");
        setGraphic(new FontIcon(Feather.CPU));
        textProperty()
                .bind(Bindings.createStringBinding(
                        () -> computing.changingProperty().get()
                                ? messages.get("device.changing")
                                : messages.get(
                                        "device", computing.nameProperty().get()),
                        computing.changingProperty(),
                        computing.nameProperty(),
                        messages.languageProperty()));
        disableProperty().bind(computing.changingProperty());
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> messages.get("device.choose") + "\n" + getText(),
                        textProperty(),
                        messages.languageProperty()));
        setTooltip(tooltip);
        accessibleTextProperty().bind(textProperty());
        setMinWidth(USE_PREF_SIZE);
        List<Device> devices = computing.devices();
        if (!devices.isEmpty()) add(messages.text("device.auto"), new DeviceChoice.Auto());
        add(messages.text("device.cpu", computing.host()), new DeviceChoice.Cpu());
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            String memory = String.format(Locale.ROOT, "%.0f GiB", device.memoryBytes() / (double) (1 << 30));
            add(
                    messages.text("device.other", device.name(), device.technology(), memory),
                    new DeviceChoice.Numbered(i + 1));
        }
        if (devices.isEmpty()) {
            getItems().add(new SeparatorMenuItem());
            if (computing.problems().isEmpty()) explain(messages.text("device.none"));
            for (String problem : computing.problems()) explain(Bindings.createStringBinding(() -> problem));
        }
        computing.choiceProperty().subscribe(this::showChoice);
    }

    /** Shows no more than the icon; the tip says the rest. */
    void makeSmall(boolean small) {
        setContentDisplay(small ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT);
    }

    /** How much narrower it is without its text, in pixels. */
    double saving() {
        Text text = new Text(getText());
        text.setFont(getFont());
        return snapSizeX(text.getLayoutBounds().getWidth()) + getGraphicTextGap();
    }

    private void add(ObservableStringValue title, DeviceChoice choice) {
        RadioMenuItem item = new RadioMenuItem();
        item.textProperty().bind(title);
        item.setToggleGroup(choices);
        item.setUserData(choice);
        item.setOnAction(_ -> {
            if (!choice.equals(computing.choiceProperty().get())) computing.choose(choice);
        });
        getItems().add(item);
    }

    private void explain(ObservableStringValue sentence) {
        MenuItem item = new MenuItem();
        item.textProperty().bind(sentence);
        item.setDisable(true);
        getItems().add(item);
    }

    private void showChoice(DeviceChoice choice) {
        for (MenuItem item : getItems()) {
            if (item instanceof RadioMenuItem radio) radio.setSelected(choice.equals(radio.getUserData()));
        }
    }
}

package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;

import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** All keys and what they do, over the stage. Not there until it is asked for. */
final class KeyHelp extends VBox {
    KeyHelp(List<Command> commands, Messages messages) {
        setId("help");
        getStyleClass().add("key-help");
        Label heading = new Label();
        heading.textProperty().bind(messages.text("help"));
        heading.getStyleClass().add("pane-heading");
        GridPane grid = new GridPane();
        grid.getStyleClass().add("key-grid");
        for (Command command : commands) addRow(grid, command.keyNames(), messages.text(command.titleKey()));
        addRow(grid, "Ctrl K", messages.text("help.search"));
        addRow(grid, "← ↑ ↓ →  Enter", messages.text("help.cells"));
        addRow(grid, "Esc", messages.text("help.close"));
        getChildren().addAll(heading, grid);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        managedProperty().bind(visibleProperty());
        setVisible(false);
    }

    private static void addRow(GridPane grid, String keys, ObservableValue<String> does) {
        Label key = new Label(keys);
        key.getStyleClass().add("key");
        Label text = new Label();
        text.textProperty().bind(does);
        grid.addRow(grid.getRowCount(), key, text);
    }
}

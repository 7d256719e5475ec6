package dev.unroll.app.shell;

import dev.unroll.app.i18n.Messages;
import dev.unroll.viz.view.DirectScrollPane;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * All keys and what they do, and what the mouse does beyond pointing, over the stage: in two columns where there is room, and to be
 * scrolled where there is not. Not there until it is asked for; then it has the focus, and gives it back.
 */
final class KeyHelp extends VBox {
    /** What is no command: how it is written, or the key of that among the texts, and the key of what it does. */
    private record Gesture(String written, boolean isKey, String does) {}

    private static final List<Gesture> GESTURES = List.of(
            new Gesture("Ctrl K", false, "help.search"),
            new Gesture("← ↑ ↓ →  Enter", false, "help.cells"),
            new Gesture("Ctrl C", false, "help.copy"),
            new Gesture("help.wheel", true, "help.scroll"),
            new Gesture("help.controlWheel", true, "help.zoom"),
            new Gesture("Esc", false, "help.close"));

    private record Row(ObservableValue<String> keys, ObservableValue<String> does) {}

    private final ScrollPane pane;
    private @Nullable Node focusedBefore;

    KeyHelp(List<Command> commands, Messages messages) {
        setId("help");
        getStyleClass().add("key-help");
        Label heading = new Label();
        heading.textProperty().bind(messages.text("help"));
        heading.getStyleClass().add("pane-heading");
        heading.setMinHeight(USE_PREF_SIZE);
        List<Row> rows = new ArrayList<>();
        for (Command command : commands)
            rows.add(new Row(constant(command.keyNames()), messages.text(command.titleKey())));
        for (Gesture gesture : GESTURES)
            rows.add(new Row(
                    gesture.isKey() ? messages.text(gesture.written()) : constant(gesture.written()),
                    messages.text(gesture.does())));
        int half = (rows.size() + 1) / 2;
        FlowPane columns = new FlowPane(grid(rows.subList(0, half)), grid(rows.subList(half, rows.size())));
        columns.getStyleClass().add("key-columns");
        columns.setColumnHalignment(HPos.LEFT);
        pane = new DirectScrollPane(columns);
        pane.getStyleClass().add("edge-to-edge");
        pane.setFitToWidth(true);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        getChildren().addAll(heading, pane);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        managedProperty().bind(visibleProperty());
        setVisible(false);
        visibleProperty().subscribe(shown -> {
            if (shown) takeFocus();
            else giveFocusBack();
        });
    }

    /** Shows it, or takes it away. */
    void toggle() {
        setVisible(!isVisible());
    }

    private void takeFocus() {
        focusedBefore = getScene().getFocusOwner();
        pane.setVvalue(0);
        pane.requestFocus(); // so that the arrow keys scroll
    }

    private void giveFocusBack() {
        Node before = focusedBefore;
        focusedBefore = null;
        if (before != null && before.getScene() != null) before.requestFocus();
    }

    private static ObservableValue<String> constant(String text) {
        return Bindings.createStringBinding(() -> text);
    }

    private static GridPane grid(List<Row> rows) {
        GridPane grid = new GridPane();
        grid.getStyleClass().add("key-grid");
        ColumnConstraints keys = new ColumnConstraints();
        keys.setMinWidth(Region.USE_PREF_SIZE);
        grid.getColumnConstraints().add(keys);
        for (Row row : rows) {
            Label key = new Label();
            key.textProperty().bind(row.keys());
            key.getStyleClass().add("key");
            key.setMinWidth(Region.USE_PREF_SIZE);
            Label text = new Label();
            text.textProperty().bind(row.does());
            text.getStyleClass().add("key-does");
            text.setWrapText(true);
            text.setMinHeight(Region.USE_PREF_SIZE);
            GridPane.setValignment(key, VPos.TOP);
            grid.addRow(grid.getRowCount(), key, text);
        }
        return grid;
    }
}

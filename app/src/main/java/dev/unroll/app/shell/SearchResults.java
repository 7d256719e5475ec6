package dev.unroll.app.shell;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** What a search found, of which one that can be done is chosen. The focus stays in the field. */
final class SearchResults extends ListView<Search.Find> {
    /** The height of a row, in em. */
    static final double ROW = 2.3;

    private static final int MOST_ROWS = 10;
    private static final double WIDTH = 30;
    private static final PseudoClass UNAVAILABLE = PseudoClass.getPseudoClass("unavailable");

    SearchResults(ObservableValue<String> nothing, Consumer<Search.Find> onTake) {
        setId("search-results");
        getStyleClass().add("search-results");
        setManaged(false);
        setVisible(false);
        setFocusTraversable(false);
        Label placeholder = new Label();
        placeholder.textProperty().bind(nothing);
        placeholder.getStyleClass().add("muted");
        setPlaceholder(placeholder);
        setCellFactory(_ -> new Row(onTake));
    }

    /** Shows what was found, with the first chosen that can be done. */
    void show(List<Search.Find> found) {
        getItems().setAll(found);
        getSelectionModel().clearSelection();
        move(1);
        scrollTo(0);
    }

    /** The one that is chosen, or {@code null} where none can be done. */
    Search.@Nullable Find chosen() {
        return getSelectionModel().getSelectedItem();
    }

    /** Chooses the next that can be done, or the one before; at the end it stays. */
    void move(int by) {
        for (int i = getSelectionModel().getSelectedIndex() + by;
                i >= 0 && i < getItems().size();
                i += by) {
            if (!getItems().get(i).available()) continue;
            getSelectionModel().clearAndSelect(i);
            scrollTo(Math.max(0, i - MOST_ROWS / 2));
            return;
        }
    }

    @Override
    protected double computePrefHeight(double width) {
        int rows = Math.clamp(getItems().size(), 1, MOST_ROWS);
        return snappedTopInset() + rows * getFixedCellSize() + snappedBottomInset();
    }

    @Override
    protected double computePrefWidth(double height) {
        return WIDTH * getFixedCellSize() / ROW;
    }

    /** A title on the left, and on the right its keys, or why it cannot be done. */
    private static final class Row extends ListCell<Search.Find> {
        private final Label title = new Label();
        private final Label note = new Label();
        private final HBox box;

        Row(Consumer<Search.Find> onTake) {
            Region spacer = new Region();
            HBox.setHgrow(spacer, Priority.ALWAYS);
            note.getStyleClass().add("note");
            note.setMinWidth(USE_PREF_SIZE);
            title.getStyleClass().add("title");
            box = new HBox(title, spacer, note);
            box.getStyleClass().add("found");
            setPrefWidth(0); // as wide as the list, so that nothing scrolls sideways
            addEventFilter(MouseEvent.MOUSE_PRESSED, MouseEvent::consume); // the list would take focus and choice
            addEventFilter(MouseEvent.MOUSE_RELEASED, e -> {
                Search.Find find = getItem();
                if (find != null && find.available()) onTake.accept(find);
                e.consume();
            });
        }

        @Override
        protected void updateItem(Search.@Nullable Find find, boolean empty) {
            super.updateItem(find, empty);
            boolean shown = !empty && find != null;
            setGraphic(shown ? box : null);
            pseudoClassStateChanged(UNAVAILABLE, shown && !find.available());
            if (!shown) return;
            title.setText(find.title());
            note.setText(find.note());
        }
    }
}

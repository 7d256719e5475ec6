package dev.unroll.app.lesson;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.layout.FlowPane;

/** A list of what is in force, each with a button that takes it back; there is nothing to see while there is nothing. */
public class Chips extends FlowPane {
    private final StageKit<?> kit;

    /**
     * Something that is in force.
     *
     * @param text what it is, in a few signs
     * @param release takes it back
     */
    public record Chip(String text, Runnable release) {}

    /** Nothing in force yet. */
    @SuppressWarnings("this-escape") // what is called sets its style, and is not overridden
    public Chips(StageKit<?> kit, String id) {
        this.kit = kit;
        setId(id);
        getStyleClass().add("hands");
        setAlignment(Pos.CENTER_LEFT);
    }

    /** Shows what is in force. */
    public final void show(List<Chip> chips) {
        setVisible(!chips.isEmpty());
        setManaged(isVisible());
        getChildren().setAll(chips.stream().map(this::button).toList());
    }

    private Button button(Chip chip) {
        Button button = new Button(chip.text, new FontIcon(Feather.X));
        button.setContentDisplay(ContentDisplay.RIGHT);
        button.setMnemonicParsing(false);
        button.setMinWidth(USE_PREF_SIZE);
        button.accessibleTextProperty().bind(kit.messages().text("hands.release"));
        button.setOnAction(_ -> chip.release.run());
        return button;
    }
}

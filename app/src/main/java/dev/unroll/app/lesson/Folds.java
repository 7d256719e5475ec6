package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Panels that are folded away until one is asked for; pressing its button again folds it away. */
public final class Folds extends VBox {
    private final List<String> options;
    private final List<Region> panels;
    private final List<ToggleButton> buttons = new ArrayList<>();

    Folds(Knob<String> choice, List<Region> panels, Messages messages, Consumer<String> open) {
        options = ((Kind.Choice) choice.kind()).options();
        this.panels = List.copyOf(panels);
        if (panels.size() != options.size() - 1)
            throw new IllegalArgumentException(panels.size() + " panels for " + options + " without the first");
        FlowPane bar = new FlowPane();
        bar.getStyleClass().add("folds-bar");
        for (int i = 0; i < panels.size(); i++) {
            String option = options.get(i + 1);
            ToggleButton button = new ToggleButton();
            button.setId(choice.id() + "-" + option);
            button.textProperty().bind(messages.text(choice.titleKey() + "." + option));
            button.setMnemonicParsing(false); // W_hh is no mnemonic
            button.getStyleClass().add("fold");
            button.setOnAction(_ -> open.accept(button.isSelected() ? option : options.getFirst()));
            buttons.add(button);
        }
        bar.getChildren().addAll(buttons);
        getStyleClass().add("folds");
        getChildren().add(bar);
        for (Region panel : panels) {
            VBox.setVgrow(panel, Priority.ALWAYS);
            panel.setVisible(false);
            panel.setManaged(false);
            getChildren().add(panel);
        }
    }

    /** Opens a panel, or the first option's none. */
    void open(String option) {
        for (int i = 0; i < panels.size(); i++) {
            boolean here = options.get(i + 1).equals(option);
            buttons.get(i).setSelected(here);
            panels.get(i).setVisible(here);
            panels.get(i).setManaged(here);
        }
    }
}

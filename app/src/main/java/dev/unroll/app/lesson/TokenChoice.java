package dev.unroll.app.lesson;

import dev.unroll.viz.sequence.TokenStrip;

import java.util.List;
import java.util.function.IntConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;

/** A choice of one token of a vocabulary: a button for each where they are few, else a list to open. */
final class TokenChoice extends FlowPane {
    private static final int MOST_BUTTONS = 14;

    private final String id;
    private final IntConsumer choose;
    private final ComboBox<String> list = new ComboBox<>();
    private List<String> tokens = List.of();
    private boolean showing;

    /**
     * An empty choice.
     *
     * @param id of the list; a button has the token's number after it
     * @param choose is given the token that a person chooses
     */
    TokenChoice(String id, IntConsumer choose) {
        this.id = id;
        this.choose = choose;
        list.setId(id);
        list.setOnAction(_ -> {
            int chosen = list.getSelectionModel().getSelectedIndex();
            if (!showing && chosen >= 0) choose.accept(chosen);
        });
        getStyleClass().add("token-choice");
        setAlignment(Pos.CENTER_LEFT);
    }

    /** Shows which token stands there now. */
    void show(List<String> vocabulary, int current) {
        showing = true;
        if (!vocabulary.equals(tokens)) offer(vocabulary);
        if (tokens.size() > MOST_BUTTONS) list.getSelectionModel().select(current);
        else
            for (int token = 0; token < tokens.size(); token++)
                ((ToggleButton) getChildren().get(token)).setSelected(token == current);
        showing = false;
    }

    private void offer(List<String> vocabulary) {
        tokens = vocabulary;
        List<String> signs = vocabulary.stream().map(TokenStrip::display).toList();
        getChildren().clear();
        if (signs.size() > MOST_BUTTONS) {
            list.getItems().setAll(signs);
            getChildren().add(list);
            return;
        }
        for (int token = 0; token < signs.size(); token++) {
            int chosen = token;
            ToggleButton button = new ToggleButton(signs.get(token));
            button.setId(id + "-" + token);
            button.setMnemonicParsing(false);
            button.setOnAction(_ -> {
                button.setSelected(true);
                choose.accept(chosen);
            });
            getChildren().add(button);
        }
    }
}

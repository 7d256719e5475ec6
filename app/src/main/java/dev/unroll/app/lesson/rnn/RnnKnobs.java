package dev.unroll.app.lesson.rnn;

import dev.unroll.app.i18n.Messages;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.io.File;
import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.stage.FileChooser;

/** The few knobs of the lesson: text, hidden size, learning rate, seed, and which way the numbers flow. */
final class RnnKnobs extends FlowPane {
    /** What the knobs do. */
    interface Listener {
        void useText(String text);

        void fileChosen(Path file);

        void hiddenSizeTyped(String number);

        void learningRateTyped(String number);

        void seedTyped(String number);

        void restart();
    }

    private final Messages messages;
    private final TextField text;
    private final TextField hiddenSize;
    private final TextField learningRate;
    private final TextField seed;

    RnnKnobs(Messages messages, Listener listener) {
        this.messages = messages;
        getStyleClass().add("knobs");
        text = field("text", 11, listener::useText);
        hiddenSize = field("hidden-size", 2, listener::hiddenSizeTyped);
        learningRate = field("learning-rate", 4, listener::learningRateTyped);
        seed = field("seed", 2, listener::seedTyped);
        Button open = button("open", Feather.FOLDER, "rnn.open", () -> choose(listener));
        Button restart = button("restart", Feather.ROTATE_CCW, "rnn.restart", listener::restart);
        getChildren()
                .addAll(
                        labelled("rnn.text", text, open),
                        labelled("rnn.hiddenSize", hiddenSize),
                        labelled("rnn.learningRate", learningRate),
                        labelled("rnn.seed", seed, restart));
    }

    private TextField field(String id, int columns, Consumer<String> onEnter) {
        TextField field = new TextField();
        field.setId(id);
        field.setPrefColumnCount(columns);
        field.setOnAction(_ -> onEnter.accept(field.getText()));
        return field;
    }

    private Button button(String id, Feather icon, String key, Runnable action) {
        Button button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.setOnAction(_ -> action.run());
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text(key));
        button.setTooltip(tooltip);
        button.accessibleTextProperty().bind(messages.text(key));
        return button;
    }

    private HBox labelled(String key, Node... controls) {
        Label label = new Label();
        label.textProperty().bind(messages.text(key));
        label.getStyleClass().add("muted");
        label.setLabelFor(controls[0]);
        HBox box = new HBox(label);
        box.getChildren().addAll(controls);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("knob");
        return box;
    }

    private void choose(Listener listener) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(messages.get("rnn.open"));
        File samples = new File(System.getProperty("unroll.home", "."), "samples/texts");
        if (samples.isDirectory()) chooser.setInitialDirectory(samples);
        File file = chooser.showOpenDialog(getScene().getWindow());
        if (file != null) listener.fileChosen(file.toPath());
    }

    /** Shows what holds now, in place of what was typed and refused. */
    void show(RnnSettings settings) {
        String whole = settings.text();
        text.setText(whole.length() <= 200 ? whole : whole.substring(0, 200) + "…");
        hiddenSize.setText(Integer.toString(settings.hiddenSize()));
        learningRate.setText(number(settings.learningRate()));
        seed.setText(Long.toString(settings.seed()));
    }

    private static String number(double value) {
        String plain = Double.toString(value);
        return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }
}

package dev.unroll.app.knobs;

import atlantafx.base.controls.ToggleSwitch;
import dev.unroll.app.i18n.Messages;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.util.StringConverter;

/** The knobs of a lesson in rows, each with its name. A text gets of its row what the others leave, as far as it needs it. */
public final class KnobBar extends FlowPane {
    /** What is done with the knobs. */
    public interface Listener {
        /** Something was typed or chosen. */
        void turned(Knob<?> knob, String typed);

        /** A file was chosen whose text a knob should take. */
        void fileChosen(Knob<?> knob, Path file);

        /** The run should begin again. */
        void restart();
    }

    private final Messages messages;
    private final Listener listener;
    private final Map<Knob<?>, Consumer<KnobValues>> shows = new HashMap<>();
    private final Map<Knob<?>, String> shown = new HashMap<>();
    private final Map<Knob<?>, Node> labelled = new HashMap<>();
    private final BiPredicate<Knob<?>, KnobValues> applies;
    private boolean showing;

    /**
     * A bar of those knobs that are not turned on the stage.
     *
     * @param applies whether turning a knob changes anything while all stand as they do
     */
    public KnobBar(
            List<Knob<?>> knobs, Messages messages, Listener listener, BiPredicate<Knob<?>, KnobValues> applies) {
        this.applies = applies;
        this.messages = messages;
        this.listener = listener;
        getStyleClass().add("knobs");
        for (Knob<?> knob : knobs)
            if (knob.effect() != Knob.Effect.LOOK_ON_STAGE) getChildren().add(labelled(knob));
        getChildren().add(button("restart", Feather.ROTATE_CCW, "knob.restart", listener::restart));
    }

    /** Shows what holds now, in place of what was typed and refused. */
    public void reset(KnobValues values) {
        shown.clear();
        show(values);
    }

    /** Shows what holds now; what is being typed stays where its knob was not turned meanwhile. */
    public void show(KnobValues values) {
        showing = true; // a control that is only shown what holds turns nothing
        shows.forEach((knob, show) -> {
            String now = values.typed(knob);
            if (!now.equals(shown.put(knob, now))) show.accept(values);
        });
        showing = false;
        labelled.forEach((knob, box) -> {
            boolean applied = applies.test(knob, values);
            box.setVisible(applied);
            box.setManaged(applied);
        });
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        List<Node> row = new ArrayList<>();
        for (Node child : getManagedChildren()) {
            if (!row.isEmpty() && child.getLayoutX() <= row.getLast().getLayoutX()) widenTexts(row);
            row.add(child);
        }
        widenTexts(row);
    }

    /** Shares out what is left of a row to its texts; the row is empty afterwards. */
    private void widenTexts(List<Node> row) {
        double end =
                row.isEmpty() ? getWidth() : row.getLast().getBoundsInParent().getMaxX();
        double left = Math.max(0, snapPositionX(getWidth() - getInsets().getRight() - end));
        double moved = 0;
        for (Node child : row) {
            child.setLayoutX(child.getLayoutX() + moved);
            double more = child instanceof HBox box ? Math.min(left - moved, missing(box)) : 0;
            if (more <= 0) continue;
            ((HBox) child).resize(((HBox) child).getWidth() + more, ((HBox) child).getHeight());
            moved += more;
        }
        row.clear();
    }

    /** By how much a knob is too narrow for its text, in pixels. */
    private double missing(HBox box) {
        return box.getChildren().stream()
                .filter(TextKnobField.class::isInstance)
                .mapToDouble(field -> snapSizeX(((TextKnobField) field).missing()))
                .max()
                .orElse(0);
    }

    private <T> HBox labelled(Knob<T> knob) {
        Label label = new Label();
        label.textProperty().bind(messages.text(knob.titleKey()));
        label.getStyleClass().add("muted");
        label.setMinWidth(USE_PREF_SIZE);
        HBox box = new HBox(label);
        Node control = control(knob);
        control.setId("knob-" + knob.id());
        label.setLabelFor(control);
        box.getChildren().add(control);
        if (knob.kind() instanceof Kind.Text && knob.effect() == Knob.Effect.ANEW)
            box.getChildren().add(button("open-" + knob.id(), Feather.FOLDER, "knob.open", () -> choose(knob)));
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("knob");
        labelled.put(knob, box);
        return box;
    }

    private <T> Node control(Knob<T> knob) {
        return switch (knob.kind()) {
            case Kind.Text _ -> textField(knob);
            case Kind.Folder _ -> folderButton(knob);
            case Kind.Whole(int _, int max) -> numberField(knob, max < 1_000 ? 2 : 4);
            case Kind.Decimal _, Kind.Forced _ -> numberField(knob, 4);
            case Kind.Choice(List<String> options) -> choiceBox(knob, options);
            case Kind.Toggle _ -> toggle(knob);
        };
    }

    private TextField textField(Knob<?> knob) {
        TextKnobField field = new TextKnobField();
        HBox.setHgrow(field, Priority.ALWAYS);
        field.setMaxWidth(Double.MAX_VALUE);
        field.textProperty().subscribe(this::requestLayout);
        field.setPrefColumnCount(Math.clamp(knob.initial().toString().length() * 2 / 3, 11, 24));
        String empty = knob.titleKey() + ".empty"; // what is taken where nothing is typed
        if (messages.has(empty)) field.promptTextProperty().bind(messages.text(empty));
        field.setOnAction(_ -> listener.turned(knob, field.whole()));
        shows.put(knob, values -> field.show(values.typed(knob)));
        return field;
    }

    /** A button that bears the name of the folder that is chosen. */
    private Button folderButton(Knob<?> knob) {
        Button button = new Button(null, new FontIcon(Feather.FOLDER));
        button.accessibleTextProperty().bind(messages.text(knob.titleKey()));
        button.setOnAction(_ -> {
            DirectoryChooser chooser = new DirectoryChooser();
            chooser.setTitle(messages.get(knob.titleKey()));
            File folder = chooser.showDialog(getScene().getWindow());
            if (folder != null) listener.turned(knob, folder.getPath());
        });
        shows.put(knob, values -> {
            String path = values.typed(knob);
            button.setText(path.isEmpty() ? null : new File(path).getName());
        });
        return button;
    }

    private TextField numberField(Knob<?> knob, int columns) {
        TextField field = new TextField();
        field.setPrefColumnCount(columns);
        field.setOnAction(_ -> listener.turned(knob, field.getText()));
        shows.put(knob, values -> field.setText(values.typed(knob)));
        return field;
    }

    private ChoiceBox<String> choiceBox(Knob<?> knob, List<String> options) {
        ChoiceBox<String> box = new ChoiceBox<>();
        box.getItems().setAll(options);
        box.converterProperty().bind(Bindings.createObjectBinding(() -> names(knob), messages.languageProperty()));
        box.setOnAction(_ -> {
            if (!showing) listener.turned(knob, box.getValue());
        });
        shows.put(knob, values -> box.setValue(values.typed(knob)));
        return box;
    }

    private StringConverter<String> names(Knob<?> knob) {
        return new StringConverter<>() {
            @Override
            public String toString(String option) {
                return option == null ? "" : messages.get(knob.titleKey() + "." + option);
            }

            @Override
            public String fromString(String name) {
                throw new UnsupportedOperationException("options are chosen, not typed");
            }
        };
    }

    private ToggleSwitch toggle(Knob<?> knob) {
        ToggleSwitch toggle = new ToggleSwitch();
        toggle.setMinWidth(USE_PREF_SIZE);
        toggle.selectedProperty().addListener((_, _, on) -> {
            if (!showing) listener.turned(knob, on.toString());
        });
        shows.put(knob, values -> toggle.setSelected(Boolean.parseBoolean(values.typed(knob))));
        return toggle;
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

    private void choose(Knob<?> knob) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(messages.get("knob.open"));
        File samples = new File(System.getProperty("unroll.home", "."), "samples/texts");
        if (samples.isDirectory()) chooser.setInitialDirectory(samples);
        File file = chooser.showOpenDialog(getScene().getWindow());
        if (file != null) listener.fileChosen(knob, file.toPath());
    }
}

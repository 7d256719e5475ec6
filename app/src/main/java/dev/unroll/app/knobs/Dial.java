package dev.unroll.app.knobs;

import dev.unroll.app.i18n.Messages;
import dev.unroll.viz.view.Numbers;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.Locale;
import java.util.function.BiConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;

/** A number to be dragged, or typed beside the slider; one that can be left to itself has a button for that. */
public final class Dial extends HBox {
    private final Knob<?> knob;
    private final BiConsumer<Knob<?>, String> turn;
    private final Slider slider;
    private final TextField field = new TextField();
    private final Button own = new Button(null, new FontIcon(Feather.CORNER_UP_LEFT));
    private boolean showing;
    private String shown = "";

    /**
     * A dial at its left end.
     *
     * @param min at the left end
     * @param max at the right end
     * @param turn what is done with what was typed or dragged to
     */
    public Dial(Knob<?> knob, double min, double max, Messages messages, BiConsumer<Knob<?>, String> turn) {
        this.knob = knob;
        this.turn = turn;
        slider = new Slider(min, max, min);
        slider.setBlockIncrement(
                knob.kind() instanceof Kind.Whole ? Math.max(1, Math.rint((max - min) / 40)) : (max - min) / 36);
        slider.setId("dial-" + knob.id());
        slider.valueProperty().addListener((_, _, value) -> {
            if (!showing) turn.accept(knob, typed(value.doubleValue()));
        });
        field.setId("knob-" + knob.id());
        field.setPrefColumnCount(3);
        field.setOnAction(_ -> {
            String wanted = field.getText();
            field.setText(shown); // what is accepted comes with the next snapshot
            turn.accept(knob, wanted);
        });
        Label label = new Label();
        label.textProperty().bind(messages.text(knob.titleKey()));
        label.getStyleClass().add("muted");
        label.setMinWidth(USE_PREF_SIZE);
        label.setLabelFor(slider);
        own.setOnAction(_ -> turn.accept(knob, "own"));
        own.setId("own-" + knob.id());
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(messages.text("knob.own"));
        own.setTooltip(tooltip);
        own.accessibleTextProperty().bind(messages.text("knob.own"));
        getChildren().addAll(label, slider, field);
        if (knob.kind() instanceof Kind.Forced) getChildren().add(own);
        setAlignment(Pos.CENTER_LEFT);
        getStyleClass().addAll("knob", "dial");
    }

    private String typed(double value) {
        return knob.kind() instanceof Kind.Whole
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.2f", value);
    }

    /** Shows what holds now; the thumb stays where it is dragged to. */
    public void show(KnobValues values, double actual) {
        showing = true;
        if (!slider.isValueChanging() && Double.isFinite(actual)) slider.setValue(actual);
        shown = Double.isFinite(actual) ? typed(actual) : Numbers.brief(actual);
        if (!field.isFocused() || !field.getText().equals(shown)) field.setText(shown);
        own.setVisible(!values.get(knob).equals(knob.initial()));
        showing = false;
    }
}

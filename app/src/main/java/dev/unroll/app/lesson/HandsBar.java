package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Knob;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Change;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.AxisNames;
import dev.unroll.viz.explain.Symbols;
import dev.unroll.viz.view.Numbers;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;

/** A list of what is set by hand in a pass, each of which can be taken back; there is nothing to see while there is nothing. */
public final class HandsBar extends FlowPane {
    private final StageKit<?> kit;
    private final Knob<String> knob;
    private final boolean marks;

    /** @param knob what the interventions are kept in */
    public HandsBar(StageKit<?> kit, Knob<String> knob) {
        this(kit, knob, true);
    }

    /** @param marks whether the views beside it mark what was before, which is then explained */
    public HandsBar(StageKit<?> kit, Knob<String> knob, boolean marks) {
        this.marks = marks;
        this.kit = kit;
        this.knob = knob;
        setId("hands");
        getStyleClass().add("hands");
        setAlignment(Pos.CENTER_LEFT);
    }

    /** Shows what is in force. Of what did not fit, it is said that it is dropped. */
    public void show(Hands hands, AxisNames names) {
        if (!hands.dropped().isEmpty()) {
            kit.turn(knob, hands.typed());
            kit.say("hands.dropped", String.join("; ", hands.dropped()));
        }
        setVisible(!hands.held().isEmpty());
        setManaged(isVisible());
        getChildren()
                .setAll(hands.held().stream()
                        .map(one -> chip(hands, one, names))
                        .toList());
        if (!marks) return;
        Label legend = new Label(kit.messages().get("hands.legend"));
        legend.getStyleClass().add("muted");
        getChildren().add(legend);
    }

    private Button chip(Hands hands, Hands.Held one, AxisNames names) {
        Button chip = new Button(text(one.intervention(), names), new FontIcon(Feather.X));
        chip.setContentDisplay(ContentDisplay.RIGHT);
        chip.setMinWidth(USE_PREF_SIZE);
        chip.accessibleTextProperty().bind(kit.messages().text("hands.release"));
        chip.setOnAction(_ -> kit.turn(knob, hands.without(one.intervention()).typed()));
        return chip;
    }

    /** As the field writes it: {@code f₂₅[12] = 0}, {@code f₂₅ = 0} for all units. */
    private String text(Intervention one, AxisNames names) {
        List<Axis> axes = List.copyOf(one.where().keySet());
        Place place =
                new Place(one.name(), axes, axes.stream().map(one.where()::get).toList(), Quantity.VALUE);
        return Symbols.of(place, names)
                + switch (one.change()) {
                    case Change.Set(float value) -> " = " + Numbers.tick(value);
                    case Change.Scale(float by) -> " × " + Numbers.tick(by);
                    case Change.Clamp(float min, float max) -> " ∈ " + Numbers.tick(min) + " … " + Numbers.tick(max);
                    case Change.Replace _ -> " ≔ " + kit.messages().get("hands.other");
                };
    }
}

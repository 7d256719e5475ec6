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

import java.util.List;
import javafx.scene.control.Label;

/** A list of what is set by hand in a pass, each of which can be taken back; there is nothing to see while there is nothing. */
public final class HandsBar extends Chips {
    private final StageKit<?> kit;
    private final Knob<String> knob;
    private final boolean marks;

    /** @param knob what the interventions are kept in */
    public HandsBar(StageKit<?> kit, Knob<String> knob) {
        this(kit, knob, true);
    }

    /** @param marks whether the views beside it mark what was before, which is then explained */
    public HandsBar(StageKit<?> kit, Knob<String> knob, boolean marks) {
        super(kit, "hands");
        this.marks = marks;
        this.kit = kit;
        this.knob = knob;
    }

    /** Shows what is in force. Of what did not fit, it is said that it is dropped. */
    public void show(Hands hands, AxisNames names) {
        if (!hands.dropped().isEmpty()) {
            kit.turn(knob, hands.typed());
            kit.say("hands.dropped", String.join("; ", hands.dropped()));
        }
        show(hands.held().stream()
                .map(one -> new Chip(
                        text(one.intervention(), names),
                        () -> kit.turn(knob, hands.without(one.intervention()).typed())))
                .toList());
        if (!marks) return;
        Label legend = new Label(kit.messages().get("hands.legend"));
        legend.getStyleClass().add("muted");
        getChildren().add(legend);
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

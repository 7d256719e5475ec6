package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * What if another letter had been read: states, predictions and losses over the text, as they are now, as they were before, and how they
 * differ. In the difference it is seen how far a change reaches.
 */
public final class WhatIfPanel extends VBox {
    /** What is read in the place of the text's own tokens, as {@link TextChanges} has it. */
    public static final Knob<String> INSTEAD = new Knob<>("instead", new Kind.Text(), "", Knob.Effect.LOOK_ON_STAGE);

    /** The step whose token is to be changed; beyond the last it is the last. */
    public static final Knob<Integer> PLACE = Knob.look("place", 0, 0, 199);

    /** Which of the two passes is looked at. */
    public static final Knob<String> SHOW =
            Knob.choice("show", Knob.Effect.LOOK_ON_STAGE, "now", "before", "difference");

    /** All of these, for a lesson that has such a panel. */
    public static final List<Knob<?>> KNOBS = List.of(INSTEAD, PLACE, SHOW);

    private static final String DELTA = "delta.";

    private final StageKit<?> kit;
    private final String states;
    private final TimeAxis axis = new TimeAxis();
    private final TokenStrip targets;
    private final SequenceMatrix loss;
    private final SequenceMatrix probabilities;
    private final SequenceMatrix hidden;
    private final SequenceMatrix distance;
    private final TokenStrip tokens;
    private final Chips chips;
    private final TokenChoice choice;
    private final Label where = new Label();
    private final HBox controls;
    private final BooleanProperty differs = new SimpleBooleanProperty(this, "differs", false);
    private @Nullable ChangedText shown;
    private int place;

    /**
     * A panel whose views go by the ids {@code whatif-targets}, {@code whatif-loss}, {@code whatif-probabilities}, {@code whatif-states},
     * {@code whatif-distance} and {@code whatif-tokens}.
     *
     * @param states what the hidden states are called in the trace
     */
    public WhatIfPanel(StageKit<?> kit, String states) {
        this.kit = kit;
        this.states = states;
        targets = kit.named("whatif-targets", new TokenStrip(axis));
        loss = matrix("loss", "stepLoss", CellLayout.STEPS);
        probabilities = matrix("probabilities", "probabilities", CellLayout.COLUMNS);
        hidden = matrix("states", states, CellLayout.COLUMNS);
        distance = kit.bind("whatif-distance", new SequenceMatrix(axis), DELTA + "distance", CellLayout.STEPS, _ -> {});
        tokens = kit.named("whatif-tokens", new TokenStrip(axis));
        targets.titleProperty().bind(kit.messages().text("text.target"));
        tokens.titleProperty().bind(kit.messages().text("whatIf.read"));
        tokens.setOnActivate(cell -> kit.turn(PLACE, Integer.toString(cell.column())));
        distance.setTitle("‖Δh‖");
        loss.setMinHeight(USE_PREF_SIZE);
        distance.setMinHeight(USE_PREF_SIZE);
        distance.visibleProperty().bind(differs);
        distance.managedProperty().bind(differs);
        controls = kit.controls().choices(SHOW);
        chips = new Chips(kit, "changes");
        choice = new TokenChoice("instead", this::choose);
        where.setMinWidth(USE_PREF_SIZE);
        HBox choosing = new HBox(where, choice, chips);
        HBox.setHgrow(chips, Priority.ALWAYS);
        choosing.setAlignment(Pos.CENTER_LEFT);
        choosing.getStyleClass().add("what-if-bar");
        setVgrow(hidden, Priority.ALWAYS);
        setVgrow(probabilities, Priority.ALWAYS);
        getChildren().addAll(targets, loss, probabilities, hidden, distance, tokens, choosing);
        getStyleClass().addAll("what-if", "time-columns");
        kit.legend("whatIf.legend.now", hidden.scaleProperty(), Bindings.and(visibleProperty(), differs.not()));
        kit.legend("whatIf.legend.difference", hidden.scaleProperty(), Bindings.and(visibleProperty(), differs));
    }

    /** The switch between the passes, to be laid out by the caller. */
    public HBox controls() {
        return controls;
    }

    /** A view of what stands under a name of the trace, or of how that differs; a click then explains what there is now. */
    private SequenceMatrix matrix(String part, String name, CellLayout layout) {
        SequenceMatrix view = new SequenceMatrix(axis);
        kit.bind(
                "whatif-" + part,
                view,
                () -> differs.get() ? DELTA + part : name,
                () -> Quantity.VALUE,
                layout,
                _ -> {});
        kit.onClick(view, cell -> {
            if (differs.get()) kit.inspect(place(name, layout.index(cell)));
        });
        view.titleProperty().bind(kit.messages().text("whatIf." + part));
        return view;
    }

    private static Place place(String name, int[] index) {
        List<Axis> axes = index.length == 1
                ? List.of(Axis.TIME)
                : List.of(Axis.TIME, name.equals("probabilities") ? Axis.TOKEN : Axis.UNIT);
        List<Integer> at = new ArrayList<>();
        for (int i : index) at.add(i);
        return new Place(name, axes, at, Quantity.VALUE);
    }

    private void choose(int token) {
        ChangedText now = shown;
        if (now == null) return;
        boolean own = now.before().ids()[place] == token;
        kit.turn(INSTEAD, (own ? now.changes().without(place) : now.changes().with(place, token)).typed());
    }

    /** The numbers that the panel measures beside the trace, by the names that guides use. */
    public static void measure(ChangedText text, String states, NamedNumbers numbers) {
        numbers.add(DELTA + "states", "Δh", text.difference(states));
        numbers.add(DELTA + "probabilities", "Δp", text.difference("probabilities"));
        numbers.add(DELTA + "loss", "ΔL", text.difference("stepLoss"));
        numbers.add(DELTA + "distance", "‖Δh‖", text.distances(states));
    }

    /** Shows another pass, where the panel is in view. */
    public void show(ChangedText text, KnobValues values) {
        shown = text;
        TextTrace now = text.shown();
        differs.set(text.isDifference());
        place = Math.min(values.get(PLACE), now.timeSteps() - 1);
        axis.setCount(now.timeSteps());
        tokens.setTokens(now.inputs());
        tokens.setWindow(new StepPair(place, place));
        targets.setTokens(now.targets());
        probabilities.setRowLabels(now.tokens().stream()
                .map(token -> "p(" + TokenStrip.display(token) + ")")
                .toList());
        fill(loss, column(text, "stepLoss"), Palette.PROBABILITY);
        fill(probabilities, numbers(text, "probabilities"), Palette.PROBABILITY);
        fill(hidden, numbers(text, states), Palette.DIVERGING);
        Tensor distances = text.distances(states);
        distance.setValues(distances.reshape(Shape.of(Axis.TIME, distances.length(), Axis.ITEM, 1)));
        distance.setScale(ColorScale.upTo(distances));
        where.setText(kit.messages()
                .get("whatIf.at", TokenStrip.display(text.before().inputs().get(place)), place));
        choice.show(now.tokens(), text.now().ids()[place]);
        chips.show(text.changes().tokens().entrySet().stream()
                .map(one -> chip(text, one.getKey(), one.getValue()))
                .toList());
    }

    private Chips.Chip chip(ChangedText text, int step, int id) {
        String own = TokenStrip.display(text.before().inputs().get(step));
        String read = TokenStrip.display(text.before().tokens().get(id));
        return new Chips.Chip(
                "t = " + step + ": ‘" + own + "’ → ‘" + read + "’",
                () -> kit.turn(INSTEAD, text.changes().without(step).typed()));
    }

    private static Tensor numbers(ChangedText text, String name) {
        return text.isDifference()
                ? text.difference(name)
                : text.shown().trace().value(name);
    }

    private static Tensor column(ChangedText text, String name) {
        Tensor numbers = numbers(text, name);
        return numbers.reshape(Shape.of(Axis.TIME, numbers.length(), Axis.ITEM, 1));
    }

    private void fill(SequenceMatrix view, Tensor numbers, Palette palette) {
        view.setValues(numbers);
        if (differs.get()) view.setScale(ColorScale.signed(numbers));
        else view.setScale(palette == Palette.DIVERGING ? ColorScale.signed(1) : ColorScale.upTo(numbers));
    }

    /** Shows where in the pass the screen stands. */
    public void stand(Position position) {
        axis.setPosition(position.timeStep());
        for (SequenceMatrix view : List.of(loss, probabilities, hidden, distance))
            view.hideFutureProperty().set(position.inPass());
    }
}

package dev.unroll.app.lesson;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.theme.Styles;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.Dial;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/**
 * The knobs that are turned on the stage, not in the bar above it.
 *
 * @param <S> what the lesson reads off its model
 */
public final class StageControls<S extends Traced> {
    private final Messages messages;
    private final Supplier<KnobValues> values;
    private final BiConsumer<Knob<?>, String> turn;
    private final Map<Knob<Boolean>, ToggleSwitch> toggles = new LinkedHashMap<>();
    private final Map<Knob<String>, ToggleGroup> choices = new LinkedHashMap<>();
    private final Map<Knob<String>, Folds> folds = new LinkedHashMap<>();
    private final Map<Knob<Integer>, ChoiceBox<?>> boxes = new LinkedHashMap<>();
    private final Map<Knob<String>, List<Region>> shown = new LinkedHashMap<>();
    private final Map<Dial, ToDoubleFunction<S>> dials = new LinkedHashMap<>();
    private boolean showing;

    StageControls(Messages messages, Supplier<KnobValues> values, BiConsumer<Knob<?>, String> turn) {
        this.messages = messages;
        this.values = values;
        this.turn = turn;
    }

    /** Shows what the knobs stand at, and the panels that are open by them. */
    void show(KnobValues now) {
        quietly(() -> stand(now));
        folds.forEach((knob, fold) -> fold.open(now.get(knob)));
        shown.forEach((knob, panels) -> showOnly(knob, panels, now.get(knob)));
    }

    private void stand(KnobValues now) {
        toggles.forEach((knob, toggle) -> toggle.setSelected(now.get(knob)));
        boxes.forEach((knob, box) -> select(box, now.get(knob)));
        choices.forEach((knob, group) ->
                choose(group, ((Kind.Choice) knob.kind()).options().indexOf(now.get(knob))));
    }

    private static void select(ChoiceBox<?> box, int item) {
        if (!box.getItems().isEmpty())
            box.getSelectionModel().select(Math.min(item, box.getItems().size() - 1));
    }

    /** Sets controls to what they show, which turns no knob. */
    private void quietly(Runnable set) {
        boolean before = showing;
        showing = true;
        set.run();
        showing = before;
    }

    /**
     * Shows the panels that were open when something was read, and on dials what it was then; what can be turned stands at the newest
     * wish, which a reading of before does not take back.
     */
    void show(KnobValues then, S reading) {
        show(then);
        quietly(() -> stand(values.get()));
        dials.forEach((dial, actual) -> dial.show(then, actual.applyAsDouble(reading)));
    }

    /** Whether a knob is turned here, so that it need not stand in the bar. */
    boolean turns(Knob<?> knob) {
        return toggles.containsKey(knob) || choices.containsKey(knob) || folds.containsKey(knob);
    }

    /** A switch for a knob that is turned on the stage. */
    public ToggleSwitch toggle(Knob<Boolean> knob) {
        ToggleSwitch toggle = new ToggleSwitch();
        toggle.setId("knob-" + knob.id());
        toggle.setMinWidth(Region.USE_PREF_SIZE);
        toggle.textProperty().bind(messages.text(knob.titleKey()));
        toggle.setSelected(values.get().get(knob));
        toggle.selectedProperty().addListener((_, _, on) -> {
            if (!showing && on != values.get().get(knob)) turn.accept(knob, on.toString());
        });
        toggles.put(knob, toggle);
        return toggle;
    }

    /**
     * A small button.
     *
     * @param key of what stands on it
     */
    public Button button(String id, String key, Runnable action) {
        Button button = new Button();
        button.setId(id);
        button.textProperty().bind(messages.text(key));
        button.getStyleClass().add(Styles.SMALL);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /**
     * A small cross that empties a knob, by the id {@code take-back}; there only while there is something to take back.
     *
     * @param key of what it does, for who cannot see it
     * @param remark what was done; empty where nothing was
     */
    public Button takeBack(Knob<String> knob, String key, Label remark) {
        Button cross = new Button(null, new FontIcon(Feather.X));
        cross.setId("take-back");
        cross.accessibleTextProperty().bind(messages.text(key));
        cross.setOnAction(_ -> turn.accept(knob, ""));
        cross.visibleProperty().bind(remark.textProperty().isNotEmpty());
        cross.managedProperty().bind(cross.visibleProperty());
        return cross;
    }

    /** Buttons side by side for a knob of few choices that is turned on the stage. */
    public HBox choices(Knob<String> knob) {
        HBox buttons = new HBox();
        buttons.setId("knob-" + knob.id());
        ToggleGroup group = new ToggleGroup();
        List<String> options = ((Kind.Choice) knob.kind()).options();
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            ToggleButton button = new ToggleButton();
            button.setId("knob-" + knob.id() + "-" + option);
            button.textProperty().bind(messages.text(knob.titleKey() + "." + option));
            button.setToggleGroup(group);
            button.setMinWidth(Region.USE_PREF_SIZE);
            String place = i == 0 ? Styles.LEFT_PILL : i < options.size() - 1 ? Styles.CENTER_PILL : Styles.RIGHT_PILL;
            button.getStyleClass().addAll(place, Styles.SMALL);
            button.setOnAction(_ -> {
                button.setSelected(true);
                turn.accept(knob, option);
            });
            buttons.getChildren().add(button);
        }
        choices.put(knob, group);
        return buttons;
    }

    private static void choose(ToggleGroup group, int option) {
        group.selectToggle(group.getToggles().get(option));
    }

    /** A choice among the numbers from 0 to a last one for a knob that is turned on the stage; there only where that is above 1. */
    public ChoiceBox<Integer> index(Knob<Integer> knob, ObservableValue<? extends Number> last) {
        ObservableValue<List<Integer>> items =
                last.map(now -> IntStream.rangeClosed(0, now.intValue()).boxed().toList());
        return box(knob, items, 2);
    }

    /** A choice among things that have names for a knob that counts them from 0 on; there only where there are several. */
    public ChoiceBox<String> choice(Knob<Integer> knob, ObservableValue<List<String>> names) {
        return box(knob, names, 1);
    }

    /** @param more there only where there are more items than this */
    private <T> ChoiceBox<T> box(Knob<Integer> knob, ObservableValue<List<T>> items, int more) {
        ChoiceBox<T> box = new ChoiceBox<>();
        box.setId("knob-" + knob.id());
        box.accessibleTextProperty().bind(messages.text(knob.titleKey()));
        box.managedProperty().bind(box.visibleProperty());
        items.subscribe(now -> quietly(() -> {
            if (!box.getItems().equals(now)) box.getItems().setAll(now);
            box.setVisible(now.size() > more);
            select(box, values.get().get(knob));
        }));
        box.setOnAction(_ -> {
            int chosen = box.getSelectionModel().getSelectedIndex();
            if (!showing && chosen >= 0 && chosen != values.get().get(knob))
                turn.accept(knob, Integer.toString(chosen));
        });
        boxes.put(knob, box);
        return box;
    }

    /**
     * A slider for a knob that is turned on the stage.
     *
     * @param min at the left end
     * @param max at the right end
     * @param actual what the slider shows: the number as it was read
     */
    public Dial dial(Knob<?> knob, double min, double max, ToDoubleFunction<S> actual) {
        Dial dial = new Dial(knob, min, max, messages, turn);
        dials.put(dial, actual);
        return dial;
    }

    /**
     * Buttons for a knob of few choices, each of which shows a panel in the place of the others.
     *
     * @param panels a panel for each option, in their order, to be laid out by the caller
     */
    public HBox panels(Knob<String> knob, List<? extends Region> panels) {
        shown.put(knob, List.copyOf(panels));
        return choices(knob);
    }

    private static void showOnly(Knob<String> knob, List<Region> panels, String option) {
        for (int i = 0; i < panels.size(); i++) {
            boolean here = ((Kind.Choice) knob.kind()).options().get(i).equals(option);
            panels.get(i).setVisible(here);
            panels.get(i).setManaged(here);
        }
    }

    /**
     * Panels of which one at most is open, each under a button of its own.
     *
     * @param choice which one; the first of its options is none
     * @param panels a panel for each other option, in their order
     */
    public Folds folds(Knob<String> choice, List<Region> panels) {
        Folds made = new Folds(choice, panels, messages, option -> turn.accept(choice, option));
        folds.put(choice, made);
        return made;
    }
}

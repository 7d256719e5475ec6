package dev.unroll.app.lesson;

import dev.unroll.app.guide.Formula;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Snapshot;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.chart.Legend;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.export.Csv;
import dev.unroll.viz.export.Tabulated;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.PointedView;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.layout.Region;

/**
 * What binds the views of a lesson to the names of its trace: it gives them their numbers, keeps one selection over all of them,
 * hides what is to be guessed, and gathers the legends of the scales in use.
 *
 * @param <S> what the lesson reads off its model
 */
public final class StageKit<S extends Traced> {
    private final Messages messages;
    private final Inspector inspector;
    private final StageControls<S> controls;
    private final Consumer<Map<Knob<?>, String>> turn;
    private final Consumer<Sentence> say;
    private final IntConsumer goTo;
    private final Runnable again;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<PartBinding<?>> parts = new ArrayList<>();
    private final Map<String, CanvasView> views = new LinkedHashMap<>();
    private final List<Region> legends = new ArrayList<>();
    private CompletableFuture<?> awaited = CompletableFuture.completedFuture(null);
    private @Nullable S shown;
    private boolean marking;

    /** Whether only words are written anew, so that nothing is explained, turned, said or gone to. */
    private boolean rewording;

    private final List<Whole> wholes = new ArrayList<>();
    private final BooleanProperty curveYields = new SimpleBooleanProperty(this, "curveYields", false);
    private final Veil veil = new Veil(() -> shown);
    private final StageTexts<S> texts;

    /** A view of what stands under a name. */
    private record Binding(
            CellView view,
            Supplier<String> name,
            Supplier<Quantity> quantity,
            Consumer<@Nullable Tensor> set,
            CellLayout layout) {}

    /** A view whose parts stand under several names. */
    private record PartBinding<T>(
            PointedView<T> view, Function<T, @Nullable Place> place, Function<Place, @Nullable T> part) {
        void mark(@Nullable Place place) {
            view.setSelected(place == null ? null : part.apply(place));
        }

        /** @param hidden null where nothing is, so that no part has to say where it stands */
        void veil(@Nullable Predicate<Place> hidden) {
            view.setVeiled(part -> {
                Place at = hidden == null ? null : place.apply(part);
                return hidden != null && at != null && hidden.test(at);
            });
        }
    }

    /** A view that tells all of what stands under a name. */
    private record Whole(String name, CellView view) {}

    StageKit(
            Messages messages,
            Inspector inspector,
            Supplier<KnobValues> values,
            Consumer<Map<Knob<?>, String>> turn,
            Consumer<Sentence> say,
            IntConsumer goTo,
            Runnable again) {
        this.messages = messages;
        this.inspector = inspector;
        controls = new StageControls<>(messages, values, this::turn);
        this.turn = turn;
        this.say = say;
        this.goTo = goTo;
        this.again = again;
        texts = new StageTexts<>(messages, veil::hides);
    }

    /** The texts of the screen. */
    public Messages messages() {
        return messages;
    }

    /** The words on the stage. */
    public StageTexts<S> texts() {
        return texts;
    }

    /** The knobs that are turned on the stage. */
    public StageControls<S> controls() {
        return controls;
    }

    /** Turns a knob from the stage. */
    public void turn(Knob<?> knob, String typed) {
        turn(Map.of(knob, typed));
    }

    /** Turns several knobs at once, which is one thing to take back. */
    public void turn(Map<Knob<?>, String> typed) {
        if (!rewording) turn.accept(typed);
    }

    /** Tells the user one sentence. */
    public void say(String key, Object... arguments) {
        say(new Sentence(key, arguments));
    }

    /** Lets the screen stand at a time step. */
    public void goTo(int timeStep) {
        if (!rewording) goTo.accept(timeStep);
    }

    /** Has the reading taken again, since something that it tells is known now. */
    public void readAgain() {
        again.run();
    }

    /** Says a sentence. */
    void say(Sentence sentence) {
        if (!rewording) say.accept(sentence);
    }

    /** Has whoever waits for the lesson wait for this too. */
    void await(CompletableFuture<?> more) {
        awaited = CompletableFuture.allOf(awaited, more);
    }

    /** What the stage does besides, behind the screen. */
    CompletableFuture<?> awaited() {
        return awaited;
    }

    /** Gives a view the id by which guides and tests call it. */
    public <V extends CanvasView> V named(String id, V view) {
        view.setId(id);
        views.put(id, view);
        Copying.offer(view, () -> csv(view));
        return view;
    }

    /** Calls views by the texts of a family, each by that of its id. */
    public void title(String family, PointedView<?>... named) {
        for (PointedView<?> view : named) view.titleProperty().bind(messages.text(family + "." + view.getId()));
    }

    /** The numbers of a view as comma-separated values, if it shows any that can be told so. */
    private @Nullable String csv(CanvasView view) {
        if (view instanceof Tabulated tabulated) return Csv.text(tabulated.table());
        Tensor shownThere = numbers(view);
        return shownThere == null ? null : Csv.text(shownThere);
    }

    /** What a view is bound to, if it is bound to a name of the trace. */
    private @Nullable Tensor numbers(CanvasView view) {
        S now = shown;
        if (now == null) return null;
        for (Binding binding : bindings) if (binding.view == view) return number(now, binding.name.get());
        return null;
    }

    /**
     * Binds a view to a name of the trace, or of what the lesson measures besides.
     *
     * @param id as in {@link #named}
     * @param set gives the view its numbers; null where nothing of that name is computed
     */
    public <V extends CellView> V bind(
            String id, V view, String name, CellLayout layout, Consumer<@Nullable Tensor> set) {
        return bind(id, view, () -> name, () -> Quantity.VALUE, layout, set);
    }

    /**
     * As {@link #bind(String, CellView, String, CellLayout, Consumer)}, where the name or what a click explains may change.
     *
     * @param quantity whether a click explains the number or its gradient
     */
    public <V extends CellView> V bind(
            String id,
            V view,
            Supplier<String> name,
            Supplier<Quantity> quantity,
            CellLayout layout,
            Consumer<@Nullable Tensor> set) {
        Binding binding = new Binding(view, name, quantity, set, layout);
        bindings.add(binding);
        view.setOnActivate(cell -> inspect(binding, cell));
        view.selectedProperty().addListener((_, _, cell) -> {
            if (!marking && cell != null && !view.isWithheld(cell)) inspect(binding, cell);
        });
        return named(id, view);
    }

    /**
     * Binds a view whose parts stand under several names; it is given its numbers by whoever laid it out.
     *
     * @param id as in {@link #named}
     * @param place where the number of a part stands, or null if it is none
     * @param part the part that shows a number, or null
     */
    public <T, V extends PointedView<T>> V bindParts(
            String id, V view, Function<T, @Nullable Place> place, Function<Place, @Nullable T> part) {
        parts.add(new PartBinding<>(view, place, part));
        view.setOnActivate(item -> inspectPart(place.apply(item)));
        view.selectedProperty().addListener((_, _, item) -> {
            if (!marking && item != null && !view.isWithheld(item)) inspectPart(place.apply(item));
        });
        return named(id, view);
    }

    /** Hides all of a view, which is bound to no name, where anything under a name is to be guessed. */
    public void hide(String name, CellView view) {
        wholes.add(new Whole(name, view));
    }

    private void inspectPart(@Nullable Place place) {
        if (place != null) inspect(place);
    }

    private void inspect(Binding binding, Cell cell) {
        int[] index = binding.layout.index(cell);
        S now = shown;
        boolean isThere = now != null && number(now, binding.name.get()) != null;
        if (!isThere || IntStream.of(index).anyMatch(i -> i < 0)) return;
        inspect(place(binding.name.get(), binding.quantity.get(), index));
    }

    /** Shows the arithmetic of the number at a place, if it is there. */
    public void inspect(Place place) {
        S now = shown;
        if (!rewording && now != null && now.trace().contains(place)) inspector.show(now, place);
    }

    private Place place(String name, Quantity quantity, int[] index) {
        List<Axis> axes = shown == null ? List.of() : shown.tensor(name).shape().axes();
        return new Place(name, axes, IntStream.of(index).boxed().toList(), quantity);
    }

    /** Outlines the explained number in every view that shows it. */
    private void mark(@Nullable Place place) {
        marking = true;
        for (Binding binding : bindings) {
            boolean here = place != null && binding.name.get().equals(place.name());
            int[] index = here ? place.index().stream().mapToInt(i -> i).toArray() : new int[0];
            binding.view.setSelected(here ? binding.layout.cell(index) : null);
        }
        parts.forEach(bound -> bound.mark(place));
        marking = false;
    }

    /** Gives all bound views their numbers. */
    void show(Snapshot<S> snapshot) {
        shown = snapshot.reading();
        for (Binding binding : bindings) binding.set.accept(number(shown, binding.name.get()));
        texts.show(snapshot.reading());
        controls.show(snapshot.values(), snapshot.reading());
        mark(inspector.placeProperty().get());
    }

    /** Lets what is shown be shown once more for its words alone, in another language. */
    void reword(Runnable showAgain) {
        rewording = true;
        try {
            showAgain.run();
        } finally {
            rewording = false;
        }
    }

    private @Nullable Tensor number(S now, String name) {
        try {
            return now.tensor(name);
        } catch (IllegalArgumentException e) {
            return null; // another kind of model, which computes nothing of that name
        }
    }

    /** Outlines the explained number anew, where a view shows others than before of what stands under its name. */
    public void mark() {
        mark(inspector.placeProperty().get());
    }

    /** Hides what is to be guessed, in every view that would show it. */
    void veil(List<Formula.Element> hidden) {
        veil.set(hidden);
        if (shown != null) texts.requote();
        for (Binding binding : bindings)
            binding.view.veiledProperty().set(veil.over(binding.name.get(), binding.layout));
        for (Whole whole : wholes) whole.view.veiledProperty().set(veil.hides(whole.name) ? _ -> true : null);
        parts.forEach(bound -> bound.veil(hidden.isEmpty() ? null : veil::covers));
    }

    /** Whether what stands under a name is to be guessed now, for a view that shows something else by which it could be told. */
    public ReadOnlyBooleanProperty hidden(String name) {
        return veil.hiding(name);
    }

    /** Leads the eye to some of the views. */
    void emphasize(List<String> ids) {
        views.forEach((id, view) -> view.emphasizedProperty().set(ids.contains(id)));
    }

    /** The ids of all views. */
    List<String> viewIds() {
        return List.copyOf(views.keySet());
    }

    /** Adds a legend for a scale that is in use while {@code when} says so. */
    public void legend(String titleKey, ObservableValue<ColorScale> scale, ObservableValue<Boolean> when) {
        Legend legend = new Legend();
        legend.titleProperty().bind(messages.text(titleKey));
        legend.scaleProperty().bind(scale);
        legend.visibleProperty().bind(when);
        legend.managedProperty().bind(when);
        legends.add(legend);
    }

    /** Adds a legend for a scale that is always in use. */
    public void legend(String titleKey, ObservableValue<ColorScale> scale) {
        legend(titleKey, scale, new SimpleBooleanProperty(true));
    }

    /** Adds something else to the row of legends. */
    public void beside(Region control) {
        legends.add(control);
    }

    /** As {@link #beside(Region)}, there while {@code when} says so. */
    public void beside(Region control, ObservableValue<Boolean> when) {
        control.visibleProperty().bind(when);
        control.managedProperty().bind(when);
        beside(control);
    }

    /** Does something more than showing the arithmetic when a cell of a bound view is clicked. */
    public void onClick(CellView view, Consumer<Cell> action) {
        Consumer<Cell> before = view.onActivateProperty().get();
        view.setOnActivate(cell -> {
            if (before != null) before.accept(cell);
            action.accept(cell);
        });
    }

    /** Whether the curve of the losses gives its room to what is open on the stage. */
    public BooleanProperty curveYieldsProperty() {
        return curveYields;
    }

    /** The legends, in the order in which they were asked for. */
    List<Region> legends() {
        return legends;
    }
}

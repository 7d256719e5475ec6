package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.Dial;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.sampling.Candidate;
import dev.unroll.engine.sampling.Filter;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.draw.DrawRuler;
import dev.unroll.viz.draw.DrawRuler.Stretch;
import dev.unroll.viz.draw.DrawWaterfall;
import dev.unroll.viz.draw.Stage;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * The draw of a next token: its knobs as sliders, the stages of the sampler as a waterfall, and the ruler on which the random number
 * falls, with what other settings would have made of the same number.
 *
 * <p>How a lesson uses it: {@link DrawKnobs#of} among its knobs ({@link DrawKnobs#all}), {@link Drawing#of} where it reads its model,
 * with {@link Drawing#addTo} for the numbers that its guide names; {@link #operations} among its operations, so that the stages are
 * stepped; {@link #show} and {@link #stand} from its stage. Its views go by {@code waterfall} and {@code ruler}; its texts, those of
 * the operations too, are shared.
 *
 * @param <S> what the lesson reads off its model
 */
public final class DrawPanel<S extends Traced> extends VBox {
    /** The operation that lets the number fall, after the stages. */
    private static final int NUMBER = Stage.values().length;

    /** The ruler's share of the height: it is what the eye is to meet. */
    private static final double RULER = .38;

    private final DrawWaterfall waterfall;
    private final DrawRuler ruler;
    private final int first;
    private final Messages messages;
    private @Nullable Drawing shown;

    /**
     * A panel of nothing yet.
     *
     * @param drawing the draw among what was read
     * @param first how many operations the lesson has before those of {@link #operations}
     */
    public DrawPanel(StageKit<S> kit, DrawKnobs knobs, Function<S, Drawing> drawing, int first) {
        this.first = first;
        waterfall = kit.bindParts("waterfall", new DrawWaterfall(), this::place, this::cell);
        ruler = kit.bindParts("ruler", new DrawRuler(), this::place, this::stretch);
        messages = kit.messages();
        waterfall.titleProperty().bind(messages.text("draw.waterfall"));
        ruler.titleProperty().bind(messages.text("draw.ruler"));
        ruler.managedProperty().bind(ruler.visibleProperty());
        ruler.prefHeightProperty().bind(heightProperty().multiply(RULER));
        ruler.veiledProperty().addListener(_ -> markChosen());
        Label question = kit.texts().heading("draw.whatIf");
        HBox whatIf = new HBox(question, kit.controls().choices(knobs.whatIf()));
        whatIf.getStyleClass().add("what-if");
        FlowPane dials = new FlowPane(dials(kit, knobs, drawing));
        dials.getChildren().add(whatIf);
        dials.getStyleClass().add("dials");
        VBox.setVgrow(waterfall, Priority.ALWAYS);
        getChildren().addAll(dials, waterfall, ruler);
        getStyleClass().add("draw-panel");
    }

    private static <S extends Traced> Dial[] dials(StageKit<S> kit, DrawKnobs knobs, Function<S, Drawing> drawing) {
        StageControls<S> controls = kit.controls();
        Function<S, Sampler> sampler = drawing.andThen(drawn -> drawn.choice().sampler());
        return new Dial[] {
            controls.dial(
                    knobs.temperature(),
                    0,
                    DrawKnobs.HOTTEST,
                    at -> sampler.apply(at).temperature()),
            controls.dial(knobs.topK(), 0, DrawKnobs.MOST, at -> DrawKnobs.typedK(sampler.apply(at))),
            controls.dial(knobs.topP(), 0, 1, at -> sampler.apply(at).topP()),
            controls.dial(
                    knobs.penalty(),
                    1,
                    DrawKnobs.LARGEST_PENALTY,
                    at -> sampler.apply(at).repetitionPenalty()),
            controls.dial(knobs.number(), 0, 1, at -> drawing.apply(at).choice().number())
        };
    }

    /** As {@link #operations(BiFunction)}, where there is one draw, whatever the time step. */
    public static <S extends Traced> List<Operation<S>> operations(Function<S, Drawing> drawing) {
        return operations((at, _) -> drawing.apply(at));
    }

    /**
     * The stages and then the number's fall, as operations of a lesson; the token that is drawn stands for each of them.
     *
     * @param drawing the draw at a time step
     */
    public static <S extends Traced> List<Operation<S>> operations(BiFunction<S, Integer, Drawing> drawing) {
        return Stream.concat(Stream.of(Stage.values()).map(DrawPanel::id), Stream.of("number"))
                .map(id -> new Operation<S>("draw." + id, (at, t) -> {
                    Drawing drawn = drawing.apply(at, t);
                    return logit(drawn, drawn.chosen());
                }))
                .toList();
    }

    /** Shows a draw. */
    public void show(Drawing drawing, List<String> tokens) {
        shown = drawing;
        word();
        waterfall.setTokens(tokens);
        ruler.setTokens(tokens);
        waterfall.setChoice(drawing.choice());
        ruler.setRulers(drawing.rulers());
        markChosen();
    }

    /** Shows the stages as far as they have been made. */
    public void stand(Position position) {
        int made = position.scale() == Scale.OPERATION ? Math.max(0, position.operation() - first + 1) : NUMBER + 1;
        waterfall.setShownStages(Math.min(made, Stage.values().length));
        ruler.setVisible(made >= Stage.values().length);
        ruler.setNeedleShown(made > NUMBER);
        markChosen();
    }

    /** The token that is selected in the waterfall or on the ruler; null where none is. */
    public ObservableValue<@Nullable Integer> candidate() {
        return Bindings.createObjectBinding(this::selected, waterfall.selectedProperty(), ruler.selectedProperty());
    }

    private @Nullable Integer selected() {
        Stretch stretch = ruler.getSelected();
        if (stretch != null && stretch.token() != DrawRuler.HIT) return stretch.token();
        Cell cell = waterfall.getSelected();
        if (cell == null || cell.row() >= waterfall.rowCount()) return null;
        List<Candidate> here = waterfall.candidates(cell.row());
        return here.size() == 1 ? here.getFirst().id() : null;
    }

    /** Whether the number has fallen where the screen stands, so that the token may be told. */
    public boolean drawn() {
        return ruler.isNeedleShown();
    }

    private void markChosen() {
        waterfall.chosenShownProperty().set(drawn() && !ruler.isVeiled(new Stretch(0, DrawRuler.HIT)));
    }

    private void word() {
        waterfall
                .stageTitlesProperty()
                .set(Stream.of(Stage.values())
                        .map(stage -> messages.get("draw." + id(stage)))
                        .toList());
        Map<Filter, String> reasons = new EnumMap<>(Filter.class);
        for (Filter filter : Filter.values()) reasons.put(filter, messages.get("draw.removed." + id(filter)));
        waterfall.reasonsProperty().set(reasons);
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    // --- where a number stands among those that the lesson names ---

    private @Nullable Place place(Cell cell) {
        Drawing now = shown;
        List<Candidate> here = waterfall.candidates(cell.row());
        if (now == null || here.size() > 1) return null;
        int token = here.getFirst().id();
        return switch (Stage.values()[cell.column()]) {
            case LOGITS -> logit(now, token);
            case PROBABILITIES -> chance(now, token);
            default -> null;
        };
    }

    private static Place logit(Drawing drawing, int token) {
        return new Place("logits", List.of(Axis.TIME, Axis.TOKEN), List.of(drawing.timeStep(), token), Quantity.VALUE);
    }

    private @Nullable Cell cell(Place place) {
        Drawing now = shown;
        boolean logit = now != null && place.name().equals("logits") && place.along(Axis.TIME) == now.timeStep();
        if (!logit && !place.name().equals(Drawing.CHANCES)) return null;
        int row = waterfall.row(place.along(Axis.TOKEN));
        return row < 0 ? null : new Cell(row, (logit ? Stage.LOGITS : Stage.PROBABILITIES).ordinal());
    }

    private @Nullable Place place(Stretch part) {
        Drawing now = shown;
        if (now == null) return null;
        boolean hit = part.token() == DrawRuler.HIT;
        if (part.ruler() > 0)
            return hit
                    ? new Place(
                            Drawing.WHAT_IF,
                            List.of(Axis.TIME, Axis.ITEM),
                            List.of(now.draw(), part.ruler() - 1),
                            Quantity.VALUE)
                    : null;
        return hit
                ? new Place(Drawing.HIT, List.of(Axis.TIME), List.of(now.draw()), Quantity.VALUE)
                : chance(now, part.token());
    }

    private static Place chance(Drawing drawing, int token) {
        return new Place(
                Drawing.CHANCES, List.of(Axis.TIME, Axis.TOKEN), List.of(drawing.draw(), token), Quantity.VALUE);
    }

    private @Nullable Stretch stretch(Place place) {
        return place.name().equals(Drawing.CHANCES) ? new Stretch(0, place.along(Axis.TOKEN)) : null;
    }
}

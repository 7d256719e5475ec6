package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.TokenPattern;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.chart.CorrelationBars;
import dev.unroll.viz.sequence.ColoredText;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A long text in the colours of one unit; beside it a pattern, and how closely each unit follows what it marks. */
public final class NeuronsPanel extends HBox {
    /** The unit whose states are shown; in a smaller layer it is the last. */
    public static final Knob<Integer> NEURON = Knob.look("neuron", 0, 0, 511);

    /** What is marked in the text, as {@link TokenPattern} has it. */
    public static final Knob<String> PATTERN =
            new Knob<>("pattern", new Kind.Text(), "[aeiouAEIOU]", Knob.Effect.LOOK_ON_STAGE);

    /** All of these, for a lesson that has such a panel. */
    public static final List<Knob<?>> KNOBS = List.of(NEURON, PATTERN);

    /** Patterns to begin with, by the ends of the keys of their names. */
    private static final Map<String, String> PRESETS = new LinkedHashMap<>();

    static {
        PRESETS.put("vowel", "[aeiouAEIOU]");
        PRESETS.put("wordStart", "(?<=\\s)\\S");
        PRESETS.put("capital", "\\p{Lu}");
        PRESETS.put("quotes", "(\"[^\"]*)\"");
    }

    private final StageKit<?> kit;
    private final String states;
    private final ColoredText text;
    private final CorrelationBars bars;
    private final Measuring<NeuronWatch.Followed> measuring;
    private final TextField pattern = new TextField();
    private final Label about = new Label();
    private final IntegerProperty lastUnit = new SimpleIntegerProperty(this, "lastUnit", 0);
    private NeuronWatch.@Nullable Look shown;
    private @Nullable String shownPattern;
    private int traced;
    private boolean showing;

    /**
     * A panel whose views go by the ids {@code colored-text} and {@code correlations}.
     *
     * @param states what the hidden states are called in the trace
     */
    public NeuronsPanel(StageKit<?> kit, String states) {
        this.kit = kit;
        this.states = states;
        text = kit.bindParts("colored-text", new ColoredText(), this::placeOf, this::tokenOf);
        text.titleProperty().bind(kit.messages().text("neurons.text"));
        bars = kit.bind("correlations", new CorrelationBars(), "follow", new Ranks(), _ -> {});
        bars.titleProperty().bind(kit.messages().text("neurons.correlations"));
        bars.selectedProperty().addListener((_, _, cell) -> {
            if (cell != null && !showing) kit.turn(NEURON, Integer.toString(bars.unit(cell.row())));
        });
        measuring = new Measuring<>(kit, "measure-neurons", "neurons.measured", this::known);
        about.getStyleClass().add("stage-heading");
        about.setWrapText(true);
        about.setMinHeight(Region.USE_PREF_SIZE);
        pattern.setId("knob-pattern");
        pattern.setOnAction(_ -> kit.turn(PATTERN, pattern.getText()));
        VBox left = new VBox(text, about);
        left.getStyleClass().add("neurons-text");
        VBox.setVgrow(text, Priority.ALWAYS);
        setHgrow(left, Priority.ALWAYS);
        left.setMinWidth(0);
        getChildren().addAll(left, side());
        getStyleClass().add("neurons");
        kit.legend("neurons.legend", text.scaleProperty(), visibleProperty());
    }

    /** A bar stands for its unit's correlation. */
    private final class Ranks implements CellLayout {
        @Override
        public int[] index(Cell cell) {
            return new int[] {bars.unit(cell.row())};
        }

        @Override
        public @Nullable Cell cell(int[] index) {
            int row = bars.row(index[0]);
            return row < 0 ? null : new Cell(row, 0);
        }
    }

    private VBox side() {
        FlowPane presets = new FlowPane();
        presets.getStyleClass().add("neurons-presets");
        PRESETS.forEach((name, regex) -> {
            Button preset = new Button();
            preset.setId("pattern-" + name);
            preset.textProperty().bind(kit.messages().text("neurons.pattern." + name));
            preset.setMinWidth(Region.USE_PREF_SIZE);
            preset.setOnAction(_ -> kit.turn(PATTERN, regex));
            presets.getChildren().add(preset);
        });
        HBox unit = new HBox(kit.texts().heading("neurons.unit"), kit.controls().index(NEURON, lastUnit));
        unit.setAlignment(Pos.CENTER_LEFT);
        unit.getStyleClass().add("what-if-bar");
        Label correlations = kit.texts().heading("neurons.correlations");
        correlations.setWrapText(true);
        correlations.setMinHeight(Region.USE_PREF_SIZE);
        Label best = kit.texts().quote("follow", this::best);
        best.setWrapText(true);
        best.setMinWidth(0);
        VBox side = new VBox(
                unit, kit.texts().heading("neurons.mark"), presets, pattern, correlations, best, bars, measuring);
        side.getStyleClass().add("neurons-side");
        VBox.setVgrow(bars, Priority.ALWAYS);
        side.prefWidthProperty().bind(widthProperty().multiply(.3));
        side.minWidthProperty().bind(side.prefWidthProperty());
        return side;
    }

    /**
     * Refuses what is no pattern, before it is marked.
     *
     * @throws SaidException with the place where it cannot be read
     */
    public static void check(KnobValues values) throws SaidException {
        try {
            TokenPattern.of(values.get(PATTERN));
        } catch (TextException e) {
            throw new SaidException(Sentence.of(e));
        }
    }

    private @Nullable Place placeOf(int token) {
        return token >= traced
                ? null
                : new Place(
                        states,
                        List.of(Axis.TIME, Axis.UNIT),
                        List.of(token, text.unitProperty().get()),
                        Quantity.VALUE);
    }

    private @Nullable Integer tokenOf(Place place) {
        boolean here = place.name().equals(states)
                && place.along(Axis.UNIT) == text.unitProperty().get();
        return here ? Integer.valueOf(place.along(Axis.TIME)) : null;
    }

    private String best() {
        Tensor r = bars.correlationsProperty().get();
        if (r == null || bars.row(0) < 0) return "";
        int best = bars.unit(0);
        if (Float.isNaN(r.at(best))) return kit.messages().get("neurons.nothing");
        return kit.messages().get("neurons.best", best, Numbers.compact(r.at(best)));
    }

    /**
     * Shows what is known of a model and has the rest measured.
     *
     * @param traced how many tokens from the first are in the trace, so that their states can be explained
     */
    public void show(NeuronWatch.Look look, KnobValues values, int traced) {
        boolean anew = shown == null || shown.watch() != look.watch();
        shown = look;
        this.traced = traced;
        lastUnit.set(look.model().hiddenSize() - 1);
        text.setUnit(Math.min(values.get(NEURON), lastUnit.get()));
        text.typeProperty().set(look.watch().text().size() < 40 ? 3 : 1);
        if (!values.get(PATTERN).equals(shownPattern)) { // what was refused stays to be mended
            shownPattern = values.get(PATTERN);
            pattern.setText(shownPattern);
        }
        if (anew) {
            text.setTokens(look.watch().text());
            text.setStates(null);
            measuring.forget();
        }
        NeuronWatch.Followed known = look.known();
        if (known != null) text.setStates(known.states());
        if (known != null && known.key().pattern().equals(look.key().pattern())) fill(known);
        else clear();
        if (look.isMeasured()) measuring.know(look.key(), look::measure);
        else measuring.follow(look.key(), look::measure);
    }

    /** What is not in view needs no measuring. */
    public void close() {
        measuring.forget();
    }

    /** Nothing is known of this text and pattern yet. */
    private void clear() {
        text.setMarks(new BitSet());
        showing = true;
        bars.setSelected(null);
        bars.setCorrelations(null);
        showing = false;
        about.setText("");
    }

    private void known(NeuronWatch.Followed followed) {
        fill(followed);
        if (followed.correlations() != null) kit.readAgain();
    }

    private void fill(NeuronWatch.Followed followed) {
        NeuronWatch.Look look = shown;
        if (look == null) return;
        text.setStates(followed.states());
        text.setMarks(followed.marks());
        if (followed.correlations() != null) {
            showing = true;
            bars.setCorrelations(followed.correlations());
            bars.setChosen(text.unitProperty().get());
            bars.setSelected(new Cell(bars.row(bars.chosenProperty().get()), 0));
            showing = false;
        }
        BitSet marks = followed.marks();
        about.setText(kit.messages()
                .get(
                        "neurons.about",
                        look.watch().text().size(),
                        look.watch().length(),
                        marks.cardinality(),
                        followed.step()));
        kit.texts().requote();
    }
}

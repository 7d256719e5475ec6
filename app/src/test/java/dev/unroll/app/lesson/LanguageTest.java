package dev.unroll.app.lesson;

import dev.unroll.app.guide.Situation;
import dev.unroll.app.i18n.Language;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.chart.LengthCurve;
import dev.unroll.viz.chart.ScalingCurve;
import dev.unroll.viz.network.LayeredNetwork;
import dev.unroll.viz.network.NetworkLayer;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.PointedView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.stage.Stage;

import static dev.unroll.app.lesson.LessonWindow.at;
import static dev.unroll.app.lesson.LessonWindow.doOnFx;
import static dev.unroll.app.lesson.LessonWindow.onFx;
import static org.assertj.core.api.Assertions.assertThat;

/** All that a lesson says follows the language, though nothing else changes meanwhile. */
@ExtendWith(ApplicationExtension.class)
@Timeout(120)
class LanguageTest {
    /** Times that are measured anew wherever a lesson opens. */
    private static final String MEASURED = "[0-9.,]+ ?(ns|µs|ms|s)?";

    private Stage stage;
    private LessonWindow window;

    @BeforeEach
    void register() throws TimeoutException {
        stage = FxToolkit.registerPrimaryStage();
    }

    @AfterEach
    void close() {
        window.close();
    }

    private void open(String lesson, Language language, Situation situation) {
        window = onFx(() -> new LessonWindow(stage, Road.find(lesson).orElseThrow()));
        speak(language);
        window.settle();
        window.show(situation);
    }

    private void speak(Language language) {
        doOnFx(() -> window.appearance().messages().languageProperty().set(language));
    }

    /** What labels, buttons and views on the stage say. */
    private List<String> said() {
        return onFx(() -> {
            List<String> said = new ArrayList<>();
            collect(window.session().stage(), said);
            return said.stream().map(one -> one.replaceAll(MEASURED, "0")).toList();
        });
    }

    private static void collect(Node node, List<String> said) {
        if (node instanceof PointedView<?> view) said.add(view.getId() + ": " + view.getTitle());
        if (node instanceof Labeled label) said.add(String.valueOf(label.getText()));
        else if (node instanceof Parent parent)
            for (Node child : parent.getChildrenUnmodifiable()) collect(child, said);
    }

    private <V extends Node> V view(String id, Class<V> type) {
        return type.cast(Objects.requireNonNull(onFx(() -> window.shell().lookup("#" + id)), id));
    }

    @ParameterizedTest
    @CsvSource({
        "intro, page=draw",
        "intro, page=limits",
        "embeddings, pair=on",
        "mlp, picture=network",
        "mlp, picture=text",
        "rnn, ''",
        "bptt, ''",
        "lstm, hands=layer.0/forgetGate[t=2] = 0",
        "lstm, below=units",
        "sequential, panel=cores",
        "seq2seq, panel=units",
        "attention, view=beam",
        "transformer, panel=inside",
        "gpt, tab=draw",
        "gpt, tab=stack",
        "gpt, tab=cache",
        "gpt, tab=why",
        "compare, panel=prediction",
        "compare, mean=on"
    })
    void aLessonSaysInAnotherLanguageWhatItWouldHaveSaidFromTheBeginning(String lesson, String knob) {
        Map<String, String> knobs = new HashMap<>();
        if (!knob.isEmpty()) knobs.put(knob.split("=", 2)[0], knob.split("=", 2)[1]);
        open(lesson, Language.ZH, at(0, knobs));
        List<String> expected = said();
        window.close();
        open(lesson, Language.EN, at(0, knobs));
        List<String> english = said();
        speak(Language.ZH);
        assertThat(said()).isNotEqualTo(english).isEqualTo(expected);
        speak(Language.EN);
        assertThat(said()).isEqualTo(english);
    }

    @Test
    void layersOfANetworkAreNamedAnew() {
        open("mlp", Language.EN, at(0, Map.of()));
        LayeredNetwork network = view("network", LayeredNetwork.class);
        speak(Language.ZH);
        assertThat(network.layersProperty().get())
                .extracting(NetworkLayer::title)
                .contains(window.appearance().messages().get("network.layer.hidden"));
    }

    @Test
    void nothingElseIsDoneOnceMore() {
        open("rnn", Language.EN, at(0, Map.of("view", "neurons", "read", "prose")));
        KnobValues values = window.run().values();
        doOnFx(() -> window.shell().inspector().clear());
        speak(Language.ZH);
        assertThat(window.explanation())
                .as("the bar that is chosen is not explained")
                .isNull();
        assertThat(window.run().values()).isEqualTo(values);
        window.show(new Situation(Map.of(), 0, Scale.TRAINING_STEP, 2, 0, null, List.of(), List.of()));
        window.walk(Scale.OPERATION);
        doOnFx(() -> view("network", TimeView.class).setSelected(new Cell(1, 0)));
        Explanation explained = window.explanation();
        assertThat(explained.place().label()).isEqualTo("layer.0/hiddenState[t=0, unit=1]");
        speak(Language.EN);
        assertThat(window.explanation().place())
                .as("the operation’s own number does not come back")
                .isEqualTo(explained.place());
    }

    @Test
    void curvesThatWereMeasuredAreNamedAnewAndNotMeasuredAgain() {
        open("sequential", Language.EN, at(0, Map.of("panel", "speedup", "parameters", "2000")));
        ScalingCurve curve = view("speed-up", ScalingCurve.class);
        List<ScalingCurve.Series> before = curve.seriesProperty().get();
        speak(Language.ZH);
        List<ScalingCurve.Series> after = curve.seriesProperty().get();
        assertThat(after)
                .extracting(ScalingCurve.Series::name)
                .anyMatch(name -> name.endsWith("阿姆达尔"))
                .noneMatch(name -> name.endsWith("Amdahl"));
        assertThat(after)
                .extracting(ScalingCurve.Series::values)
                .isEqualTo(before.stream().map(ScalingCurve.Series::values).toList());
        window.settle();
        assertThat(curve.seriesProperty().get()).isEqualTo(after);
    }

    @Test
    void whatIsCountedByLengthIsNamedAnew() {
        open("seq2seq", Language.EN, at(0, Map.of("panel", "byLength")));
        LengthCurve curve = view("by-length", LengthCurve.class);
        speak(Language.ZH);
        assertThat(curve.seriesProperty().get())
                .extracting(LengthCurve.Series::name)
                .contains(window.appearance().messages().get("lengths.none"));
    }
}

package dev.unroll.app.lesson.compare;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.gradient.FlowCurve;
import dev.unroll.viz.gradient.FlowStrips;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import static dev.unroll.app.lesson.LessonWindow.at;
import static dev.unroll.app.lesson.LessonWindow.doOnFx;
import static dev.unroll.app.lesson.LessonWindow.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

/** What a person does in Compare, in the real window. */
class CompareLessonTest extends LessonTest<Comparison> {
    CompareLessonTest() {
        super("compare", Comparison.class);
    }

    private List<String> kinds() {
        return reading().sides().stream().map(side -> side.kind()).toList();
    }

    private double number(String name) {
        return reading().tensor(name).item();
    }

    @Test
    void itOpensOnUntrainedModelsOfEqualSizeAndOneKeyShowsTheShortPath(FxRobot robot) {
        assertThat(window.step()).isZero();
        assertThat(kinds()).containsExactly("rnn", "lstm", "gpt");
        assertThat(reading().sides())
                .allSatisfy(side -> assertThat(side.parameters()).isBetween(5600L, 6000L));
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(number("g.rnn")).isLessThan(1e-4);
        assertThat(number("g.gpt")).isGreaterThan(.3);
        assertThat(view("strips", FlowStrips.class).axis().getPosition()).isZero();
        assertThat(number("factors.rnn")).isEqualTo(49);
        assertThat(number("factors.gpt")).isEqualTo(1);
    }

    @Test
    void oneClickPutsAnotherModelOnASide(FxRobot robot) {
        Click.on(robot, "#knob-a-gru");
        window.settle();
        assertThat(kinds()).containsExactly("gru", "lstm", "gpt");
        Click.on(robot, "#knob-c-none");
        window.settle();
        assertThat(kinds()).containsExactly("gru", "lstm");
    }

    @Test
    void theLossIsThatOfTheTokenThatIsClicked() {
        doOnFx(() -> Objects.requireNonNull(
                        view("tokens", TokenStrip.class).onActivateProperty().get())
                .accept(new Cell(0, 20)));
        window.settle();
        assertThat(reading().lossAt()).isEqualTo(20);
        assertThat(reading().timeSteps()).isEqualTo(21);
        assertThat(number("factors.rnn")).isEqualTo(20);
        assertThat(reading().tensor("flow.rnn").at(21)).isZero();
    }

    /** Until the two models are there, the three go on under their own names. */
    @Test
    void aModelIsTakenAwayWhileItTrains(FxRobot robot) throws Exception {
        robot.interact(() -> {
            window.session().playback().speedProperty().set(100);
            window.session().playback().playingProperty().set(true);
        });
        waitUntil(() -> window.snapshot().step() > 1);
        Click.on(robot, "#knob-c-none");
        waitUntil(() -> kinds().size() == 2);
        assertThat(window.said()).isEmpty();
        assertThat(view("curve", LossCurve.class).seriesProperty().get()).hasSize(2);
    }

    @Test
    void theWalkGoesBackwardFromTheLoss(FxRobot robot) {
        window.walk(Scale.TIME_STEP);
        doOnFx(() -> window.session().playback().toStart());
        assertThat(view("strips", FlowStrips.class).axis().getPosition()).isEqualTo(49);
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(view("strips", FlowStrips.class).axis().getPosition()).isEqualTo(48);
    }

    /** The numbers of each model are explained by its own arithmetic. */
    @Test
    void aClickExplainsTheGradientInTheModelThatItIsClickedIn() {
        for (int model : new int[] {2, 0}) {
            doOnFx(() -> Objects.requireNonNull(view("strips", FlowStrips.class)
                            .onActivateProperty()
                            .get())
                    .accept(new Cell(model, 10)));
            window.settle();
            Explanation explained = explained();
            assertThat(explained.place().quantity()).isEqualTo(Quantity.GRADIENT);
            assertThat(explained.place().index().getFirst()).isEqualTo(10);
            int token = explained.place().index().getLast();
            float expected =
                    reading().sides().get(model).trace().gradient("input").get(10, token);
            assertThat((float) explained.value()).isEqualTo(expected);
        }
    }

    @Test
    void trainedModelsComeAsTheyAreAndTheGptReadsNoFurtherThanItLearnt() {
        window.show(at(8000, Map.of("task", "trained50")));
        assertThat(kinds()).containsExactly("rnn", "lstm", "gpt");
        assertThat(number("accuracy.gpt")).isGreaterThan(.95);
        assertThat(number("accuracy.lstm")).isGreaterThan(.95);
        window.show(at(8000, Map.of("task", "trained200")));
        assertThat(kinds()).containsExactly("rnn", "lstm");
        window.show(at(0, Map.of("task", "trained200", "a", "gpt", "b", "gpt")));
        assertThat(window.said()).contains("GPT");
    }

    @Test
    void withTheMeanOfAllLossesTheVanishingIsNotToBeSeen(FxRobot robot) {
        double alone = reading().tensor("flow.rnn").at(0);
        assertThat(alone).isLessThan(1e-4 * reading().tensor("flow.rnn").at(49));
        window.show(at(0, Map.of("mean", "on", "swap", "on", "lossAt", "20")));
        assertThat((double) reading().tensor("flow.rnn").at(0))
                .isGreaterThan(.1 * reading().tensor("flow.rnn").at(49));
        assertThat(reading().timeSteps()).as("all of them").isEqualTo(50);
        assertThat(view("swaps", SequenceMatrix.class).getParent().isVisible())
                .as("it is the loss of one step that is swapped for")
                .isFalse();
        assertThat(robot.lookup(".compare-place").queryAs(Label.class).getText())
                .contains("Where did the vanishing go?");
        window.show(at(0, Map.of("swap", "on")));
        assertThat(view("swaps", SequenceMatrix.class).getParent().isVisible()).isTrue();
    }

    @Test
    void theWholeRoadIsARowForEachModelFromCountingToAttention(FxRobot robot) {
        window.show(at(5, Map.of("task", "road", "panel", "prediction")));
        assertThat(window.said()).isEmpty();
        assertThat(kinds()).containsExactly("ngram", "mlp", "rnn", "lstm", "gpt");
        assertThat(view("flow-curve", FlowCurve.class).seriesProperty().get())
                .as("what counts has no gradient")
                .extracting(FlowCurve.Series::name)
                .containsExactly("MLP", "RNN", "LSTM", "GPT");
        for (int i = 0; i < 5; i++)
            assertThat(view("prediction-" + i, TokenStrip.class).isVisible()).isTrue();
        assertThat(robot.lookup(".compare-cards").query().isVisible()).isFalse();
        assertThat(robot.lookup(".stage-words").queryAllAs(Label.class))
                .anyMatch(label -> label.isVisible() && label.getText().contains("no gradient"));
        assertThat(number("loss.ngram")).isPositive().isLessThan(number("loss.rnn"));
        assertThat(reading().tensor("flow.mlp").at(46)).isZero();
        assertThat(reading().tensor("flow.mlp").at(47)).isPositive();
        assertThat(view("curve", LossCurve.class).seriesProperty().get()).hasSize(4);
        for (String panel : List.of("loss", "state", "weights")) {
            window.show(at(5, Map.of("task", "road", "panel", panel)));
            assertThat(window.said()).isEmpty();
        }
    }

    @Test
    void accuracyIsMeasuredOnTheWay() {
        window.show(at(50, Map.of("task", "recall5", "panel", "accuracy")));
        assertThat(reading().progress().accuracies().measured()).containsKeys(0L, 50L);
        assertThat(number("accuracy.gpt")).isGreaterThan(.9);
    }

    @Test
    void theGradientOfEachWeightMatrixIsKeptOnTheWay() {
        window.show(at(50, Map.of("task", "recall5", "panel", "weights")));
        assertThat(view("weight-norms", LossCurve.class).seriesProperty().get())
                .extracting(LossCurve.Series::name)
                .containsExactly("W_xh", "W_hh", "W_hy");
        doOnFx(() -> view("knob-side", ChoiceBox.class).getSelectionModel().select(2));
        window.settle();
        var gpt = reading().sides().get(2);
        List<LossCurve.Series> curves =
                view("weight-norms", LossCurve.class).seriesProperty().get();
        assertThat(curves).hasSameSizeAs(gpt.weightNorms().keySet()).hasSizeGreaterThan(4);
        assertThat((double) curves.getFirst().values()[50])
                .isCloseTo(gpt.weightNorms().values().iterator().next(), withPercentage(.01));
    }

    /** Over time each model stands where its own training had come to, the slower one further to the right. */
    @Test
    void lossesAreShownOverStepsAndOverTheTimeThatTheyTook(FxRobot robot) {
        window.show(at(50, Map.of("task", "recall5")));
        LossCurve curve = view("curve", LossCurve.class);
        assertThat(curve.seriesProperty().get())
                .allSatisfy(one -> assertThat(one.size()).isEqualTo(50));
        Click.on(robot, "#loss-over-time");
        double second = curve.unitProperty().get();
        var losses = window.snapshot().losses();
        for (int i = 0; i < losses.size(); i++) {
            LossCurve.Series timed = curve.seriesProperty().get().get(i);
            assertThat((timed.size() - 1) * second).isCloseTo(losses.get(i).duration(), within(second));
            int newest = 49;
            while (losses.get(i).seconds()[newest] > (timed.size() - 1) * second) newest--;
            assertThat(timed.values()[timed.size() - 1]).isEqualTo(losses.get(i).values()[newest]);
        }
    }

    /** At this rate the products of a GPT's queries and keys are no finite numbers, while tanh holds an RNN's states. */
    @Test
    void aSideThatDivergesLetsTheOthersGoOn() {
        window.show(at(4, Map.of("learningRate", "1e19")));
        assertThat(window.said()).startsWith("GPT").contains("the others go on");
        assertThat(window.step()).isEqualTo(4);
        assertThat(window.snapshot().losses().getFirst().size()).isEqualTo(4);
        assertThat(window.snapshot().losses().getLast().size()).isLessThan(4);
    }
}

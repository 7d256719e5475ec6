package dev.unroll.app.lesson.attention;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.attention.CrossArcs;
import dev.unroll.viz.attention.CrossMatrix;
import dev.unroll.viz.chart.LengthCurve;
import dev.unroll.viz.sequence.BeamTree;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;

import java.util.List;
import java.util.Map;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a person does in the lesson, in the real window. */
class AttentionLessonTest extends LessonTest<AttentionReading> {
    AttentionLessonTest() {
        super("attention", AttentionReading.class);
    }

    private CrossArcs arcs() {
        return view("arcs", CrossArcs.class);
    }

    private TokenStrip strip(String id) {
        return view(id, TokenStrip.class);
    }

    private static void clickToken(FxRobot robot, TokenStrip strip, int t) {
        TimeAxis axis = strip.axis();
        Click.on(robot, strip, axis.x(t), strip.getHeight() / 2);
    }

    @Test
    void itOpensAtOnceWithTheTrainedModelAndTheVerbThatCrosses() {
        assertThat(window.step()).isEqualTo(1500);
        assertThat(reading().now().text()).isEqualTo("the old queen calls the baker .");
        assertThat(value("attention/weights[target=3, t=3]")).isBetween(.3, .7);
        assertThat(value("attention/weights[target=3, t=6]")).isBetween(.3, .7);
        assertThat(window.said()).isEmpty();
    }

    @Test
    void targetTokensAreSteppedForwardAndBackAndTheFutureIsEmpty(FxRobot robot) {
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME);
        assertThat(strip("target").isComputed(0)).isTrue();
        assertThat(strip("target").isComputed(1)).isFalse();
        assertThat(arcs().isWithheld(new Cell(1, 1))).isTrue();
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(strip("target").isComputed(1)).isTrue();
        assertThat(arcs().isWithheld(new Cell(1, 1))).isFalse();
        robot.type(KeyCode.PAGE_UP);
        assertThat(strip("target").isComputed(1)).isFalse();
        window.walk(Scale.TRAINING_STEP);
        clickToken(robot, strip("target"), 4);
        assertThat(window.run().pass().timeStep()).isEqualTo(4);
    }

    @Test
    void anArcOpensToTheSoftmaxAndOnToTheEnergy(FxRobot robot) {
        robot.interact(() -> arcs().setSelected(new Cell(3, 6)));
        assertThat(explained().place().label()).isEqualTo("attention/weights[target=3, t=6]");
        assertThat(explained().expression().value()).isCloseTo(explained().value(), within(1e-5));
        window.show(LessonWindow.at(1500, Map.of("sum", "on")));
        for (String id : new String[] {"scores", "weights"}) {
            CellView row = view(id, CellView.class);
            robot.interact(() -> row.setSelected(new Cell(0, 2)));
            assertThat(explained().place().label()).contains("[target=0, t=2]");
            assertThat(explained().expression().value()).isCloseTo(explained().value(), within(1e-4));
        }
        CellView context = view("context", CellView.class);
        robot.interact(() -> context.setSelected(new Cell(5, 0)));
        assertThat(explained().place().label()).isEqualTo("attention/context[target=0, unit=5]");
        robot.type(KeyCode.ESCAPE);
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(explained().place().label())
                .as("the same number of the next token")
                .isEqualTo("attention/context[target=1, unit=5]");
    }

    @Test
    void theMatrixTakesThePlaceOfTheArcs(FxRobot robot) {
        Click.on(robot, "#knob-view-matrix");
        window.settle();
        CrossMatrix matrix = view("matrix", CrossMatrix.class);
        assertThat(matrix.getScene()).isNotNull();
        assertThat(robot.lookup("#arcs").tryQuery()).isEmpty();
        Click.on(robot, matrix, matrix.axis().x(6), matrix.getHeight() * 3.5 / 8);
        assertThat(explained().place().label()).isEqualTo("attention/weights[target=3, t=6]");
    }

    @Test
    void columnsTakeTheirWidthBackWhenTheSumIsFoldedAway(FxRobot robot) throws Exception {
        TimeAxis axis = strip("source").axis();
        LessonWindow.waitUntil(() -> axis.getColumnWidth() > 40);
        double before = axis.getColumnWidth();
        Click.on(robot, "#knob-sum");
        LessonWindow.waitUntil(() -> axis.getColumnWidth() < before - 5);
        Click.on(robot, "#knob-sum");
        LessonWindow.waitUntil(() -> axis.getColumnWidth() == before);
    }

    @Test
    void ownSentencesAreReadAsPeopleWriteThem(FxRobot robot) {
        type(robot, "sentence", "Die Maus sieht die Katze");
        assertThat(reading().now().text()).isEqualTo("the mouse sees the cat .");
        assertThat(reading().without().text()).isEqualTo("the cat sees the mouse .");
        assertThat(value("wrong")).isEqualTo(2);
        assertThat(window.step()).as("the same model").isEqualTo(1500);
    }

    @Test
    void unknownWordsAreNamedAndNothingIsLost(FxRobot robot) {
        type(robot, "sentence", "Das Zebra sieht ein Gnu.");
        assertThat(window.said()).contains("“zebra”").contains("“gnu”").doesNotContain("“sieht”");
        assertThat(reading().now().text()).isEqualTo("the old queen calls the baker .");
        type(robot, "sentence", "   ");
        assertThat(window.said()).contains("no sentence");
        type(robot, "sentence", "die ".repeat(30));
        assertThat(window.said()).contains("31");
        assertThat(reading().now().text()).isEqualTo("the old queen calls the baker .");
    }

    @Test
    void aClickOnAGermanWordGivesItAllWeightAndTheWordChanges(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of()));
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME, KeyCode.PAGE_DOWN, KeyCode.PAGE_DOWN);
        clickToken(robot, strip("source"), 5);
        window.settle();
        Tensor weights = reading().trace().value(AttentionReading.WEIGHTS).slice(2);
        assertThat(weights.toArray()).containsExactly(0, 0, 0, 0, 0, 1, 0, 0);
        assertThat(reading().now().text()).isEqualTo("the old baker calls the baker .");
        assertThat(quotes(robot)).anyMatch(text -> text.contains("the old queen calls the baker ."));
        assertThat(value("changed")).isEqualTo(1);
        Click.on(robot, "#take-back");
        window.settle();
        assertThat(reading().now().text()).isEqualTo("the old queen calls the baker .");
        assertThat(view("take-back", Button.class).isVisible()).isFalse();
    }

    @Test
    void uniformWeightsLoseWords(FxRobot robot) {
        Click.on(robot, "#uniform");
        window.settle();
        for (float weight : reading().trace().value(AttentionReading.WEIGHTS).toArray())
            assertThat(weight).isCloseTo(1 / 8f, within(1e-5f));
        assertThat(value("changed")).isGreaterThan(1);
    }

    @Test
    void aModelWithoutAttentionHasNoneToShow(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of("scoring", "none", "sum", "on")));
        assertThat(reading().attends()).isFalse();
        assertThat(arcs().weightsProperty().get()).isNull();
        window.walk(Scale.OPERATION);
        for (int i = 0; i < 6; i++) robot.type(KeyCode.PAGE_DOWN);
        assertThat(view("uniform", Button.class).isVisible())
                .as("nothing to be moved by hand")
                .isFalse();
        clickToken(robot, strip("source"), 2);
        window.settle();
        assertThat(window.said()).isEmpty();
        assertThat(reading().now().text()).isEqualTo("the old queen calls the baker .");
    }

    @Test
    void theTrainedModelCanBeTrainedOn(FxRobot robot) {
        window.walk(Scale.TRAINING_STEP);
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(window.step()).isEqualTo(1501);
        assertThat(reading().now().text()).isEqualTo("the old queen calls the baker .");
        assertThat(window.said()).isEmpty();
    }

    @Test
    void fromRandomWeightsTheMatrixSharpens() {
        Map<String, String> live = Map.of("start", "random", "sentence", "die maus sieht die katze .", "pairs", "500");
        window.show(LessonWindow.at(0, live));
        assertThat(value("max(attention/weights)")).isLessThan(.4);
        window.show(LessonWindow.at(250, live));
        assertThat(window.step()).isEqualTo(250);
        assertThat(value("max(attention/weights[target=1])")).isGreaterThan(.5);
    }

    @Test
    void aBeamKeepsWhatGreedyGivesUp(FxRobot robot) {
        Map<String, String> beam =
                Map.of("scoring", "dot", "view", "beam", "sentence", "darf der große junge den jungen anrufen ?");
        window.show(LessonWindow.at(1500, beam));
        BeamTree tree = view("beam", BeamTree.class);
        assertThat(reading().now().text()).isEqualTo("may the big boy call the young brother ?");
        assertThat(value("beam.score")).isGreaterThan(value("greedy.score") + .3);
        assertThat(tree.columnsProperty().get()).hasSizeGreaterThan(8);
        assertThat(quotes(robot)).anyMatch(text -> text.contains("may the big boy call the boy ?"));
        robot.interact(() -> tree.setSelected(new Cell(0, 0)));
        assertThat(tree.description(new Cell(0, 0))).contains("‘may’").contains("goes on");
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME);
        assertThat(tree.isComputed(0)).isTrue();
        assertThat(tree.isComputed(1)).isFalse();
        window.show(LessonWindow.at(1500, Map.of("view", "beam", "beam", "1")));
        assertThat(value("beam.score")).isEqualTo(value("greedy.score"));
    }

    @Test
    void withAttentionLengthHardlyMatters() {
        window.show(LessonWindow.at(1500, Map.of("view", "byLength")));
        List<LengthCurve.Series> all =
                view("by-length", LengthCurve.class).seriesProperty().get();
        assertThat(all)
                .extracting(LengthCurve.Series::name)
                .containsExactly("without attention", "additive attention", "dot product");
        assertThat(all.get(0).counts().get(12).share()).isLessThan(.3);
        assertThat(all.get(1).counts().get(12).share()).isGreaterThan(.8);
    }

    @Test
    void theStageLaysItselfOutAnewAndWhatIsMeasuredGoesOn() throws Exception {
        window.show(LessonWindow.at(1500, Map.of("sum", "on")));
        LessonWindow.doOnFx(() -> window.run().turned(AttentionLesson.VIEW, "byLength"));
        LessonWindow.waitUntil(
                () -> window.shell().lookup("#measure-lengths") instanceof Button there && measures(there));
        Button button = view("measure-lengths", Button.class);
        LessonWindow.doOnFx(button::fire);
        assertThat(LessonWindow.onFx(() -> measures(button))).as("ended").isFalse();
        LessonWindow.doOnFx(() -> window.run().turned(AttentionLesson.SCORING, "none"));
        LessonWindow.waitUntil(() -> !reading().attends());
        LessonWindow.doOnFx(() -> {}); // what was to be done later has been done
        LessonWindow.doOnFx(button::fire);
        assertThat(LessonWindow.onFx(() -> measures(button))).isTrue();
        LessonWindow.doOnFx(button::fire);
    }

    private static boolean measures(Button button) {
        return button.getText().equals("Cancel");
    }
}

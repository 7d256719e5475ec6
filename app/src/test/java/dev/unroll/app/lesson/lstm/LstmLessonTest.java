package dev.unroll.app.lesson.lstm;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.lesson.CellPanel;
import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.viz.cell.CellCircuit;
import dev.unroll.viz.cell.CellPart;
import dev.unroll.viz.cell.UnitBars;
import dev.unroll.viz.sequence.GateTracks;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testfx.api.FxRobot;

import java.util.Map;
import javafx.scene.control.TextField;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does in the lesson, in the real window. */
@Timeout(120)
class LstmLessonTest extends LessonTest<GateReading> {
    LstmLessonTest() {
        super("lstm", GateReading.class);
    }

    private double number(String name) {
        return reading().number(name);
    }

    private void show(Map<String, String> knobs) {
        window.show(LessonWindow.at(0, knobs));
    }

    private void turn(String knob, String typed) throws SaidException {
        var found = window.run().values().knob(knob);
        LessonWindow.doOnFx(() -> window.run().turned(found, typed));
        window.settle();
    }

    private String hands() {
        return window.run().values().get(CellPanel.HANDS);
    }

    private CellCircuit circuit(String id) {
        return view(id, CellCircuit.class);
    }

    // --- the conveyor ---

    @Test
    void opensOnATrainedConveyorBesideAnRnn() {
        assertThat(window.step()).isEqualTo(8000);
        assertThat(circuit("circuit").isVisible()).isTrue();
        assertThat(circuit("circuit").getUnitStep().value(CellPart.of("forgetGate")))
                .isGreaterThan(.99f);
        assertThat(reading().answers()).hasSize(2);
        assertThat(reading().answers().getFirst().letters()).isEqualTo(4);
        assertThat(reading().answers().getLast().letters()).isLessThan(4);
    }

    @Test
    void anotherLetterIsAnotherNumberOnTheSameConveyor() throws SaidException {
        float before = reading().tensor("unit.cellState").at(40);
        turn("letter", "B");
        assertThat(window.step()).as("nothing was trained anew").isEqualTo(8000);
        assertThat(reading().tensor("unit.cellState").at(40)).isNotEqualTo(before);
        assertThat(reading().answers().getFirst().token()).isEqualTo(1);
    }

    @Test
    void aClickOnATrackLeadsTheCircuitThere(FxRobot robot) {
        robot.interact(() -> {
            GateTracks tracks = view("tracks", GateTracks.class);
            tracks.setSelected(new Cell(0, 7));
            tracks.onActivateProperty().get().accept(new Cell(0, 7));
        });
        assertThat(circuit("circuit").getUnitStep().step()).isEqualTo(7);
        assertThat(explained().place().label()).isEqualTo("layer.0/forgetGate[t=7, unit=12]");
        assertThat(circuit("circuit").getSelected()).isEqualTo(CellPart.of("forgetGate"));
    }

    @Test
    void aBarChoosesItsUnit(FxRobot robot) {
        robot.interact(() ->
                view("unit-bars", UnitBars.class).onActivateProperty().get().accept(new Cell(0, 28)));
        window.settle();
        assertThat(reading().pass().unit()).isEqualTo(28);
        assertThat(window.step()).isEqualTo(8000);
    }

    @Test
    void everyCellHasItsCircuit() throws SaidException {
        turn("cell", "gru");
        assertThat(circuit("gru-circuit").isVisible()).isTrue();
        assertThat(circuit("circuit").isVisible()).isFalse();
        turn("cell", "rnn");
        assertThat(circuit("rnn-circuit").isVisible()).isTrue();
        assertThat(reading().answers()).hasSize(1);
    }

    @Test
    void sizesOfATrainedModelAreNotAskedFor(FxRobot robot) throws SaidException {
        assertThat(view("knob-hidden", TextField.class).getParent().isVisible()).isFalse();
        turn("from", "random");
        assertThat(view("knob-hidden", TextField.class).getParent().isVisible()).isTrue();
        turn("layers", "2");
        assertThat(reading().pass().layers()).isEqualTo(2);
        turn("layer", "1");
        assertThat(reading().pass().name("cellState")).isEqualTo("layer.1/cellState");
    }

    // --- by hand ---

    @Test
    void aGateShutInAllUnitsForgetsAndIsTakenBackByItsChip(FxRobot robot) throws SaidException {
        double before = number("answer");
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(25, 0));
        turn("allUnits", "on");
        Click.on(robot, "#shut-forgetGate");
        window.settle();
        assertThat(hands()).isEqualTo("layer.0/forgetGate[t=25] = 0.0");
        assertThat(number("answer")).isLessThan(.1);
        assertThat(number("before.answer")).isEqualTo(before);
        assertThat(reading().tensor("unit.cellState").at(24))
                .as("before the step nothing changes")
                .isEqualTo(reading().tensor("before.unit.cellState").at(24));
        Click.on(robot, "#hands .button");
        window.settle();
        assertThat(hands()).isEmpty();
        assertThat(number("answer")).isEqualTo(before);
    }

    @Test
    void whatWasSetIsTakenBackByUndoToo(FxRobot robot) {
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(10, 0));
        Click.on(robot, "#open-inputGate");
        window.settle();
        assertThat(hands()).isEqualTo("layer.0/inputGate[t=10, unit=12] = 1.0");
        assertThat(circuit("circuit").heldProperty().get()).containsExactly("inputGate");
        LessonWindow.doOnFx(() -> window.run().undo());
        window.settle();
        assertThat(hands()).isEmpty();
    }

    @Test
    void aHandOnAUnitThatASmallerModelHasNotIsDroppedWithASentence() throws SaidException {
        String kept = "layer.0/forgetGate[t=3, unit=2] = 0";
        show(Map.of("from", "random", "hands", "layer.0/forgetGate[t=3, unit=20] = 0; " + kept));
        assertThat(reading().pass().hands().held()).hasSize(2);
        turn("hidden", "8");
        window.settle();
        assertThat(window.said()).contains("unit=20").doesNotContain("unit=2]");
        assertThat(hands()).isEqualTo(kept);
        assertThat(reading().pass().touched()).isTrue();
    }

    // --- bad input ---

    @Test
    void whatDivergesAloneLeavesNoOthersBehind(FxRobot robot) throws Exception {
        show(Map.of("data", "recall", "from", "random", "cell", "rnn", "learningRate", "1e39"));
        robot.interact(() -> {
            window.session().playback().speedProperty().set(100);
            window.session().playback().playingProperty().set(true);
        });
        LessonWindow.waitUntil(() -> window.said().contains("no finite number"));
        assertThat(window.said()).doesNotContain("others");
    }

    @Test
    void aTextThatTheModelCannotReadIsRefused() throws SaidException {
        turn("text", "B 1 2 E ?");
        assertThat(window.said()).contains("E");
        turn("text", "B 1 2");
        assertThat(window.said()).contains("B 0 3 1 ?");
        assertThat(window.step()).as("what was there goes on").isEqualTo(8000);
        turn("text", "B 1 2 0 3 ?");
        assertThat(window.said()).isEmpty();
        assertThat(reading().timeSteps()).isEqualTo(6);
    }

    @Test
    void aModelThatIsNotShippedIsRefused() throws SaidException {
        turn("cell", "gru");
        turn("data", "text");
        assertThat(window.said()).contains("LSTM");
        assertThat(reading().answers().getFirst().letters()).isEqualTo(4);
    }

    // --- training ---

    @Test
    void recallIsLearntByTheOneAndNotByTheOther(FxRobot robot) {
        window.show(LessonWindow.at(300, Map.of("from", "random")));
        assertThat(reading().answers().getFirst().letters()).isEqualTo(4);
        assertThat(reading().answers().getLast().letters()).isZero();
        assertThat(quotes(robot).getFirst()).contains("✓").contains("0 of 4 letters");
    }
}

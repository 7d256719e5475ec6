package dev.unroll.app.lesson.spare;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.lesson.RunSession;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;

import java.util.Map;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A lesson needs no more than its own package: everything else comes with the kit. */
class SpareLessonTest extends LessonTest<TextTrace> {
    SpareLessonTest() {
        super(new Lesson("spare", 0, context -> new RunSession<>(context, new SpareLesson())), TextTrace.class);
    }

    @Test
    void itTrainsAndGoesBack(FxRobot robot) {
        float before = reading().trace().value("loss").item();
        window.train(150);
        Tensor probabilities = reading().trace().value("probabilities");
        assertThat(reading().trace().value("loss").item()).isLessThan(before / 2);
        assertThat(probabilities.slice(0).at(reading().tokens().indexOf("b")))
                .as("after a comes b")
                .isGreaterThan(.9f);
        robot.type(KeyCode.PAGE_UP);
        window.settle();
        assertThat(window.step()).isEqualTo(149);
        robot.type(KeyCode.HOME);
        window.settle();
        assertThat(reading().trace().value("loss").item()).isEqualTo(before);
    }

    @Test
    void itHasTheScalesThatItNeedsAndNoGuide() {
        assertThat(window.session().playback().transport().scales())
                .containsExactly(Scale.TRAINING_STEP, Scale.TIME_STEP);
        assertThat(window.session().guide()).isNull();
        assertThat(window.session().guidePane()).isNull();
        assertThat(window.run().viewIds()).contains("gate", "tokens", "targets", "prediction", "curve");
    }

    @Test
    void everyNumberOfItCanBeExplained(FxRobot robot) {
        SequenceMatrix gate = view("gate", SequenceMatrix.class);
        robot.interact(() -> gate.setSelected(new Cell(1, 2)));
        Explanation explained = explained();
        assertThat(explained.place().label()).isEqualTo("layer.0/updateGate[t=2, unit=1]");
        assertThat(explained.expression().value()).isCloseTo(explained.value(), within(1e-5));
    }

    @Test
    void itsKnobsAndWordsAreItsOwn(FxRobot robot) {
        window.show(LessonWindow.at(3, Map.of("text", "xyxz", "seed", "4")));
        assertThat(reading().inputs()).containsExactly("x", "y", "x");
        SequenceMatrix gate = view("gate", SequenceMatrix.class);
        assertThat(gate.getTitle()).isEqualTo("update gate");
        robot.interact(() -> window.appearance().messages().languageProperty().set(Language.ZH));
        assertThat(gate.getTitle()).isEqualTo("更新门");
    }
}

package dev.unroll.app.lesson.bptt;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.viz.gradient.GradientChain;
import dev.unroll.viz.gradient.GradientTriangle;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.api.FxRobot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;

import static dev.unroll.app.lesson.LessonWindow.at;
import static dev.unroll.app.lesson.LessonWindow.doOnFx;
import static dev.unroll.app.lesson.LessonWindow.onFx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a person does in the lesson, in the real window. */
class BpttLessonTest extends LessonTest<Flow> {
    BpttLessonTest() {
        super("bptt", Flow.class);
    }

    @BeforeEach
    void stepTrains() {
        window.walk(Scale.TRAINING_STEP);
    }

    private float[] sizes() {
        return reading().tensor("flow.size").toArray();
    }

    private void press(String button) {
        onFx(() -> {
            view(button, ToggleButton.class).fire();
            return button;
        });
        window.settle();
    }

    /** What the program opens with is the gradient of the last loss alone, and it fades. */
    @Test
    void chainFadesFromTheLastLossAsSoonAsTheLessonOpens() {
        float[] sizes = sizes();
        assertThat(sizes).hasSize(12);
        for (int t = 0; t < 11; t++) assertThat(sizes[t]).as("t=%d", t).isLessThan(sizes[t + 1]);
        GradientChain chain = view("chain", GradientChain.class);
        assertThat(chain.lossAtProperty().get()).isEqualTo(11);
        assertThat(chain.factor(11)).isCloseTo(sizes[10] / sizes[11], within(1e-6));
        assertThat(chain.getHeight())
                .as("more than half of what the stage has")
                .isGreaterThan(.5
                        * view("chain", GradientChain.class)
                                .getParent()
                                .getLayoutBounds()
                                .getHeight());
    }

    @Test
    void clickedLossIsTheOneWhoseGradientFlows() {
        SequenceMatrix loss = view("step-loss", SequenceMatrix.class);
        doOnFx(() -> {
            loss.setSelected(new Cell(0, 5));
            Objects.requireNonNull(loss.onActivateProperty().get()).accept(new Cell(0, 5));
        });
        window.settle();
        assertThat(reading().lossAt()).isEqualTo(5);
        assertThat(sizes()[6]).isZero();
        assertThat(sizes()[5]).isPositive();
        assertThat(onFx(() -> window.run().pass().timeSteps())).isEqualTo(6);
        assertThat(explained().place().name()).isEqualTo("stepLoss");
    }

    /** The one-hot tokens are the first choice, the states the second. */
    @Test
    void theLossIsDifferentiatedByTheTokensOrByTheStates(FxRobot robot) {
        Tensor norms = GradientFlow.norms(reading().trace(), "input");
        assertThat(sizes()).containsExactly(norms.toArray());
        GradientChain chain = view("chain", GradientChain.class);
        assertThat(chain.getTitle()).isEqualTo("∂L/∂x");
        Click.on(robot, "#knob-differentiate-hidden");
        window.settle();
        assertThat(chain.getTitle()).isEqualTo("∂L/∂h");
        assertThat(sizes())
                .containsExactly(GradientFlow.norms(reading().trace(), "layer.0/hiddenState")
                        .toArray());
    }

    @Test
    void swappedTokensChangeTheLossWhereTheGradientArrives() {
        SequenceMatrix swaps = view("swaps", SequenceMatrix.class);
        assertThat(swaps.getParent().isVisible()).isFalse();
        window.show(at(0, Map.of("swap", "on")));
        assertThat(swaps.getParent().isVisible()).isTrue();
        Tensor changes = reading().tensor("flow.swap");
        assertThat(changes.length()).isEqualTo(12);
        assertThat(changes.at(0)).isLessThan(.1f * changes.at(11));
        window.show(at(0, Map.of("swap", "on", "radius", "1.1")));
        assertThat(reading().tensor("flow.swap").at(0))
                .as("the weights are those of the dial")
                .isGreaterThan(3 * changes.at(0));
        window.show(at(0, Map.of("swap", "on", "mean", "on")));
        assertThat(swaps.getParent().isVisible()).as("of one loss alone").isFalse();
    }

    @Test
    void draggedDialIsSeenAtOnceAndTakenBackAsAWhole() {
        double own = reading().number("flow.radius");
        Slider dial = view("dial-radius", Slider.class);
        for (double radius : new double[] {.9, 1.3, 1.8}) {
            onFx(() -> {
                dial.setValue(radius);
                return radius;
            });
        }
        window.settle();
        assertThat(reading().number("flow.radius")).isCloseTo(1.8, within(1e-5));
        assertThat(sizes()[0]).isGreaterThan(sizes()[11]);
        assertThat(view("knob-radius", TextField.class).getText()).isEqualTo("1.80");
        onFx(() -> {
            window.session().undo();
            return own;
        });
        window.settle();
        assertThat(reading().number("flow.radius")).isEqualTo(own);
        assertThat(dial.getValue()).isCloseTo(own, within(1e-6));
    }

    @Test
    void radiusCanBeLeftToTheWeightsAgain(FxRobot robot) {
        double own = reading().number("flow.radius");
        type(robot, "radius", "1.5");
        assertThat(reading().number("flow.radius")).isCloseTo(1.5, within(1e-5));
        Click.on(robot, "#own-radius");
        window.settle();
        assertThat(reading().number("flow.radius")).isEqualTo(own);
    }

    @Test
    void lengthIsWhatIsReadAndTrainingIsNotLost() {
        window.show(at(7, Map.of("length", "200")));
        assertThat(sizes()).hasSize(200);
        assertThat(window.step()).isEqualTo(7);
        window.show(at(7, Map.of("length", "10")));
        assertThat(sizes()).hasSize(10);
        assertThat(window.step()).isEqualTo(7);
    }

    @Test
    void backwardPassIsSteppedFromTheLossToTheFirstToken() {
        window.walk(Scale.TIME_STEP);
        List<Integer> visited = new ArrayList<>();
        onFx(() -> {
            window.session().playback().toStart();
            for (int i = 0; i < 12; i++) {
                visited.add(window.run().pass().timeStep());
                window.session().playback().forward();
            }
            return visited;
        });
        assertThat(visited).containsExactly(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    }

    @Test
    void operationOpensTheFactorOfItsStep() {
        window.walk(Scale.OPERATION);
        onFx(() -> {
            window.session().playback().toStart();
            for (int i = 0; i < 5; i++) window.session().playback().forward();
            return window;
        });
        window.settle();
        int step = onFx(() -> window.run().pass().timeStep());
        assertThat(step).isEqualTo(9);
        assertThat(reading().number("flow.factor")).isEqualTo(step);
        Tensor jacobian = Objects.requireNonNull(reading().jacobian());
        float[] carried = reading().tensor("flow.carried").toArray();
        Tensor h = reading().trace().value(Flow.HIDDEN).slice(step);
        Tensor weight = reading().trace().value(Flow.RECURRENT);
        assertThat(jacobian.get(3, 7)).isCloseTo((1 - h.at(3) * h.at(3)) * weight.get(3, 7), within(1e-6f));
        assertThat(reading().number("flow.stretch")).isGreaterThanOrEqualTo(carried[step - 1] / carried[step]);
        assertThat(explained().place().quantity()).isEqualTo(Quantity.GRADIENT);
    }

    @Test
    void clickedFactorOpensAsAMatrix() {
        window.show(at(0, Map.of("differentiate", "hidden")));
        GradientChain chain = view("chain", GradientChain.class);
        onFx(() -> {
            Objects.requireNonNull(chain.onActivateProperty().get()).accept(new Cell(64, 4));
            return chain;
        });
        window.settle();
        assertThat(reading().number("flow.factor")).isEqualTo(4);
        assertThat(view("panel-factor", ToggleButton.class).isSelected()).isTrue();
        doOnFx(() -> window.run().undo()); // one click is one thing to take back
        window.settle();
        assertThat(reading().jacobian()).isNull();
        assertThat(window.snapshot().values().get(BpttLesson.FACTOR)).isNotEqualTo(4);
    }

    @Test
    void triangleIsComputedOnlyWhileItIsOpen() {
        assertThat(reading().triangle()).isNull();
        press("panel-triangle");
        Tensor triangle = Objects.requireNonNull(reading().triangle());
        Tensor carried = reading().tensor("flow.carried");
        for (int s = 0; s < 12; s++) assertThat(triangle.get(11, s)).isCloseTo(carried.at(s), within(1e-5f));
        assertThat(triangle.get(3, 4)).isZero();
        assertThat(view("triangle", GradientTriangle.class).isVisible()).isTrue();
        press("panel-triangle");
        assertThat(reading().triangle()).isNull();
    }

    @Test
    void meanOfAllLossesHidesWhatVanishes() {
        window.show(at(0, Map.of("mean", "on")));
        assertThat(reading().lossAt()).isEqualTo(-1);
        assertThat(sizes()[0] / sizes()[11]).isBetween(.3f, 4f);
    }

    @Test
    void wallStopsTheGradientAndNotTheState() {
        double loss = reading().trace().value("loss").item();
        window.show(at(0, Map.of("wall", "5")));
        assertThat(sizes()[9]).isZero();
        assertThat(sizes()[10]).isPositive();
        assertThat((double) reading().trace().value("loss").item()).isEqualTo(loss);
    }

    @Test
    void dialOfTheWallStandsWhereTheWallStands() {
        window.show(at(0, Map.of("panel", "wall", "wall", "10")));
        assertThat(view("knob-wall", TextField.class).getText()).isEqualTo("10");
    }

    @ParameterizedTest
    @CsvSource({"radius,5", "radius,much", "length,5000", "length,3", "hidden,0"})
    void numberBeyondWhatIsShownIsRefusedInASentence(String knob, String typed, FxRobot robot) {
        Flow before = reading();
        type(robot, knob, typed);
        assertThat(window.said()).contains("is wanted").contains(typed);
        assertThat(reading()).isSameAs(before);
        assertThat(view("knob-" + knob, TextField.class).getText()).isNotEqualTo(typed);
    }

    @ParameterizedTest
    @CsvSource({"one", "'a b'", "'你好世界你好'", "'  two  words  '"})
    void ownTextOfAnyKindIsRead(String text) {
        window.show(at(3, Map.of("text", text)));
        assertThat(sizes()).hasSize(12);
        assertThat(window.said()).isEmpty();
        assertThat(window.step()).isEqualTo(3);
    }

    @Test
    void textWithNothingToPredictIsRefusedAndNothingIsLost(FxRobot robot) {
        window.train(5);
        type(robot, "text", "x");
        assertThat(window.said()).isNotEmpty();
        assertThat(window.step()).isEqualTo(5);
        assertThat(sizes()).hasSize(12);
    }

    @Test
    void trainingThatDivergesStopsWithASentence() {
        window.show(at(0, Map.of("learningRate", "1e38", "panel", "clip")));
        window.show(at(40, Map.of("learningRate", "1e38", "panel", "clip")));
        assertThat(window.said()).contains("training has stopped");
    }

    @Test
    void wordsOnTheStageFollowTheLanguage() {
        window.show(at(0, Map.of("panel", "share")));
        List<String> english = labels();
        onFx(() -> {
            window.appearance().messages().languageProperty().set(Language.ZH);
            return window;
        });
        assertThat(labels()).isNotEqualTo(english).anyMatch(text -> text.startsWith("W_hh 是同一个矩阵"));
    }

    private List<String> labels() {
        return onFx(() -> {
            List<String> texts = new ArrayList<>();
            LessonWindow.labels(window.session().stage(), texts);
            return texts;
        });
    }
}

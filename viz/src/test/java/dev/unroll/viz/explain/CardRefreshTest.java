package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.view.CanvasView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a card when a newer snapshot comes: nothing pressed, focused or walked is lost, nothing old is kept. */
@ExtendWith(ApplicationExtension.class)
class CardRefreshTest {
    private ArithmeticCard card;
    private final Trace before = Passes.of("rnn", 1);
    private final Trace after = Passes.of("rnn", 2);
    private final Place state = Passes.value(before, "layer.0/hiddenState", 2, 1);
    private final Place sum = Passes.value(before, "layer.0/preactivation", 2, 1);

    @Start
    void start(Stage stage) {
        card = new ArithmeticCard();
        Scene scene = new Scene(new VBox(card), 360, 900);
        scene.getStylesheets().add(CanvasView.stylesheet());
        stage.setScene(scene);
        stage.show();
    }

    private void show(FxRobot robot, Place at) {
        robot.interact(() -> {
            card.setNames(Passes.names(before));
            card.show(Explainer.of(before), at);
        });
    }

    private void refresh(FxRobot robot, Trace newest) {
        robot.interact(() -> card.refresh(Explainer.of(newest)));
    }

    private List<Hyperlink> operands(FxRobot robot) {
        return List.copyOf(robot.from(card).lookup(".arithmetic-operand").queryAllAs(Hyperlink.class));
    }

    private String value(FxRobot robot) {
        return robot.from(card)
                .lookup(".arithmetic-value")
                .queryAs(Labeled.class)
                .getText();
    }

    private String symbol(FxRobot robot) {
        return robot.from(card)
                .lookup(".arithmetic-name")
                .queryAs(Labeled.class)
                .getText();
    }

    private Node focused() {
        return Objects.requireNonNull(card.getScene().getFocusOwner());
    }

    @Test
    void backShowsTheNumbersOfTheNewestSnapshot(FxRobot robot) {
        show(robot, state);
        robot.interact(() -> card.followPlace(sum));
        refresh(robot, after);
        assertThat(card.placeProperty().get()).isEqualTo(sum);
        assertThat(card.rootProperty().get()).isEqualTo(state);
        robot.interact(card::back);
        double now = after.explain(state).value();
        assertThat(now).isNotEqualTo(before.explain(state).value());
        assertThat(value(robot)).isEqualTo("= " + Formula.brief(now));
        robot.interact(card::forward);
        assertThat(card.placeProperty().get()).isEqualTo(sum);
    }

    @Test
    void nothingOfAnOlderSnapshotIsKept(FxRobot robot) throws Exception {
        List<WeakReference<Trace>> old = new ArrayList<>();
        robot.interact(() -> {
            Trace first = Passes.of("rnn", 5);
            old.add(new WeakReference<>(first));
            card.show(Explainer.of(first), state);
            card.followPlace(sum);
            card.followPlace(Passes.value(first, "layer.0/hiddenState", 1, 3));
            card.back();
        });
        refresh(robot, after);
        for (int i = 0; i < 50 && old.getFirst().get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(old.getFirst().get()).isNull();
        assertThat(card.placeProperty().get()).isEqualTo(sum);
    }

    @Test
    void anOperandThatIsPressedDuringARefreshIsFollowed(FxRobot robot) {
        show(robot, state);
        Hyperlink operand = operands(robot).getFirst();
        String words = operand.getText();
        robot.moveTo(operand).press(MouseButton.PRIMARY);
        refresh(robot, after);
        assertThat(operands(robot)).containsExactly(operand);
        assertThat(operand.getText()).isNotEqualTo(words);
        robot.release(MouseButton.PRIMARY);
        assertThat(card.placeProperty().get()).isEqualTo(sum);
    }

    @Test
    void aTermThatIsPressedStaysUnderThePointerThoughOthersHaveGrownLarger(FxRobot robot) {
        show(robot, sum);
        List<Integer> order = keys(robot);
        TermRow row = rows(robot).get(4);
        Hyperlink operand = robot.from(row).lookup(".arithmetic-operand").queryAs(Hyperlink.class);
        List<Place> followed = new ArrayList<>();
        robot.interact(() -> card.setOnFollow(followed::add));
        Place expected = Sums.places(Sums.terms(Objects.requireNonNull(
                                Sums.longSum(before.explain(sum).expression())))
                        .get(row.key()))
                .getFirst();
        robot.moveTo(operand).press(MouseButton.PRIMARY);
        refresh(robot, after);
        assertThat(keys(robot)).isEqualTo(order);
        robot.release(MouseButton.PRIMARY);
        assertThat(followed).containsExactly(expected);
        robot.interact(card::back);
        assertThat(keys(robot)).as("largest first again").isNotEqualTo(order);
    }

    private List<TermRow> rows(FxRobot robot) {
        return robot.from(card)
                .lookup(".arithmetic-table")
                .queryAs(TermTable.class)
                .rows();
    }

    private List<Integer> keys(FxRobot robot) {
        return rows(robot).stream().map(TermRow::key).toList();
    }

    @Test
    void backShowAllAndCrumbsCanBePressedDuringARefresh(FxRobot robot) {
        show(robot, state);
        robot.interact(() -> card.followPlace(sum));
        press(robot, robot.lookup(".arithmetic-all").queryAs(Button.class));
        assertThat(rows(robot)).hasSize(27);
        press(robot, robot.lookup(".arithmetic-back").queryAs(Button.class));
        assertThat(card.placeProperty().get()).isEqualTo(state);
        press(robot, robot.lookup(".arithmetic-forward").queryAs(Button.class));
        assertThat(card.placeProperty().get()).isEqualTo(sum);
        press(robot, robot.lookup(".arithmetic-crumb").queryAs(Hyperlink.class));
        assertThat(card.placeProperty().get()).isEqualTo(state);
    }

    private void press(FxRobot robot, Node control) {
        robot.moveTo(control).press(MouseButton.PRIMARY);
        refresh(robot, after);
        refresh(robot, before);
        robot.release(MouseButton.PRIMARY);
    }

    @Test
    void theKeyboardStaysAtTheSameOperandThoughTheOrderChanges(FxRobot robot) {
        show(robot, sum);
        TermRow last = rows(robot).getLast();
        int key = last.key();
        Hyperlink operand = robot.from(last).lookup(".arithmetic-operand").queryAs(Hyperlink.class);
        robot.interact(operand::requestFocus);
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 2; seed < 12; seed++) {
            refresh(robot, Passes.of("rnn", seed));
            orders.add(keys(robot));
            assertThat(focused()).isSameAs(operand);
            assertThat(keys(robot)).contains(key).hasSize(12);
        }
        assertThat(orders).hasSizeGreaterThan(5);
    }

    @Test
    void theWayIsWalkedWithTheKeyboardAlone(FxRobot robot) {
        List<@Nullable Place> followed = new ArrayList<>();
        show(robot, state);
        robot.interact(() -> {
            card.setOnFollow(followed::add);
            operands(robot).getFirst().requestFocus();
        });
        robot.type(KeyCode.ENTER);
        assertThat(card.placeProperty().get()).isEqualTo(sum);
        assertThat(focused())
                .as("the first number of the next")
                .isSameAs(operands(robot).getFirst());
        robot.type(KeyCode.BACK_SPACE);
        assertThat(card.placeProperty().get()).isEqualTo(state);
        assertThat(focused())
                .as("the number one came from")
                .isSameAs(operands(robot).getFirst());
        robot.push(KeyCode.ALT, KeyCode.RIGHT);
        assertThat(card.placeProperty().get()).isEqualTo(sum);
        robot.push(KeyCode.ALT, KeyCode.LEFT);
        assertThat(card.placeProperty().get()).isEqualTo(state);
        assertThat(followed).containsExactly(sum, state, sum, state);
    }

    @Test
    void theWayMovesInTimeAndEndsWhereThereIsNothing(FxRobot robot) {
        show(robot, state);
        Place previous = Passes.value(before, "layer.0/hiddenState", 1, 3);
        robot.interact(() -> {
            card.followPlace(sum);
            card.followPlace(previous);
            card.moveTime(1);
        });
        assertThat(card.placeProperty().get()).isEqualTo(Passes.value(before, "layer.0/hiddenState", 2, 3));
        assertThat(card.rootProperty().get()).isEqualTo(Passes.value(before, "layer.0/hiddenState", 3, 1));
        assertThat(symbol(robot)).isEqualTo("h₂[3]");
        robot.interact(() -> card.moveTime(-3));
        assertThat(card.placeProperty().get())
                .as("before the first step there is no state")
                .isEqualTo(Passes.value(before, "layer.0/preactivation", 0, 1));
        robot.interact(() -> card.moveTime(7));
        assertThat(card.placeProperty().get()).isNull();
        assertThat(card.rootProperty().get()).isNull();
    }

    @Test
    void theWayEndsBeforeAPlaceThatIsNoLongerThere(FxRobot robot) {
        show(robot, Passes.value(before, "layer.0/hiddenState", 2, 1));
        robot.interact(() -> {
            card.followPlace(sum);
            card.followPlace(Passes.value(before, "layer.0/hiddenState", 1, 17));
        });
        refresh(robot, Passes.of("rnn", 1, "hidden=8"));
        assertThat(card.placeProperty().get()).isEqualTo(sum);
        refresh(robot, Passes.of("gpt", 1));
        assertThat(card.placeProperty().get()).isNull();
        assertThat(robot.from(card).lookup(".arithmetic-operand").queryAll()).isEmpty();
    }

    @Test
    void aGradientThatIsNotThereIsNotAPlace(FxRobot robot) {
        robot.interact(() -> card.show(Explainer.of(before), Passes.gradient(before, "probabilities", 1, 1)));
        assertThat(card.placeProperty().get()).isNull();
    }
}

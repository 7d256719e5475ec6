package dev.unroll.app.knobs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
@Timeout(30)
class TextKnobFieldTest {
    private static final String LONG = "the quick brown fox\n".repeat(5_000);

    private final List<String> learnt = new ArrayList<>();
    private TextKnobField field;

    @Start
    private void start(Stage stage) {
        field = new TextKnobField();
        field.setOnAction(_ -> learnt.add(field.whole()));
        field.show("HELLO");
        stage.setScene(new Scene(new VBox(field), 300, 100));
        stage.show();
        field.requestFocus();
    }

    private void paste(FxRobot robot, String text) {
        robot.interact(() -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(text);
            Clipboard.getSystemClipboard().setContent(content);
        });
        robot.press(KeyCode.CONTROL).type(KeyCode.V).release(KeyCode.CONTROL);
    }

    @Test
    void pastedTabsAndLineEndsAreKept(FxRobot robot) {
        robot.interact(field::selectAll);
        paste(robot, "a\tb\r\nc\rd\n");
        assertThat(field.getText()).isEqualTo("a⇥b↵c↵d↵");
        robot.type(KeyCode.ENTER);
        assertThat(learnt).containsExactly("a\tb\nc\nd\n");
    }

    @Test
    void pasteTakesThePlaceOfWhatIsMarked(FxRobot robot) {
        robot.interact(() -> field.selectRange(1, 4));
        paste(robot, "\n");
        assertThat(field.whole()).isEqualTo("H\nO");
    }

    @Test
    void longTextIsShownByItsBeginningAndLearntWhole(FxRobot robot) {
        robot.interact(() -> field.show(LONG));
        assertThat(field.getText())
                .hasSizeLessThan(300)
                .startsWith("the quick brown fox↵the")
                .endsWith("…");
        robot.type(KeyCode.ENTER);
        assertThat(learnt).containsExactly(LONG);
    }

    @Test
    void longTextThatIsPastedIsLearntWhole(FxRobot robot) {
        robot.interact(field::selectAll);
        paste(robot, LONG);
        assertThat(field.getText()).hasSizeLessThan(300).endsWith("…");
        robot.type(KeyCode.ENTER);
        assertThat(learnt).containsExactly(LONG);
    }

    @Test
    void longTextIsPastedIntoAShortOneWhereTheCursorIs(FxRobot robot) {
        robot.interact(() -> field.positionCaret(5));
        paste(robot, " " + LONG);
        robot.type(KeyCode.ENTER);
        assertThat(learnt).containsExactly("HELLO " + LONG);
    }

    @Test
    void typingIntoAShortenedTextTakesItsPlace(FxRobot robot) {
        robot.interact(() -> {
            field.show(LONG);
            field.positionCaret(3);
        });
        robot.write("AB").type(KeyCode.ENTER);
        assertThat(learnt).containsExactly("AB");
        robot.write("C").type(KeyCode.ENTER);
        assertThat(learnt.getLast()).as("the second is typed behind the first").isEqualTo("ABC");
    }

    @Test
    void shortPasteIntoAShortenedTextTakesItsPlace(FxRobot robot) {
        robot.interact(() -> field.show(LONG));
        paste(robot, "abc");
        robot.type(KeyCode.ENTER);
        assertThat(learnt).containsExactly("abc");
    }

    @Test
    void deletingInAShortenedTextEmptiesIt(FxRobot robot) {
        robot.interact(() -> {
            field.show(LONG);
            field.positionCaret(3);
        });
        robot.type(KeyCode.BACK_SPACE);
        assertThat(field.whole()).isEmpty();
    }

    @Test
    void textShownAnewIsWhole(FxRobot robot) {
        robot.interact(() -> {
            field.show(LONG);
            field.show("WORLD");
        });
        assertThat(field.whole()).isEqualTo("WORLD");
        assertThat(field.getText()).isEqualTo("WORLD");
    }

    @Test
    void whatWasTypedAsASignInTheTextStaysOne(FxRobot robot) {
        robot.interact(() -> field.show("a ↵ b"));
        robot.type(KeyCode.ENTER);
        assertThat(learnt)
                .as("a text that holds the very sign, and was not changed")
                .containsExactly("a ↵ b");
    }
}

package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.generate.Generation;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.io.Gpt2Checkpoint;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Gpt2Tokenizer;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.attention.CrossMatrix;
import dev.unroll.viz.attention.HeadsGrid;
import dev.unroll.viz.attention.ResidualStream;
import dev.unroll.viz.chart.SumBars;
import dev.unroll.viz.draw.DrawWaterfall;
import dev.unroll.viz.sequence.BranchRows;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a person does in the lesson, in the real window. */
class GptLessonTest extends LessonTest<GptReading> {
    private static final String PROMPT = "Call me ";

    GptLessonTest() {
        super("gpt", GptReading.class);
    }

    private String text() {
        GptReading now = reading();
        return Arrays.stream(now.ids()).mapToObj(now.tokens()::get).collect(Collectors.joining());
    }

    private int at() {
        return window.run().pass().timeStep();
    }

    /** Selects a candidate and presses the button that writes it. */
    private void writeInstead(FxRobot robot, int token) {
        DrawWaterfall waterfall = view("waterfall", DrawWaterfall.class);
        robot.interact(() -> waterfall.setSelected(new Cell(waterfall.row(token), 0)));
        Click.on(robot, "#instead");
        window.settle();
    }

    // --- the text ---

    @Test
    void forwardAtTheEndWritesTheTokenThatWasDrawnAndBackKeepsIt(FxRobot robot) {
        window.walk(Scale.TIME_STEP);
        int drawn = reading().drawing().chosen();
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(reading().ids()).hasSize(9).endsWith(drawn);
        assertThat(at()).isEqualTo(8);
        assertThat(reading().at()).as("the draw after the new token").isEqualTo(8);
        robot.type(KeyCode.PAGE_UP);
        window.settle();
        assertThat(at()).isEqualTo(7);
        assertThat(reading().ids()).as("what was written is kept").hasSize(9);
        assertThat(reading().drawing().chosen()).isEqualTo(drawn);
    }

    @Test
    void pressesThatComeFasterThanTheModelAreNotLostAndTheTextIsThatOfGeneration() throws Exception {
        window.walk(Scale.TIME_STEP);
        LessonWindow.doOnFx(() -> {
            for (int i = 0; i < 12; i++) window.session().playback().forward();
        });
        LessonWindow.waitUntil(() -> at() == 19);
        window.settle();
        Checkpoint shipped = LessonWindow.onFx(() -> Samples.checkpoint("gpt"));
        int[] prompt = shipped.tokenizer().encode(PROMPT);
        Generation generation = new Generation(
                (GptModel) shipped.model(), prompt, new Sampler(1, Integer.MAX_VALUE, 1), 1, Backends.best());
        int[] ids = Arrays.copyOf(prompt, prompt.length + 12);
        for (int i = prompt.length; i < ids.length; i++)
            ids[i] = generation.next().chosen().id();
        assertThat(reading().ids()).isEqualTo(ids);
    }

    @Test
    void anotherCandidateBranchesTheTextAndKeysMoveAlongTheTree(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of("written", "....")));
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(7, 0));
        window.settle();
        assertThat(view("tree", BranchRows.class).isVisible()).isFalse();
        int first = reading().ids()[8];
        int other = reading().drawing().choice().candidates().stream()
                .mapToInt(candidate -> candidate.id())
                .filter(id -> id != first)
                .findFirst()
                .orElseThrow();
        writeInstead(robot, other);
        assertThat(reading().tree().branches()).hasSize(2);
        assertThat(reading().ids()).hasSize(9).endsWith(other);
        assertThat(at()).isEqualTo(8);
        BranchRows tree = view("tree", BranchRows.class);
        assertThat(tree.isVisible()).isTrue();
        assertThat(reading().likelihoods()[1])
                .isCloseTo(reading().trace().value("probabilities").get(7, other), within(1e-6));
        robot.interact(() -> {
            tree.requestFocus();
            tree.setSelected(new Cell(1, 8));
        });
        robot.type(KeyCode.UP);
        window.settle();
        assertThat(reading().ids()).as("the first branch is in view again").hasSize(12);
        assertThat(at()).isEqualTo(8);
        writeAt7(robot, other);
        assertThat(reading().tree().branches())
                .as("that branch is there already")
                .hasSize(2);
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(reading().tree().branches().get(1))
                .as("it is the one that is computed on")
                .hasSize(2);
        robot.interact(() -> window.session().undo());
        window.settle();
        assertThat(reading().tree().branches().stream().mapToInt(List::size).sum())
                .as("turns that follow each other fast are taken back as one")
                .isLessThan(6);
    }

    private void writeAt7(FxRobot robot, int other) {
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(7, 0));
        window.settle();
        writeInstead(robot, other);
    }

    @Test
    void aNewPromptBeginsANewTextAndWhatCannotBeReadIsSaid(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of("written", "....")));
        type(robot, "prompt", "The whale");
        assertThat(text()).isEqualTo("The␣whale");
        type(robot, "prompt", "Ein schöner Wal");
        assertThat(window.said()).contains("‘ö’");
        type(robot, "prompt", "a".repeat(200));
        assertThat(window.said()).contains("200").contains("127");
        type(robot, "prompt", "");
        assertThat(window.said()).contains("empty");
        assertThat(text()).as("nothing is lost").isEqualTo("The␣whale");
    }

    @Test
    void theContextIsTheEndOfTheText(FxRobot robot) {
        type(robot, "prompt", "a".repeat(126));
        window.walk(Scale.TIME_STEP);
        assertThat(at()).as("the end of the prompt").isEqualTo(125);
        for (int i = 0; i < 4; i++) {
            robot.type(KeyCode.PAGE_DOWN);
            window.settle();
        }
        assertThat(reading().ids()).hasSize(128);
        assertThat(LessonWindow.onFx(() -> window.session()
                        .playback()
                        .transport()
                        .along(Scale.TIME_STEP)
                        .canGoForward()))
                .isFalse();
        assertThat(window.said()).isEmpty();
    }

    @Test
    void stepsOfTheDrawLeadToTheNextToken(FxRobot robot) {
        window.walk(Scale.OPERATION);
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(7, 0));
        window.settle();
        for (int i = 0; i < 6; i++) robot.type(KeyCode.PAGE_DOWN);
        assertThat(window.run().pass().operation()).isEqualTo(6);
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(reading().ids()).hasSize(9);
        assertThat(at()).isEqualTo(8);
        assertThat(window.run().pass().operation()).isZero();
    }

    // --- the tabs ---

    @Test
    void theStackOpensToAHeadAndAnyNumberToItsArithmetic(FxRobot robot) {
        Click.on(robot, "#knob-tab-stack");
        window.settle();
        ResidualStream stream = view("stream", ResidualStream.class);
        robot.interact(() -> stream.setSelected(new Cell(3, 5)));
        assertThat(explained().place().label()).startsWith("block.1/mlp/output[t=5");
        HeadsGrid heads = view("heads", HeadsGrid.class);
        robot.interact(() -> heads.onActivateProperty().get().accept(new Cell(1, 0)));
        window.settle();
        CrossMatrix matrix = view("head", CrossMatrix.class);
        assertThat(matrix.isWithheld(new Cell(2, 3)))
                .as("a later token is masked")
                .isTrue();
        robot.interact(() -> matrix.setSelected(new Cell(6, 4)));
        assertThat(explained().place().label()).isEqualTo("block.1/attention/weights[head=0, t=6, key=4]");
        Click.on(robot, "#knob-stack-block");
        window.settle();
        assertThat(robot.lookup("#keys").tryQuery()).isPresent();
        assertThat(robot.lookup("#heads").tryQuery()).isEmpty();
    }

    @Test
    void theCacheIsMeasured(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of("tab", "cache", "written", ".".repeat(60))));
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(67, 0));
        window.settle();
        assertThat(value("cache/kept")).isEqualTo(2 * 4 * 64 * 68);
        assertThat(value("cache/with")).isPositive().isLessThan(value("cache/without"));
        assertThat(quotes(robot)).anyMatch(told -> told.contains("34816"));
    }

    @Test
    void contributionsAddUpToTheLogitOfAnyCandidate() {
        for (int token : new int[] {-1, 60, 70}) {
            window.show(LessonWindow.at(0, Map.of("tab", "why", "candidate", Integer.toString(token))));
            LessonWindow.doOnFx(() -> window.run().pass().moveTo(7, 0));
            window.settle();
            Reasons why = reading().reasons();
            assertThat(token < 0 || why.token() == token).isTrue();
            double sum = why.embedding() + why.bias();
            for (float part : why.parts().toArray()) sum += part;
            assertThat(sum).isCloseTo(reading().trace().value("logits").get(7, why.token()), within(1e-3));
            assertThat(why.leftOut().length()).isEqualTo(8);
        }
    }

    @Test
    void aHeadIsSwitchedOffAndComesBack(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of("tab", "why", "why", "parts")));
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(7, 0));
        window.settle();
        HeatMap parts = view("parts", HeatMap.class);
        robot.interact(() -> parts.setSelected(new Cell(2, 1)));
        window.settle();
        Click.on(robot, "#head-off");
        window.settle();
        assertThat(reading().hands().typed()).isEqualTo("block.2/attention/headOutput[head=1] = 0");
        assertThat(reading().reasons().parts().get(2, 1)).as("it adds nothing").isZero();
        assertThat(value("max(before/probabilities[t=7])")).isNotEqualTo(value("max(probabilities[t=7])"));
        Click.on(robot, "#hands .button");
        window.settle();
        assertThat(reading().before()).isNull();
    }

    @Test
    void aScoreIsSplitIntoItsUnitsAndInTheFirstBlockIntoTokenAndPosition(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of("tab", "why", "why", "score", "written", "....")));
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(9, 0));
        window.settle();
        for (int head = 0; head < 4; head++) {
            choose(robot, "knob-head", head);
            assertThat(value("sum(why/units)")).isCloseTo(value("why/score"), within(1e-4));
            assertThat(value("sum(why/origins)")).isCloseTo(value("why/score"), within(1e-4));
        }
        CellView weights = view("score-weights", CellView.class);
        robot.interact(() -> weights.onActivateProperty().get().accept(new Cell(0, 2)));
        window.settle();
        assertThat(reading().reasons().score().key())
                .as("the one that was clicked")
                .isEqualTo(2);
        assertThat(value("why/score"))
                .isEqualTo(reading().trace().value("block.0/attention/scores").get(3, 9, 2));
        SumBars units = view("score-units", SumBars.class);
        robot.interact(() -> units.onActivateProperty().get().accept(new Cell(0, 5)));
        assertThat(explained().place().label()).isEqualTo("block.0/attention/scores[head=3, t=9, key=2]");
        assertThat(view("score-origins", SumBars.class).isVisible()).isTrue();
        choose(robot, "knob-block", 2);
        assertThat(value("sum(why/units)")).isCloseTo(value("why/score"), within(1e-4));
        assertThat(reading().reasons().score().origins()).as("a mixture").isNull();
        assertThat(view("score-origins", SumBars.class).isVisible()).isFalse();
    }

    @Test
    void valuesOfAnotherTextAreMeasuredAndPutInByHand(FxRobot robot) throws Exception {
        window.show(LessonWindow.at(0, Map.of("prompt", "the whal", "tab", "why", "why", "patch", "temperature", "0")));
        LessonWindow.doOnFx(() -> window.run().pass().moveTo(7, 0));
        window.settle();
        SequenceMatrix grid = view("patch-grid", SequenceMatrix.class);
        assertThat(grid.isVisible()).as("there is no other text yet").isFalse();
        type(robot, "otherText", "the sh");
        assertThat(texts(robot)).anyMatch(text -> text.contains("6 tokens") && text.contains("8"));
        type(robot, "otherText", "the ßhal");
        assertThat(texts(robot)).anyMatch(text -> text.contains("‘ß’"));
        type(robot, "otherText", "the shal");
        int e = reading().reasons().token();
        assertThat(grid.isVisible()).isTrue();
        LessonWindow.waitUntil(() -> grid.description(new Cell(0, 7)).contains("0.1"));
        robot.interact(() -> grid.onActivateProperty().get().accept(new Cell(0, 7)));
        window.settle();
        assertThat(reading().hands().typed()).isEqualTo("block.3/mlp/residual[t=7] = other");
        float before = reading().before().value("probabilities").get(7, e);
        float after = reading().trace().value("probabilities").get(7, e);
        assertThat(before).isGreaterThan(.8f);
        assertThat(after).isLessThan(.4f);
        assertThat(grid.description(new Cell(0, 7)))
                .as("as it was measured")
                .contains(Numbers.full(after).substring(0, 5));
        assertThat(quotes(robot)).anyMatch(told -> told.contains("before ▸ after"));
        Click.on(robot, "#patch-head");
        window.settle();
        assertThat(reading().hands().held()).hasSize(2);
        type(robot, "otherText", "the wall");
        assertThat(reading().before())
                .as("what was taken from the text before is not held")
                .isNull();
    }

    @Test
    void whatWasMeasuredOfOtherWeightsIsMeasuredAnew() throws Exception {
        Map<String, String> own = new HashMap<>(Map.of("model", "random", "context", "16", "depth", "1", "tab", "why"));
        own.putAll(Map.of("text", "abcabd".repeat(40), "prompt", "abca", "otherText", "abda", "why", "patch"));
        own.put("candidate", "1");
        window.show(LessonWindow.at(0, own));
        SequenceMatrix grid = view("patch-grid", SequenceMatrix.class);
        Tensor before = grid.valuesProperty().get();
        assertThat(before).isNotNull();
        window.show(LessonWindow.at(5, own));
        assertThat(grid.valuesProperty().get()).isNotNull().isNotSameAs(before);
    }

    private static List<String> texts(FxRobot robot) {
        return robot.lookup(".stage-words").queryAllAs(Label.class).stream()
                .map(Label::getText)
                .toList();
    }

    private void choose(FxRobot robot, String box, int item) {
        ChoiceBox<?> found = robot.lookup("#" + box).queryAs(ChoiceBox.class);
        robot.interact(() -> found.getSelectionModel().select(item));
        window.settle();
    }

    // --- GPT-2 from a folder ---

    /** A GPT-2 of two small blocks, as it is published. */
    private static void writeGpt2(Path folder) throws IOException {
        int vocabulary = Gpt2Tokenizer.END_OF_TEXT + 1;
        Gpt2Checkpoint.write(new GptModel(Configuration.of(vocabulary, 32, 8, 2, 2), 1), folder);
    }

    /** Large enough to be looked at block by block. */
    private static void writeLarge(Path folder) throws IOException {
        int vocabulary = Gpt2Tokenizer.END_OF_TEXT + 1;
        Gpt2Checkpoint.write(new GptModel(Configuration.of(vocabulary, 32, 400, 1, 2), 1), folder);
    }

    @Test
    void aLargeModelIsLookedAtBehindTheScreen(@TempDir Path folder, FxRobot robot) throws Exception {
        writeLarge(folder);
        window.show(LessonWindow.at(
                0,
                Map.of(
                        "model",
                        "gpt2",
                        "folder",
                        folder.toString(),
                        "prompt",
                        "Hello world, this is",
                        "tab",
                        "stack")));
        assertThat(window.said()).isEmpty();
        assertThat(reading().large()).isTrue();
        LessonWindow.waitUntil(() -> reading().stack() != null);
        window.settle();
        assertThat(reading().look()).as("it is known now").isNull();
        assertThat(robot.lookup("#look").query().getParent().isVisible()).isFalse();
        assertThat(view("stream", ResidualStream.class).isVisible()).isTrue();
        assertThat(reading().trace().names()).contains("block.0/attention/scores");
        for (String why : List.of("lens", "parts", "inputs", "score")) {
            window.show(LessonWindow.at(
                    0,
                    Map.of(
                            "model",
                            "gpt2",
                            "folder",
                            folder.toString(),
                            "prompt",
                            "Hello world, this is",
                            "tab",
                            "why",
                            "why",
                            why)));
            LessonWindow.waitUntil(() -> reading().reasons() != null);
        }
        assertThat(value("sum(why/origins)")).isCloseTo(value("why/score"), within(1e-3));
        assertThat(window.said()).isEmpty();
    }

    @Test
    void aPassThatComesDuringTheLookAtAnotherIsLookedAt(@TempDir Path folder) throws Exception {
        writeLarge(folder);
        String prompt = "Hello world, this is ".repeat(6);
        Map<String, String> knobs =
                Map.of("model", "gpt2", "folder", folder.toString(), "prompt", prompt, "tab", "stack");
        LessonWindow.doOnFx(() -> window.run().snapshotProperty().subscribe(_ -> switchAnotherHeadOff()));
        window.show(LessonWindow.at(0, knobs));
        LessonWindow.waitUntil(() -> window.run().values().get(GptLesson.HAND).contains("head=1"));
        LessonWindow.waitUntil(
                () -> reading().hands().held().size() == 2 && reading().stack() != null);
        assertThat(view("stream", ResidualStream.class).isVisible()).isTrue();
    }

    /** As soon as it is looked at with one head less, with two. */
    private void switchAnotherHeadOff() {
        GptReading now = (GptReading) window.run().reading();
        int off = now == null || now.look() == null ? 2 : now.hands().held().size();
        String first = "block.0/attention/headOutput[head=0] = 0";
        if (off == 0) window.run().turned(GptLesson.HAND, first);
        if (off == 1) window.run().turned(GptLesson.HAND, first + "; block.0/attention/headOutput[head=1] = 0");
    }

    @Test
    void aGpt2IsReadFromItsFolderAndIsOnlyLookedAt(@TempDir Path folder) throws Exception {
        writeGpt2(folder);
        window.show(LessonWindow.at(
                0, Map.of("model", "gpt2", "folder", folder.toString(), "prompt", "Hello world", "written", "..")));
        assertThat(window.said()).isEmpty();
        assertThat(reading().ids()).startsWith(15496, 995).hasSize(4);
        assertThat(reading().layers()).isEqualTo(2);
        assertThat(LessonWindow.onFx(() -> window.session()
                        .playback()
                        .transport()
                        .along(Scale.TRAINING_STEP)
                        .canGoForward()))
                .isFalse();
        window.walk(Scale.TIME_STEP);
        LessonWindow.doOnFx(() -> {
            for (int i = 0; i < 4; i++) window.session().playback().forward();
        });
        window.settle();
        assertThat(reading().ids()).hasSizeGreaterThan(4);
    }

    @Test
    void wrongFoldersAreSaidInOneSentenceAndNothingIsLost(@TempDir Path folder) throws Exception {
        assertThat(refused("")).contains("config.json").contains("huggingface.co");
        assertThat(refused(folder.toString())).contains("no folder of a GPT-2");
        Files.writeString(folder.resolve("config.json"), "{");
        assertThat(refused(folder.toString())).contains("model.safetensors");
        writeGpt2(folder);
        Path weights = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        assertThat(refused(folder.toString())).contains("model.safetensors");
        Files.delete(weights);
        assertThat(refused(folder.toString())).contains("model.safetensors");
        assertThat(text()).isEqualTo("Call␣me␣");
    }

    /** What is said when a folder is chosen. */
    private String refused(String folder) {
        LessonWindow.doOnFx(() -> {
            window.run().turned(GptLesson.MODEL, "trained");
            if (folder.isEmpty()) window.run().turned(GptLesson.MODEL, "gpt2");
            else window.run().turned(GptLesson.FOLDER, folder);
        });
        window.settle();
        return window.said();
    }

    // --- own training ---

    @Test
    void anOwnTextIsLearntFromRandomWeightsAndGoneOnFromItsBeginning() {
        Map<String, String> own =
                Map.of("model", "random", "text", "我爱北京天安门。".repeat(40), "context", "16", "depth", "1");
        window.show(LessonWindow.at(0, own));
        assertThat(text()).isEqualTo("我爱北京天安门。");
        double before = value("max(probabilities[t=3])");
        window.show(LessonWindow.at(120, own));
        assertThat(window.step()).isEqualTo(120);
        assertThat(value("probabilities[t=3, token=‘天’]")).isGreaterThan(before).isGreaterThan(.8);
    }
}

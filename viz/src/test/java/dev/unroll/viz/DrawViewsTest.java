package dev.unroll.viz;

import dev.unroll.engine.sampling.Candidate;
import dev.unroll.engine.sampling.Choice;
import dev.unroll.engine.sampling.Filter;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.draw.DrawRuler;
import dev.unroll.viz.draw.DrawRuler.Ruler;
import dev.unroll.viz.draw.DrawRuler.Stretch;
import dev.unroll.viz.draw.DrawWaterfall;
import dev.unroll.viz.draw.Stage;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.VBox;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class DrawViewsTest {
    private static final List<String> TOKENS = List.of("a", "b", "c", "d", "e", "f");
    private static final Tensor LOGITS = Tensor.of(Shape.of(Axis.TOKEN, 6), 1, 2, -1, .5f, -2, 0);

    /** ‘b’ has been there; ‘d’ is the last among the four likeliest, and those above it have .8 already. */
    private static final Sampler SAMPLER = new Sampler(.8, 4, .8, 1.2);

    private static final double LABELS = 5 * 13;
    private static final double RESULTS = 4.4 * 13;

    private final DrawWaterfall waterfall = new DrawWaterfall();
    private final DrawRuler ruler = new DrawRuler();
    private final List<Object> activated = new ArrayList<>();

    @Start
    void start(javafx.stage.Stage stage) {
        waterfall.setTokens(TOKENS);
        waterfall.setChoice(choice(.7));
        waterfall.setMinHeight(300);
        ruler.setTokens(TOKENS);
        ruler.setRulers(List.of(
                new Ruler("", choice(.7)), new Ruler("T = 9", new Sampler(9, 6, 1).choose(LOGITS, Set.of(), .7))));
        ruler.setMinHeight(160);
        ruler.setOnActivate(activated::add);
        waterfall.setOnActivate(activated::add);
        OnStage.show(stage, 740, 480, new VBox(waterfall, ruler));
    }

    private static Choice choice(double number) {
        return SAMPLER.choose(LOGITS, Set.of(1), number);
    }

    /** Many candidates, as of a large vocabulary. */
    private static Choice large(int count, Sampler sampler, double number) {
        Tensor logits = Tensor.zeros(Shape.of(Axis.TOKEN, count));
        for (int i = 0; i < count; i++) logits.write()[i] = (float) Math.sin(i * 1.7) * 4;
        return sampler.choose(logits, Set.of(), number);
    }

    @Test
    void everyNumberOfEveryStageIsToldWithItsArithmetic() {
        Candidate first = choice(.7).candidates().getFirst();
        int row = waterfall.row(1);
        assertThat(row).isZero();
        assertThat(waterfall.description(new Cell(row, Stage.LOGITS.ordinal()))).isEqualTo("‘b’ · logits: z = 2.0");
        assertThat(waterfall.description(new Cell(row, Stage.PENALTY.ordinal())))
                .endsWith("2.0 ÷ 1.2 = 1.6666666");
        assertThat(waterfall.description(new Cell(row, Stage.TEMPERATURE.ordinal())))
                .endsWith("1.6666666 ÷ 0.8 = " + (float) first.scaled());
        assertThat(waterfall.description(new Cell(row, Stage.TOP_K.ordinal()))).endsWith(" = " + (float) first.share());
        Candidate second = choice(.7).candidates().get(1);
        double likeliest = choice(.7).candidates().stream()
                .filter(c -> c.removedBy() != Filter.TOP_K)
                .mapToDouble(Candidate::share)
                .sum();
        assertThat(waterfall.description(new Cell(1, Stage.TOP_P.ordinal())))
                .contains((float) (first.share() / likeliest) + " + " + (float) second.share() + " ÷ "
                        + (float) likeliest)
                .endsWith(" = " + (float) ((first.share() + second.share()) / likeliest));
        assertThat(waterfall.description(new Cell(row, Stage.PROBABILITIES.ordinal())))
                .endsWith(" = " + (float) first.chance());
    }

    @Test
    void whatAStageRemovedSaysWhyFromThereOn() {
        for (Candidate candidate : choice(.7).candidates()) {
            if (candidate.removedBy() == null) continue;
            String reason = waterfall.reasonsProperty().get().get(candidate.removedBy());
            int row = waterfall.row(candidate.id());
            Stage removing = candidate.removedBy() == Filter.TOP_K ? Stage.TOP_K : Stage.TOP_P;
            assertThat(waterfall.description(new Cell(row, removing.ordinal()))).contains(reason);
            assertThat(waterfall.description(new Cell(row, Stage.PROBABILITIES.ordinal())))
                    .contains(reason);
            assertThat(waterfall.description(new Cell(row, removing.ordinal() - 1)))
                    .doesNotContain(reason);
        }
        assertThat(choice(.7).candidates()).extracting(Candidate::removedBy).contains(Filter.TOP_K, Filter.TOP_P);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStageThatIsNotMadeYetIsEmpty(boolean dark) {
        Image[] images = new Image[7];
        for (int shown = 0; shown <= 6; shown++) {
            DrawWaterfall one = new DrawWaterfall();
            one.setTokens(TOKENS);
            one.setChoice(choice(.7));
            one.setMinHeight(300);
            one.setShownStages(shown);
            images[shown] = Pictures.of(dark, 13, 740, 300, () -> new Node[] {one});
        }
        for (int column = 0; column < 6; column++) {
            double x = 80 + column * 660 / 6.;
            int before = colours(images[column], x + 5, 60, 75, 200);
            int after = colours(images[column + 1], x + 5, 60, 75, 200);
            assertThat(after).as("colours of column %d", column).isGreaterThan(before);
        }
    }

    private static int colours(Image image, double x, double y, double width, double height) {
        Set<Integer> found = new HashSet<>();
        for (int row = (int) y; row < y + height; row++)
            for (int column = (int) x; column < x + width; column++)
                found.add(image.getPixelReader().getArgb(column, row));
        return found.size();
    }

    @Test
    void whatIsNotMadeYetIsNotTold(FxRobot robot) {
        robot.interact(() -> waterfall.setShownStages(2));
        Cell later = new Cell(0, Stage.PROBABILITIES.ordinal());
        assertThat(waterfall.isWithheld(later)).isTrue();
        assertThat(waterfall.description(later)).doesNotContain(Float.toString((float)
                choice(.7).candidates().getFirst().chance()));
        assertThat(waterfall.isWithheld(new Cell(0, Stage.PENALTY.ordinal()))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 100, 50_257})
    void ofManyCandidatesTheChosenAndTheBordersAreShownAndAllAreCounted(int vocabulary) {
        Choice choice = large(vocabulary, new Sampler(1, Math.max(2, vocabulary / 2), .9), .93);
        DrawWaterfall one = new DrawWaterfall();
        one.setChoice(choice);
        one.setMinHeight(240);
        Pictures.of(740, 240, one);
        int counted = IntStream.range(0, one.rowCount())
                .map(row -> one.candidates(row).size())
                .sum();
        assertThat(counted).isEqualTo(vocabulary);
        assertThat(one.candidates(one.row(choice.chosen().id()))).hasSize(1);
        int lastLeft = choice.candidates().get(choice.left() - 1).id();
        int firstRemoved = choice.candidates().get(choice.left()).id();
        assertThat(one.row(firstRemoved)).isEqualTo(one.row(lastLeft) + 1);
    }

    @Test
    void aClickOnTheRulerFindsTheStretchThatTheEngineDrawsFrom(FxRobot robot) {
        for (double share : new double[] {.02, .3, .55, .8, .97}) {
            robot.interact(() -> ruler.setSelected(null));
            robot.clickOn(ruler.localToScreen(left(share), 40), MouseButton.PRIMARY);
            assertThat(ruler.getSelected())
                    .as("at %s", share)
                    .isEqualTo(new Stretch(0, choice(share).chosen().id()));
        }
        assertThat(activated).hasSize(5);
    }

    /** Where a share of the ruler lies; the labels take five ems, what is hit two and a half more than two. */
    private double left(double share) {
        double width = ruler.getWidth() - LABELS - RESULTS;
        return LABELS + share * width;
    }

    @Test
    void keysWalkOverStretchesRulersAndWhatIsHit(FxRobot robot) {
        robot.interact(ruler::requestFocus);
        robot.type(KeyCode.RIGHT);
        Choice own = choice(.7);
        assertThat(ruler.getSelected())
                .isEqualTo(new Stretch(0, own.candidates().getFirst().id()));
        robot.type(KeyCode.END);
        assertThat(ruler.getSelected()).isEqualTo(new Stretch(0, DrawRuler.HIT));
        assertThat(ruler.getAccessibleText())
                .contains("0.700 → ‘" + TOKENS.get(own.chosen().id()));
        robot.type(KeyCode.DOWN);
        assertThat(ruler.getSelected()).isNotNull().extracting(Stretch::ruler).isEqualTo(1);
        robot.type(KeyCode.ENTER);
        assertThat(activated).hasSize(1);
    }

    @Test
    void beforeTheNumberFallsNothingTellsWhatItHits(FxRobot robot) {
        robot.interact(() -> {
            ruler.setNeedleShown(false);
            ruler.requestFocus();
        });
        robot.type(KeyCode.RIGHT, KeyCode.END);
        assertThat(ruler.getSelected()).isNotNull().extracting(Stretch::token).isNotEqualTo(DrawRuler.HIT);
        robot.interact(() -> {
            ruler.setNeedleShown(true);
            ruler.setVeiled(part -> part.token() == DrawRuler.HIT);
            ruler.setSelected(new Stretch(0, DrawRuler.HIT));
        });
        assertThat(ruler.getAccessibleText()).contains("hidden").doesNotContain("‘");
    }

    @Test
    void theNeedleStandsAtItsNumber() {
        for (double number : new double[] {.1, .5, .9}) {
            DrawRuler one = new DrawRuler();
            one.setTokens(TOKENS);
            one.setRulers(List.of(new Ruler("", choice(number))));
            one.setMinHeight(100);
            Image image = Pictures.of(740, 100, one);
            double from = 13; // without labels
            double width = 740 - from - RESULTS;
            int x = (int) Math.round(from + number * width);
            assertThat(Pictures.count(image, x - 2, 40, 5, 1, one.theme().accent()))
                    .isGreaterThan(0);
        }
    }

    @Test
    void fiftyThousandCandidatesArePainted() {
        Choice choice = large(50_257, Sampler.atTemperature(1), .6);
        DrawRuler many = new DrawRuler();
        many.setMinHeight(150);
        many.setRulers(List.of(new Ruler("", choice), new Ruler("T = 1", choice)));
        DrawWaterfall fall = new DrawWaterfall();
        fall.setMinHeight(300);
        fall.setChoice(choice);
        Image image = Pictures.of(740, 450, many, fall);
        assertThat(colours(image, 100, 30, 500, 30)).isGreaterThan(2);
    }
}

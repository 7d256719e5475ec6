package dev.unroll.app.guide;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class LabelledNumbersTest {
    private static final Measured NUMBERS = new Written(
            Map.of(
                    "accuracy.rnn",
                    Tensor.scalar(.25f),
                    "text/repeats",
                    Tensor.scalar(28),
                    "stack/added",
                    Tensor.of(Shape.of(Axis.ITEM, 2, Axis.TIME, 2), 1, 2, 3, 4),
                    "before/probabilities",
                    Tensor.of(Shape.of(Axis.TIME, 1, Axis.TOKEN, 2), .75f, .25f),
                    "loss",
                    Tensor.scalar(.5f)),
            List.of("a", " "));

    private static String said(String claim, Language language) {
        Messages messages = new Messages();
        messages.add("dev.unroll.app.lesson.compare.compare");
        messages.add("dev.unroll.app.lesson.gpt.gpt");
        messages.languageProperty().set(language);
        return FormulaParser.claim(claim).text(new LabelledNumbers(NUMBERS, messages));
    }

    @Test
    void aNumberIsCalledInTheLanguageOfTheScreen() {
        assertThat(said("text/repeats = 28", Language.EN)).isEqualTo("tokens repeated = 28");
        assertThat(said("text/repeats > 3", Language.ZH)).isEqualTo("重复的词元数 = 28 > 3");
    }

    @Test
    void aShareIsSaidInPercentOnBothSides() {
        assertThat(said("accuracy.rnn < 0.6", Language.ZH)).isEqualTo("RNN 的正确率 = 25% < 60%");
        assertThat(said("accuracy.rnn = 0.25", Language.EN)).isEqualTo("right answers, RNN = 25%");
    }

    @Test
    void whatIsFixedStandsInBrackets() {
        assertThat(said("before/probabilities[t=0, token=‘ ’] > 0.1", Language.EN))
                .isEqualTo("p before (t = 0, ‘␣’) = 0.250 > 0.1");
        assertThat(said("before/probabilities[t=0, token=‘a’] > 0.1", Language.ZH))
                .isEqualTo("关掉之前的 p（t = 0, ‘a’） = 0.750 > 0.1");
    }

    @Test
    void anItemMayHaveWordsOfItsOwn() {
        assertThat(said("stack/added[item=1, t=0] > 1", Language.EN)).isEqualTo("MLP 0 adds (t = 0) = 3 > 1");
    }

    @Test
    void withoutWordsTheSignsOfTheFieldStay() {
        assertThat(said("loss < 1", Language.ZH)).isEqualTo("L = 0.500 < 1");
    }
}

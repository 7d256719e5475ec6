package dev.unroll.app.guide;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class FormulaParserTest {
    private static final Measured HEL = Written.hel();

    private static double value(String formula) {
        return FormulaParser.formula(formula).value(HEL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2 + 3 · 4; 14",
                "(2 + 3) · 4; 20",
                "2 - 3 − 4; -5",
                "12 / 3 / 2; 2",
                "8 / (4 / 2); 4",
                "-2 · -3; 6",
                "−(1 + 1); -2",
                "1e-3 · 2e3; 2",
                "1e−3; 0.001",
                ".5 * 4; 2",
                "loss; 0.25",
                "probabilities[t=0, token=‘L’]; 0.7",
                "probabilities[token=‘E’, t=-1]; 0.4",
                "probabilities[t=1, token=2]; 0.1",
                "|hidden[t=0]|; 5",
                "|-3|; 3",
                "|grad.hidden[t=-1]|; 50",
                "|hidden[t=0] − hidden[t=1]|; 6.324555",
                "|2 · hidden[t=0]|; 10",
                "max(probabilities[t=0]); 0.7",
                "min(hidden, 5); -4",
                "sum(hidden); 2",
                "mean(probabilities); 0.3333333",
                "median(hidden); 1.5",
                "median(1, 9, 5); 5",
                "argmax(probabilities[t=1]); 0",
                "max(1, 2 + 3, |−7|); 7",
            })
    void formulasGiveWhatTheySay(String formula, double expected) {
        assertThat(value(formula)).isCloseTo(expected, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 +; a number, a name, | or ( should stand at character 4",
                "2 2; the end should stand at character 3",
                "(1 + 2; ) should stand at character 7",
                "|hidden; | should stand at character 8",
                "hidden[t]; an index such as t=3 or token=‘O’ should stand at character 8",
                "hidden[t=1; ] should stand at character 11",
                "hidden[t=1, ]; should stand at character 13",
                "hidden[t=x]; should stand at character 8",
                "most(1, 2); no function ‘most’",
                "max(1, 2; ) should stand at character 9",
                "1 < 2; the end should stand at character 3",
                "; should stand at character 1",
            })
    void whatIsNoFormulaIsRefusedWithThePlace(String formula, String says) {
        String text = formula == null ? "" : formula;
        assertThatThrownBy(() -> FormulaParser.formula(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("‘" + text + "’")
                .hasMessageContaining(says)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nothing; ‘nothing’",
                "hidden[token=‘H’]; has no axis ‘token’",
                "hidden[height=1]; no axis ‘height’",
                "hidden[t=2, unit=0]; has no 2 among 2",
                "hidden[t=-3]; has no -3 among 2",
                "probabilities[t=0, token=‘Q’]; has no ‘Q’ among 3",
                "hidden; is not one number but 4",
                "|hidden[t=0] + probabilities[t=0]|; 2 numbers do not go with 3",
            })
    void whatIsNotThereIsSaid(String formula, String says) {
        assertThatThrownBy(() -> value(formula))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says);
    }

    @Test
    void claimsHoldOrDoNot() {
        assertThat(FormulaParser.claim("probabilities[t=0, token=‘L’] > 0.6").holds(HEL))
                .isTrue();
        assertThat(FormulaParser.claim("probabilities[t=0, token=‘L’] > 0.8").holds(HEL))
                .isFalse();
        assertThat(FormulaParser.claim("|grad.hidden[t=0]| < 0.1 · |grad.hidden[t=-1]|")
                        .holds(HEL))
                .isTrue();
        assertThat(FormulaParser.claim("loss = 0.2505").holds(HEL))
                .as("within a hundredth")
                .isTrue();
        assertThat(FormulaParser.claim("loss = 0.26").holds(HEL)).isFalse();
        assertThat(FormulaParser.claim("loss − loss = 0").holds(HEL)).isTrue();
        assertThatThrownBy(() -> FormulaParser.claim("loss"))
                .hasMessageContaining("one of < > = should stand at character 5");
        assertThatThrownBy(() -> FormulaParser.claim("loss < 1 < 2")).hasMessageContaining("the end");
    }

    @Test
    void claimIsWrittenInTheSignsOfTheFieldWithItsNumbers() {
        Claim claim = FormulaParser.claim("probabilities[t=0, token=‘L’] > 0.6");
        assertThat(claim.text(HEL)).matches("p.* = 0\\.700 > 0\\.6").contains("‘L’");
        assertThat(FormulaParser.claim("2 · loss = 0.5").text(HEL))
                .startsWith("2 · ")
                .endsWith(" = 0.5");
        assertThat(FormulaParser.claim("2 · loss = 0.6").text(HEL)).endsWith(" = 0.500 ≈ 0.6");
        assertThat(FormulaParser.claim("|grad.hidden[t=0]| < 1").text(HEL))
                .startsWith("|∂")
                .contains("= 0.500 < 1");
        assertThat(FormulaParser.formula("2 · (loss + 1)").text(HEL))
                .contains("2 · (")
                .endsWith("+ 1)");
    }

    @Test
    void onlyANameWithAPlaceIsAnElement() {
        assertThat(FormulaParser.element("hidden[t=1, unit=0]").place(HEL).index())
                .containsExactly(1, 0);
        assertThatThrownBy(() -> FormulaParser.element("2 · hidden")).hasMessageContaining("‘2 · hidden’");
    }

    // --- any arithmetic ---

    /** A sum that was put together with its value, so that nobody else's arithmetic is needed to check it. */
    record Sum(String text, double value) {}

    @Provide
    Arbitrary<Sum> sums() {
        return sums(4);
    }

    private static Arbitrary<Sum> sums(int depth) {
        Arbitrary<Sum> number = Arbitraries.integers()
                .between(0, 9_999)
                .map(n -> new Sum(String.format(Locale.ROOT, "%.2f", n / 100.0), n / 100.0));
        if (depth == 0) return number;
        Arbitrary<Sum> inner = Arbitraries.lazy(() -> sums(depth - 1));
        Arbitrary<Sum> binary = Combinators.combine(inner, Arbitraries.of('+', '−', '-', '·', '*', '/'), inner)
                .as((a, sign, b) -> new Sum(
                        "(" + a.text + ") " + sign + " (" + b.text + ")",
                        switch (sign) {
                            case '+' -> a.value + b.value;
                            case '−', '-' -> a.value - b.value;
                            case '/' -> a.value / b.value;
                            default -> a.value * b.value;
                        }));
        Arbitrary<Sum> negative = inner.map(a -> new Sum("−(" + a.text + ")", -1 * a.value));
        Arbitrary<Sum> size = inner.map(a -> new Sum("|" + a.text + "|", Math.abs(a.value)));
        return Arbitraries.oneOf(number, binary, negative, size);
    }

    private static void assertSame(double actual, double expected, String of) {
        if (Double.isNaN(expected)) assertThat(actual).as(of).isNaN();
        else if (Double.isInfinite(expected)) assertThat(actual).as(of).isEqualTo(expected);
        else assertThat(actual).as(of).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }

    @Property(tries = 300)
    void anySumGivesWhatItsPartsGive(@ForAll("sums") Sum sum) {
        assertSame(value(sum.text), sum.value, sum.text);
    }

    /** What was printed, with no bracket more than it needs, is read as the same again. Whole numbers are printed whole. */
    @Property(tries = 300)
    void whatIsPrintedReadsAsTheSame(@ForAll("sums") Sum sum) {
        Formula whole = rounded(FormulaParser.formula(sum.text));
        String printed = whole.text(HEL);
        assertSame(value(printed), whole.value(HEL), printed);
    }

    private static Formula rounded(Formula formula) {
        return switch (formula) {
            case Formula.Constant(double number) -> new Formula.Constant(Math.rint(number));
            case Formula.Binary(char sign, Formula left, Formula right) ->
                new Formula.Binary(sign, rounded(left), rounded(right));
            case Formula.Norm(Formula of) -> new Formula.Norm(rounded(of));
            default -> formula;
        };
    }
}

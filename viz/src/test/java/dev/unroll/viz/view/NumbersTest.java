package dev.unroll.viz.view;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0.83291, 0.833",
        "-0.0421, −0.0421",
        "1.19, 1.19",
        "12.345, 12.3",
        "1234, 1234",
        "0, 0",
        "1.2e-7, 1.20·10⁻⁷",
        "NaN, NaN",
        "-Infinity, −∞",
        "250000, 2.50·10⁵"
    })
    void briefNumbersHaveThreeSignificantDigits(double value, String text) {
        assertThat(Numbers.brief(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "1, 1", "-1, −1", "1e-6, 10⁻⁶", "0.01, 0.01", "20, 20", "100, 100", "1000, 1000"})
    void ticksHaveNoNeedlessZeros(double value, String text) {
        assertThat(Numbers.tick(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-0.001, 0.00", "-0.826, −0.83", "12.34, 12.3", "1234.6, 1235"})
    void compactNumbersFitACell(double value, String text) {
        assertThat(Numbers.compact(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "-1.0E-10, −1.0·10⁻¹⁰", "16777216, 1.6777216·10⁷"})
    void fullNumbersLoseNothing(float value, String text) {
        assertThat(Numbers.full(value)).isEqualTo(text);
    }
}

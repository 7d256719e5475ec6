package dev.unroll.app.guide;

import dev.unroll.app.playback.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuideReaderTest {
    private static List<GuideStep> read(String json) throws IOException {
        return GuideReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void stepSaysOnlyWhatIsOtherThanBefore() throws IOException {
        List<GuideStep> steps = read("""
                {"steps": [
                  {"id": "a", "set": {"hidden": "3"}, "step": 7, "scale": "TIME_STEP", "timeStep": 2, "operation": 1,
                   "select": "hidden[t=2, unit=1]", "emphasize": ["network"],
                   "guess": {"kind": "sign", "of": "hidden[t=2, unit=1]", "hide": ["hidden[t=2]"]}},
                  {"id": "b", "set": {"seed": "2"}, "claims": ["loss > 1", "loss < 2"]}
                ]}""");
        Situation first = steps.getFirst().situation();
        assertThat(first.knobs()).isEqualTo(Map.of("hidden", "3"));
        assertThat(first.step()).isEqualTo(7);
        assertThat(first.scale()).isEqualTo(Scale.TIME_STEP);
        assertThat(first.operation()).isEqualTo(1);
        assertThat(first.select()).isEqualTo(FormulaParser.element("hidden[t=2, unit=1]"));
        assertThat(first.veil()).containsExactly(FormulaParser.element("hidden[t=2]"));
        assertThat(first.unveiled().veil()).isEmpty();
        assertThat(steps.getFirst().guess()).isInstanceOf(Guess.Sign.class);
        GuideStep second = steps.get(1);
        assertThat(second.situation())
                .as("knobs, step, scale and token go on; what is pointed at does not")
                .isEqualTo(new Situation(
                        Map.of("hidden", "3", "seed", "2"), 7, Scale.TIME_STEP, 2, 0, null, List.of(), List.of()));
        assertThat(second.guess()).isNull();
        assertThat(second.claims()).hasSize(2);
    }

    @Test
    void everyKindOfGuessIsRead() throws IOException {
        List<GuideStep> steps = read("""
                {"steps": [
                  {"id": "a", "guess": {"kind": "token", "of": "probabilities[t=0]"}},
                  {"id": "b", "guess": {"kind": "whether", "of": "loss > 1"}},
                  {"id": "c", "guess": {"kind": "compare", "of": "|hidden[t=0]|", "than": "|hidden[t=1]|"}},
                  {"id": "e", "guess": {"kind": "compare", "words": "likely", "of": "loss", "than": "1"}},
                  {"id": "d", "guess": {"kind": "number", "of": "loss", "within": 0.1}}
                ]}""");
        Measured numbers = Written.hel();
        assertThat(steps)
                .extracting(step -> answer(step, numbers))
                .containsExactly("L", "guess.no", "guide.guess.size.more", "guide.guess.likely.less", "0.250");
        Guess amount = steps.getLast().guess();
        assertThat(amount.right(" 0.34 ", numbers)).isTrue();
        assertThat(amount.right("0.36", numbers)).isFalse();
        assertThat(amount.right("−0.25", numbers)).isFalse();
        assertThat(amount.right("a quarter", numbers)).isFalse();
        assertThat(steps.getFirst().guess().options(numbers)).containsExactly("H", "E", "L");
    }

    private static String answer(GuideStep step, Measured numbers) {
        Guess guess = step.guess();
        return guess == null ? "" : guess.answer(numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"id\": \"x\", \"colour\": \"red\"}; colour",
                "{\"id\": \"x\", \"guess\": {\"kind\": \"token\", \"of\": \"loss\", \"hint\": 1}}; hint",
                "{\"id\": \"x\", \"scale\": \"GALAXY\"}; GALAXY",
                "{\"id\": \"x\", \"step\": \"many\"}; many",
                "{\"id\": \"x\", \"guess\": {\"kind\": \"colour\", \"of\": \"loss\"}}; step ‘x’: there is no guess of kind ‘colour’",
                "{\"id\": \"x\", \"guess\": {\"of\": \"loss\"}}; step ‘x’: the guess has no ‘kind’",
                "{\"id\": \"x\", \"guess\": {\"kind\": \"sign\"}}; step ‘x’: the guess has no ‘of’",
                "{\"id\": \"x\", \"guess\": {\"kind\": \"compare\", \"of\": \"loss\"}}; step ‘x’: the guess has no ‘than’",
                "{\"id\": \"x\", \"guess\": {\"kind\": \"number\", \"of\": \"loss\"}}; step ‘x’: the guess has no ‘within’",
                "{\"id\": \"x\", \"claims\": [\"loss\"]}; step ‘x’: in ‘loss’: one of < > =",
                "{\"id\": \"x\", \"select\": \"1 + 1\"}; step ‘x’: ‘1 + 1’ should be a name with a place",
                "{\"step\": 3}; the step after ‘first’ has no ‘id’",
            })
    void whatIsWrongIsNamedWithItsStep(String step, String says) {
        assertThatThrownBy(() -> read("{\"steps\": [{\"id\": \"first\"}, " + step + "]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says);
    }

    @Test
    void resourceThatIsNoGuideIsRefused() {
        for (String json : List.of("", "{", "[]", "{}", "{\"steps\": 3}", "{\"pages\": []}"))
            assertThatThrownBy(() -> read(json)).as(json).isInstanceOf(IllegalArgumentException.class);
    }
}

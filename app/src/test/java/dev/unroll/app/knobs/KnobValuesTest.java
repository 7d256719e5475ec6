package dev.unroll.app.knobs;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.SaidException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class KnobValuesTest {
    private static final Knob<String> TEXT = Knob.text("HELLO");
    private static final Knob<Integer> HIDDEN = Knob.size("hidden", 2, 1, 512);
    private static final Knob<Double> RATE = Knob.learningRate(.1);
    private static final Knob<Integer> SEED = Knob.seed();
    private static final Knob<Boolean> GRADIENTS = Knob.toggle("gradients");
    private static final Knob<String> CELL = Knob.choice("cell", Knob.Effect.LOOK, "tanh", "gru", "lstm");
    private static final KnobValues NEW = KnobValues.initial(List.of(TEXT, HIDDEN, RATE, SEED, GRADIENTS, CELL));

    private static String refusal(String id, String typed) {
        SaidException refused = catchThrowableOfType(SaidException.class, () -> NEW.with(id, typed));
        return new Messages().get(refused.sentence());
    }

    @Test
    void newValuesAreTheInitialOnesInTheirOrder() {
        assertThat(NEW.get(TEXT)).isEqualTo("HELLO");
        assertThat(NEW.get(CELL)).isEqualTo("tanh");
        assertThat(NEW.knobs())
                .extracting(Knob::id)
                .containsExactly("text", "hidden", "learningRate", "seed", "gradients", "cell");
        assertThat(NEW).hasToString("text=HELLO, hidden=2, learningRate=0.1, seed=1, gradients=false, cell=tanh");
    }

    @Test
    void turningLeavesTheOldValuesAsTheyWere() throws Exception {
        KnobValues turned = NEW.with("hidden", " 7 ")
                .with("learningRate", "0.5")
                .with("gradients", "on")
                .with("cell", "gru");
        assertThat(turned.get(HIDDEN)).isEqualTo(7);
        assertThat(turned.get(RATE)).isEqualTo(.5);
        assertThat(turned.get(GRADIENTS)).isTrue();
        assertThat(turned.get(CELL)).isEqualTo("gru");
        assertThat(NEW.get(HIDDEN)).isEqualTo(2);
        assertThat(NEW.get(GRADIENTS)).isFalse();
        assertThat(turned.with("hidden", "2")
                        .with("learningRate", ".1")
                        .with("gradients", "false")
                        .with("cell", "tanh"))
                .isEqualTo(NEW)
                .hasSameHashCodeAs(NEW);
        assertThat(turned).isNotEqualTo(NEW);
    }

    @Test
    void whatIsTypedReadsAsTheValueAgain() throws Exception {
        KnobValues turned =
                NEW.with("text", "a\tb\n").with("learningRate", "1e-5").with("gradients", "on");
        KnobValues again = NEW;
        for (Knob<?> knob : turned.knobs()) again = again.with(knob.id(), turned.typed(knob));
        assertThat(again).isEqualTo(turned);
        assertThat(NEW.with("learningRate", "3").typed(RATE)).isEqualTo("3");
    }

    @Test
    void onlyWhatWasTurnedDiffers() throws Exception {
        KnobValues rate = NEW.with("learningRate", "0.2");
        assertThat(rate.differ(NEW, Knob.Effect.ONWARD)).isTrue();
        assertThat(rate.differ(NEW, Knob.Effect.ANEW)).isFalse();
        assertThat(NEW.with("seed", "2").differ(NEW, Knob.Effect.ANEW)).isTrue();
        assertThat(NEW.with("gradients", "on").differ(NEW, Knob.Effect.LOOK_ON_STAGE))
                .isTrue();
        assertThat(NEW.differ(NEW, Knob.Effect.ANEW)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "hidden; many; Hidden units: a whole number from 1 to 512 is wanted, not ‘many’.",
                "hidden; 0; Hidden units: a whole number from 1 to 512 is wanted, not ‘0’.",
                "hidden; 513; Hidden units: a whole number from 1 to 512 is wanted, not ‘513’.",
                "hidden; 2.5; Hidden units: a whole number from 1 to 512 is wanted, not ‘2.5’.",
                "hidden; 99999999999; Hidden units: a whole number from 1 to 512 is wanted, not ‘99999999999’.",
                "hidden; ''; Hidden units: a whole number from 1 to 512 is wanted, not ‘’.",
                "seed; -1; Seed: a whole number from 0 up is wanted, not ‘-1’.",
                "learningRate; fast; Learning rate: a number from 0 up is wanted, such as 0.02, not ‘fast’.",
                "learningRate; -0.1; Learning rate: a number from 0 up is wanted, such as 0.02, not ‘-0.1’.",
                "learningRate; NaN; Learning rate: a number from 0 up is wanted, such as 0.02, not ‘NaN’.",
                "learningRate; Infinity; Learning rate: a number from 0 up is wanted, such as 0.02, not ‘Infinity’.",
                "gradients; perhaps; Show gradients: one of on, off is wanted, not ‘perhaps’.",
            })
    void whatCannotBeSetIsRefusedInASentence(String id, String typed, String says) {
        assertThat(refusal(id, typed)).isEqualTo(says);
    }

    @Test
    void longNonsenseIsQuotedByItsBeginning() {
        assertThat(refusal("hidden", "x".repeat(5_000))).hasSizeLessThan(150).contains("x…");
    }

    @Test
    void unknownKnobIsRefusedWithThoseThatThereAre() {
        assertThat(refusal("colour", "red"))
                .isEqualTo("There is no knob ‘colour’; there is: text, hidden, learningRate, seed, gradients, cell.");
        assertThatThrownBy(() -> NEW.get(Knob.toggle("other"))).hasMessageContaining("other");
    }
}

package dev.unroll.app.guide;

import dev.unroll.app.guide.GuideWalk.Phase;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class GuideWalkTest {
    private static final Measured HEL = Written.hel();
    private final List<Situation> shown = new ArrayList<>();
    private final GuideWalk walk;

    GuideWalkTest() throws IOException {
        walk = new GuideWalk(
                GuideReader.read(new ByteArrayInputStream("""
                {"steps": [
                  {"id": "look"},
                  {"id": "guess", "step": 5,
                   "guess": {"kind": "token", "of": "probabilities[t=0]", "hide": ["probabilities[t=0]"]}},
                  {"id": "last", "step": 9}
                ]}""".getBytes(StandardCharsets.UTF_8))), shown::add);
    }

    private GuideWalk.Place place() {
        return walk.placeProperty().get();
    }

    private Situation last() {
        return shown.getLast();
    }

    @Test
    void forwardShowsWhatWasToBeGuessedBeforeItGoesOn() {
        assertThat(place()).isEqualTo(new GuideWalk.Place(0, Phase.SHOWN, null));
        walk.forward();
        assertThat(place()).isEqualTo(new GuideWalk.Place(1, Phase.ASKED, null));
        assertThat(last().veil()).hasSize(1);
        assertThat(last().step()).isEqualTo(5);
        walk.forward();
        assertThat(place()).isEqualTo(new GuideWalk.Place(1, Phase.SHOWN, null));
        assertThat(last().veil()).isEmpty();
        assertThat(last().step()).isEqualTo(5);
        walk.forward();
        assertThat(place()).isEqualTo(new GuideWalk.Place(2, Phase.SHOWN, null));
        assertThat(last().step()).isEqualTo(9);
        assertThat(walk.canGoForward()).isFalse();
        walk.forward();
        assertThat(place().index()).as("there is nothing after the last").isEqualTo(2);
    }

    @Test
    void rightAnswerShowsTheValue() {
        walk.goTo(1);
        walk.answer("L", HEL);
        assertThat(place()).isEqualTo(new GuideWalk.Place(1, Phase.SHOWN, "L"));
        assertThat(last().veil()).isEmpty();
    }

    @Test
    void wrongAnswerLeadsThroughTheReason() {
        walk.goTo(1);
        walk.answer("H", HEL);
        assertThat(place()).isEqualTo(new GuideWalk.Place(1, Phase.WHY, "H"));
        assertThat(last().veil()).as("the value is shown").isEmpty();
        walk.answer("L", HEL);
        assertThat(place().answer()).as("a second answer counts no more").isEqualTo("H");
        assertThat(walk.canGoForward()).isTrue();
        walk.forward();
        assertThat(place()).isEqualTo(new GuideWalk.Place(1, Phase.SHOWN, "H"));
        walk.forward();
        assertThat(place().index()).isEqualTo(2);
    }

    @Test
    void backAsksAgain() {
        walk.goTo(1);
        walk.answer("H", HEL);
        walk.goTo(2);
        walk.back();
        assertThat(place()).isEqualTo(new GuideWalk.Place(1, Phase.ASKED, null));
        assertThat(last().veil()).hasSize(1);
        walk.back();
        assertThat(place().index()).isZero();
        assertThat(walk.canGoBack()).isFalse();
        walk.back();
        assertThat(place().index()).isZero();
    }

    @Test
    void againBringsTheStageBackAndKeepsWhatIsKnown() {
        walk.goTo(1);
        walk.again();
        assertThat(last().veil()).as("not guessed yet").hasSize(1);
        walk.answer("L", HEL);
        int before = shown.size();
        walk.again();
        assertThat(shown).hasSize(before + 1);
        assertThat(last().step()).isEqualTo(5);
        assertThat(last().veil()).isEmpty();
        assertThat(place()).isEqualTo(new GuideWalk.Place(1, Phase.SHOWN, "L"));
    }

    @Test
    void endsAreReachedAtOnce() {
        walk.toEnd();
        assertThat(walk.step().id()).isEqualTo("last");
        walk.toStart();
        assertThat(walk.step().id()).isEqualTo("look");
        assertThat(walk.canGoForward()).isTrue();
        walk.goTo(99);
        assertThat(walk.step().id()).isEqualTo("last");
    }

    @Test
    void answerWhereNothingIsAskedChangesNothing() {
        int before = shown.size();
        walk.answer("L", HEL);
        assertThat(shown).hasSize(before);
        assertThat(place()).isEqualTo(new GuideWalk.Place(0, Phase.SHOWN, null));
    }

    @Test
    void wordsQuoteTheNumbersAsTheyAre() {
        assertThat(LiveText.of("p is ⟦probabilities[t=0, token=‘L’]⟧, l is ⟦loss⟧.", HEL))
                .isEqualTo("p is 0.700, l is 0.250.");
        assertThat(LiveText.of("it is ⟦probabilities[t=9, token=‘L’]⟧", HEL)).isEqualTo("it is …");
        assertThat(LiveText.of("$1 \\ ⟦loss⟧", HEL)).isEqualTo("$1 \\ 0.250");
    }
}

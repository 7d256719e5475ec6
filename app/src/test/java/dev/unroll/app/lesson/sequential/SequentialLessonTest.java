package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.profile.Profile;
import dev.unroll.engine.profile.Work;
import dev.unroll.viz.chart.ScalingCurve;
import dev.unroll.viz.sequence.WorkTimeline;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testfx.api.FxRobot;

import java.util.Map;
import java.util.Objects;

import static dev.unroll.app.lesson.LessonWindow.at;
import static org.assertj.core.api.Assertions.assertThat;

/** What a person does in the lesson on why step by step is slow. */
@Timeout(120)
class SequentialLessonTest extends LessonTest<Race> {
    SequentialLessonTest() {
        super("sequential", Race.class);
    }

    private Profile profile(String id) {
        return Objects.requireNonNull(
                view(id, WorkTimeline.class).profileProperty().get());
    }

    @Test
    void theGptIsABlockAndTheRnnAStaircase() {
        assertThat(profile("gpt").work()).allMatch(work -> work.step() == Work.ALL_POSITIONS);
        assertThat(profile("recurrent").work().stream().mapToInt(Work::step).distinct())
                .hasSize(profile("recurrent").positions() + 1);
        for (String id : new String[] {"recurrent", "gpt"})
            assertThat(view(id, WorkTimeline.class).longestProperty().get())
                    .as("each fills its column")
                    .isEqualTo(profile(id).seconds());
    }

    @Test
    void whatWasMeasuredOnceIsShownAgainWhereverItComesUp(FxRobot robot) {
        double rnn = profile("recurrent").seconds();
        Profile gpt = profile("gpt");
        window.show(at(0, Map.of("recurrent", "lstm")));
        window.settle();
        assertThat(profile("gpt")).as("beside another model").isEqualTo(gpt);
        assertThat(profile("recurrent").chain()).isEqualTo((int) value("chain.rnn"));
        window.show(at(0, Map.of()));
        window.settle();
        assertThat(profile("recurrent").seconds()).isEqualTo(rnn);
        Click.on(robot, "#measure-passes");
        window.settle();
        assertThat(profile("gpt")).as("measured anew").isNotEqualTo(gpt);
    }

    @Test
    void bothClocksStandWhereTheRnnHasReadTheToken() {
        window.show(at(0, Map.of()));
        window.walk(Scale.TIME_STEP);
        double until = view("recurrent", WorkTimeline.class).untilProperty().get();
        assertThat(until).isPositive().isLessThan(profile("recurrent").seconds());
        assertThat(view("gpt", WorkTimeline.class).untilProperty().get()).isEqualTo(until);
        int step = view("gpt", WorkTimeline.class).axis().getPosition();
        assertThat(profile("recurrent").read(until)).isEqualTo(step + 1);
    }

    @Test
    void whatIsWrittenIsAChainInBoth(FxRobot robot) {
        Click.on(robot, "#knob-mode-writing");
        window.settle();
        for (String id : new String[] {"recurrent", "gpt"}) {
            assertThat(profile(id).chain()).isEqualTo(profile(id).positions());
            assertThat(profile(id).work()).noneMatch(Work::backward);
        }
    }

    @Test
    void anOperationTellsWhatItIs() {
        WorkTimeline timeline = view("recurrent", WorkTimeline.class);
        int row = 0;
        while (profile("recurrent").work().get(row).step() != 3) row++;
        assertThat(timeline.description(new Cell(row, 3))).contains("t=3").contains("FLOP");
    }

    @Test
    void theTimeOfLongerTextsIsMeasured() {
        window.show(at(0, Map.of("panel", "length", "parameters", "2000")));
        window.settle();
        assertThat(view("time-by-length", ScalingCurve.class).seriesProperty().get())
                .hasSize(2)
                .allSatisfy(
                        series -> assertThat(series.values().keySet()).containsExactly(16, 32, 64, 128, 256, 512, 1024))
                .allSatisfy(series -> assertThat(series.values().values()).allMatch(seconds -> seconds > 0));
    }

    @Test
    void theCurvesOfOtherModelsAreMeasuredAnew() throws Exception {
        String rnn = firstMeasured(SequentialLesson.PANEL, "length", "");
        String lstm = firstMeasured(SequentialLesson.CELL, "lstm", rnn);
        assertThat(lstm).contains("LSTM");
        int before = countMeasured();
        assertThat(before).isPositive();
        LessonWindow.doOnFx(() -> window.run().turned(SequentialLesson.PARAMETERS, "2000"));
        LessonWindow.waitUntil(() -> countMeasured() < before);
    }

    /** Turns a knob, and tells the name of the recurrent model whose curve comes then. */
    private String firstMeasured(Knob<?> knob, String typed, String before) throws Exception {
        ScalingCurve curve = view("time-by-length", ScalingCurve.class);
        LessonWindow.doOnFx(() -> window.run().turned(knob, typed));
        LessonWindow.waitUntil(() -> curve.seriesProperty().get().stream()
                .limit(1)
                .anyMatch(series -> !series.name().equals(before)));
        return curve.seriesProperty().get().getFirst().name();
    }

    /** How many lengths are measured already. */
    private int countMeasured() {
        return view("time-by-length", ScalingCurve.class).seriesProperty().get().stream()
                .mapToInt(series -> series.values().size())
                .sum();
    }

    @Test
    void aLongTextIsLookedAtFromItsBeginning() {
        window.show(at(0, Map.of("text", "abcde ".repeat(100))));
        assertThat(profile("gpt").positions()).isEqualTo(SequentialLesson.MAX_SHOWN);
    }
}

package dev.unroll.engine.train;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ScheduleTest {
    @Provide
    Arbitrary<Schedule> schedules() {
        Arbitrary<Long> steps = Arbitraries.longs().between(1, 10_000);
        Arbitrary<Double> factor = Arbitraries.doubles().between(0, 1);
        Arbitrary<Schedule> simple = Arbitraries.oneOf(
                Arbitraries.just(new Schedule.Constant()),
                Combinators.combine(steps, factor).as(Schedule.Step::new),
                Combinators.combine(steps, factor).as(Schedule.Cosine::new),
                steps.map(Schedule.InverseSquareRoot::new));
        return Arbitraries.oneOf(simple, Combinators.combine(steps, simple).as(Schedule.WarmUp::new));
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll("schedules") Schedule schedule) {
        assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
    }

    @Property
    void factorsAreBetweenZeroAndOne(
            @ForAll("schedules") Schedule schedule, @ForAll @LongRange(max = 20_000) long step) {
        assertThat(schedule.factor(step)).isBetween(0.0, 1.0);
    }

    @Test
    void formulasAreThoseOfThePapers() {
        assertThat(new Schedule.Step(10, 0.5).factor(25)).isEqualTo(0.25);
        assertThat(new Schedule.Cosine(100, 0.2).factor(50)).isCloseTo(0.6, within(1e-12));
        assertThat(new Schedule.Cosine(100, 0.2).factor(1000)).isCloseTo(0.2, within(1e-12));
        assertThat(new Schedule.WarmUp(4, new Schedule.Constant()).factor(1)).isEqualTo(0.5);
        // Vaswani et al. 2017, eq. 3, with 512 units and 4000 steps: step 100 of ours is their step_num 101.
        double theirs = Math.pow(512, -0.5) * Math.min(Math.pow(101, -0.5), 101 * Math.pow(4000, -1.5));
        double ours = Math.pow(512 * 4000.0, -0.5) * new Schedule.InverseSquareRoot(4000).factor(100);
        assertThat(ours).isCloseTo(theirs, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cosine", "cosine:x", "cosine:0", "step:3", "step:3:2", "warmup:5", "warmup:5,", "linear:3"})
    void otherTextsAreRefusedInOneSentence(String text) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .endsWith(".");
    }

    @Test
    void aRunThatEndsInTheWarmUpIsRefused() {
        Schedule schedule = Schedule.parse("warmup:100,cosine:900");
        assertThatThrownBy(() -> schedule.requireRoom(100)).hasMessageContaining("more than 100 steps");
        assertThatThrownBy(() -> Schedule.parse("inverse-sqrt:50").requireRoom(20))
                .hasMessageContaining("more than 50 steps");
        assertThatThrownBy(() -> Schedule.parse("warmup:100,cosine:50").requireRoom(1000))
                .hasMessageContaining("50 steps")
                .hasMessageContaining("100 steps");
        schedule.requireRoom(101);
        schedule.requireRoom(0); // nothing is trained
        Schedule.parse("step:50:0.5").requireRoom(1);
    }

    @Test
    void clippingByValueKeepsEachGradientInside() {
        Tensor g = Tensor.of(Shape.of(Axis.UNIT, 3), -2, 0.5f, 7);
        Clipping.parse("value:1").clip(List.of(g));
        assertThat(g.toArray()).containsExactly(-1, 0.5f, 1);
        assertThat(Clipping.parse("none")).isEqualTo(new Clipping.None());
        assertThat(Clipping.parse(new Clipping.ByNorm(2.5).toString())).isEqualTo(new Clipping.ByNorm(2.5));
        assertThatThrownBy(() -> Clipping.parse("norm:-1")).hasMessageContaining("above 0");
        assertThatThrownBy(() -> Clipping.parse("most:1")).hasMessageContaining("‘most:1’");
    }
}

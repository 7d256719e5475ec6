package dev.unroll.engine.train;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Steps that nothing is trained for. */
class CourseTest {
    @Test
    void itBeginsAtItsEndAndGoesAnywhere() {
        Course.Counted course = new Course.Counted(5);
        assertThat(course.step()).isEqualTo(5);
        assertThat(course.forward()).isEmpty();
        assertThat(course.step()).isEqualTo(5);
        assertThat(course.goTo(0, () -> true)).isTrue();
        course.forward();
        assertThat(course.step()).isEqualTo(1);
        assertThat(course.lastStep()).isEqualTo(5);
        assertThatThrownBy(() -> course.goTo(6, () -> false)).hasMessageContaining("0 to 5");
    }

    @Test
    void aTrainerMovesItAndStopsAtItsEnd() {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (Trainer<Course.Counted> trainer = new Trainer<>(new Course.Counted(1000), _ -> {}, failure::complete)) {
            assertThat(trainer.seek(3).orTimeout(5, TimeUnit.SECONDS).join()).isTrue();
            assertThat(trainer.ask(Course::step).join()).isEqualTo(3);
            assertThat(trainer.seekBy(-1).orTimeout(5, TimeUnit.SECONDS).join()).isTrue();
            assertThat(trainer.ask(Course::step).join()).isEqualTo(2);
            assertThat(trainer.seek(Trainer.ENDLESS)
                            .orTimeout(5, TimeUnit.SECONDS)
                            .join())
                    .isFalse();
            assertThat(trainer.ask(Course::step).join()).isEqualTo(1000);
            assertThat(trainer.running()).isFalse();
        }
        assertThat(failure).isNotDone();
    }
}

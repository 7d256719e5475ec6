package dev.unroll.app.lesson;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * A station of the road.
 *
 * @param id its name on the command line
 * @param number its place on the road, or 0 for what stands beside it
 * @param opener opens it; {@code null} where it is not built yet
 */
public record Lesson(String id, int number, @Nullable Function<LessonContext, LessonSession> opener) {
    /** The key of its title among the texts. */
    public String titleKey() {
        return "lesson." + id;
    }

    /** Whether it can be opened. */
    public boolean available() {
        return opener != null;
    }
}

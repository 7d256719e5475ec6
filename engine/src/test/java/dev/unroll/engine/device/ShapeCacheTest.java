package dev.unroll.engine.device;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is made for a shape is kept, until others need the room. */
class ShapeCacheTest {
    private final List<String> made = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final ShapeCache<Integer, String> cache = new ShapeCache<>(2, closed::add);

    private String get(int key) {
        return cache.get(key, k -> {
            made.add("graph " + k);
            return "graph " + k;
        });
    }

    @Test
    void isMadeOnceAndClosedWhenEvicted() {
        get(1);
        get(2);
        get(1);
        assertThat(made).containsExactly("graph 1", "graph 2");
        get(3);
        assertThat(closed).as("the one not asked for the longest").containsExactly("graph 2");
        get(2);
        assertThat(closed).containsExactly("graph 2", "graph 1");
        cache.close();
        assertThat(closed).containsExactly("graph 2", "graph 1", "graph 3", "graph 2");
        assertThat(cache.size()).isZero();
    }

    @Test
    void keepsNothingOfWhatCouldNotBeMade() {
        assertThatThrownBy(() -> cache.get(1, _ -> {
                    throw new IllegalStateException("no memory");
                }))
                .hasMessage("no memory");
        assertThat(cache.size()).isZero();
        assertThat(get(1)).isEqualTo("graph 1");
        cache.evict(1);
        cache.evict(1);
        assertThat(closed).containsExactly("graph 1");
    }
}

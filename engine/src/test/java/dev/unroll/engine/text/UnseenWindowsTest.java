package dev.unroll.engine.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class UnseenWindowsTest {
    @Test
    void aTextHasSeenAllOfItself() {
        int[] text = {0, 1, 2, 0, 3, 1};
        assertThat(UnseenWindows.shares(text, text, 4).toArray()).containsOnly(0);
    }

    @Test
    void widerWindowsAreMetMoreSeldom() {
        int[] text = {0, 1, 2, 3, 0, 4, 2, 5}; // ann eats the pizza … ann drinks the soup
        int[] read = {6, 1, 2, 3};
        // 6 is new; 1 and 2 are known, and ‘1 2’ is, but not after 6
        assertThat(UnseenWindows.shares(text, read, 3).toArray())
                .containsExactly(new float[] {1 / 3f, 2 / 3f, 1}, within(1e-6f));
    }

    @Test
    void theBeginningOfATextIsPartOfAWindow() {
        int[] text = {0, 1, 0, 2};
        assertThat(UnseenWindows.shares(text, new int[] {1, 2}, 2).toArray()).containsExactly(0, 1);
        assertThat(UnseenWindows.shares(text, new int[] {0, 2}, 2).toArray()).containsExactly(0, 0);
    }
}

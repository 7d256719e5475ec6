package dev.unroll.app.lesson.gpt;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextTreeTest {
    private static final int D = TextTree.DRAWN;

    @Test
    void whatIsTypedIsReadAndWrittenTheSame() {
        TextTree tree = TextTree.parse("56 ... | * 56 12");
        assertThat(tree.branches()).containsExactly(List.of(56, D, D, D), List.of(56, 12));
        assertThat(tree.view()).isEqualTo(1);
        assertThat(TextTree.parse(tree.format())).isEqualTo(tree);
        assertThat(TextTree.parse("")).isEqualTo(TextTree.EMPTY);
        assertThat(TextTree.EMPTY.format()).isEmpty();
        assertThatThrownBy(() -> TextTree.parse("5 x")).hasMessageContaining("‘x’");
    }

    @Test
    void aTokenGoesOnOrBranchesOrFindsTheBranchThatIsThere() {
        TextTree one = TextTree.EMPTY.with(0, 5).with(1, 6).with(2, 7);
        assertThat(one.branches()).containsExactly(List.of(5, 6, 7));
        assertThat(one.with(1, 6)).as("it stands there").isEqualTo(one);
        TextTree two = one.with(1, 9);
        assertThat(two.branches()).containsExactly(List.of(5, 6, 7), List.of(5, 9));
        assertThat(two.path()).containsExactly(5, 9);
        assertThat(two.fork(1)).isEqualTo(1);
        TextTree back = two.with(1, 6);
        assertThat(back.branches()).isEqualTo(two.branches());
        assertThat(back.path()).containsExactly(5, 6, 7);
        assertThat(two.with(2, 3).branches()).containsExactly(List.of(5, 6, 7), List.of(5, 9, 3));
    }
}

package dev.unroll.viz.view;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;

import javafx.scene.text.Font;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class ThemeTest {
    private final Font font = Font.font(13);

    @Test
    void textThatFitsIsLeftAlone() {
        assertThat(Theme.elide("hidden", font, 200)).isEqualTo("hidden");
        assertThat(Theme.elide("", font, -5)).isEmpty();
    }

    @Test
    void textThatDoesNotFitEndsInAnEllipsis() {
        String cut = Theme.elide("a very long label indeed", font, 60);
        assertThat(cut).startsWith("a ").endsWith("…");
        assertThat(Theme.width(cut, font)).isLessThanOrEqualTo(60);
        assertThat(Theme.elide("label", font, 1)).isEmpty();
    }

    @Test
    void aCharacterOutsideTheBasicPlaneIsNotCutInTwo() {
        for (int width = 0; width < 80; width++) {
            String cut = Theme.elide("😀😀😀😀😀", font, width).replace("…", "");
            assertThat(cut.length() % 2).isZero();
        }
    }
}

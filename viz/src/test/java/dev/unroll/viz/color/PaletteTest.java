package dev.unroll.viz.color;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PaletteTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void zeroIsNeutralAndCloseToTheBackground(boolean dark) {
        Color zero = ColorScale.signed(1).color(0, dark);
        assertThat(zero.getSaturation()).isLessThan(.25);
        assertThat(TextContrast.ratio(zero, dark ? Color.web("#0d1117") : Color.WHITE))
                .isLessThan(1.6);
    }

    @Test
    void aScaleOfCountsReachesTheLargestAndTenAtLeast() {
        Tensor few = Tensor.of(Shape.of(Axis.ITEM, 3), 0, 3, 2);
        Tensor many = Tensor.of(Shape.of(Axis.ITEM, 3), 0, 250, 2);
        assertThat(ColorScale.counts(few)).isEqualTo(new ColorScale(Palette.PROBABILITY, 1, 10, true));
        assertThat(ColorScale.counts(many)).isEqualTo(new ColorScale(Palette.PROBABILITY, 1, 250, true));
    }

    @ParameterizedTest
    @EnumSource(Palette.class)
    void textOnEveryColourCanBeRead(Palette palette) {
        for (int i = 0; i <= 100; i++) {
            for (boolean dark : new boolean[] {false, true}) {
                Color color = palette.color(i / 100., dark);
                assertThat(TextContrast.ratio(TextContrast.on(color), color)).isGreaterThan(4.3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sequentialPalettesGoOneWayInLightness(boolean dark) {
        for (Palette palette : new Palette[] {Palette.PROBABILITY, Palette.GRADIENT}) {
            for (int i = 1; i <= 64; i++) {
                double before = TextContrast.luminance(palette.color((i - 1) / 64., dark));
                double now = TextContrast.luminance(palette.color(i / 64., dark));
                assertThat(dark ? now - before : before - now).isPositive();
            }
        }
    }

    @Test
    void signsAreToldApartWithoutRedAndGreen() {
        // What a deuteranope keeps is chiefly the blue channel against the rest.
        for (boolean dark : new boolean[] {false, true}) {
            Color negative = ColorScale.signed(1).color(-1, dark);
            Color positive = ColorScale.signed(1).color(1, dark);
            assertThat(Math.abs(negative.getBlue() - positive.getBlue())).isGreaterThan(.4);
        }
    }

    @Test
    void numbersThatAreNotFiniteHaveALookOfTheirOwn() {
        ColorScale scale = ColorScale.signed(1);
        assertThat(scale.color(Double.NaN, false)).isEqualTo(scale.color(Double.POSITIVE_INFINITY, false));
        for (double value = -1; value <= 1; value += .01) {
            assertThat(scale.color(value, false)).isNotEqualTo(scale.color(Double.NaN, false));
        }
    }

    @Test
    void aFewLargeNumbersDoNotFadeTheOthers() {
        Tensor small = Tensor.of(Shape.of(Axis.ITEM, 9), .1f, -.2f, .3f, -.4f, .5f, -.6f, .7f, -.8f, .9f);
        Tensor large = Tensor.of(Shape.of(Axis.ITEM, 1), 400);
        assertThat(ColorScale.signedForMost(.9, List.of(small, large)).high()).isEqualTo(1);
        assertThat(ColorScale.signedForMost(1, List.of(small, large)).high()).isEqualTo(500);
        assertThatThrownBy(() -> ColorScale.signedForMost(.9, List.of())).hasMessageContaining("no numbers");
    }

    @Test
    void aLogarithmicScalePutsEqualRatiosAtEqualDistances() {
        ColorScale scale = ColorScale.gradient(1e-6, 1);
        assertThat(scale.position(1e-3)).isEqualTo(.5, within(1e-12));
        assertThat(scale.position(0)).isZero();
        assertThat(scale.ticks()).contains(1e-6, 1.0);
    }

    @Test
    void anEmptyDomainIsRefused() {
        assertThatThrownBy(() -> ColorScale.signed(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColorScale.gradient(0, 1)).hasMessageContaining("begins above 0");
    }
}

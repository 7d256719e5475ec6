package dev.unroll.engine.tensor;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShapeTest {
    private final Shape shape = Shape.of(Axis.TIME, 2, Axis.BATCH, 3, Axis.UNIT, 4);

    @Property
    void unflattenIsTheInverseOfFlatten(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 6) Integer> sizes) {
        Shape any = Shape.of(
                Collections.nCopies(sizes.size(), Axis.ITEM),
                sizes.stream().mapToInt(i -> i).toArray());
        for (int i = 0; i < any.length(); i++)
            assertThat(any.flatten(any.unflatten(i))).isEqualTo(i);
    }

    @Test
    void axesAreFoundByName() {
        assertThat(shape.size(Axis.BATCH)).isEqualTo(3);
        assertThat(shape.size(-1)).isEqualTo(4);
        assertThat(shape.indexOf(Axis.KEY)).isEqualTo(-1);
        assertThatThrownBy(() -> shape.size(Axis.KEY)).hasMessageContaining("KEY");
        assertThat(shape).hasToString("[TIME 2, BATCH 3, UNIT 4]");
    }

    @Test
    void axesComeAndGo() {
        assertThat(shape.drop(1)).isEqualTo(Shape.of(Axis.TIME, 2, Axis.UNIT, 4));
        assertThat(shape.drop(0).prepend(Axis.TIME, 2)).isEqualTo(shape);
        assertThat(shape.drop(2).append(Axis.UNIT, 4)).isEqualTo(shape);
        assertThat(Shape.scalar().append(Axis.UNIT, 4)).isEqualTo(Shape.of(Axis.UNIT, 4));
        assertThat(shape.withLast(Axis.TOKEN, 9).columns()).isEqualTo(9);
        assertThat(shape.rows()).isEqualTo(6);
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> Shape.of(Axis.TIME, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shape.of(Axis.TIME, 1 << 20, Axis.UNIT, 1 << 20))
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> shape.flatten(0, 3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void slicesAndReshapesShareTheirNumbers() {
        Tensor tensor = Tensor.zeros(shape);
        tensor.slice(1).slice(2).fill(7);
        assertThat(tensor.get(1, 2, 3)).isEqualTo(7);
        assertThat(tensor.reshape(Shape.of(Axis.ITEM, 24)).at(23)).isEqualTo(7);
        Tensor copy = tensor.copy();
        tensor.fill(0);
        assertThat(copy.get(1, 2, 3)).isEqualTo(7);
        assertThatThrownBy(() -> tensor.reshape(Shape.of(Axis.ITEM, 23))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tensor.slice(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}

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
    void sizesMayBeZero() {
        Shape empty = Shape.of(Axis.TIME, 3, Axis.UNIT, 0);
        assertThat(empty.length()).isZero();
        assertThat(empty.rows()).isEqualTo(3);
        assertThatThrownBy(() -> empty.unflatten(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void wrongIndicesAndCountsAreRefused() {
        assertThatThrownBy(() -> shape.flatten(0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> shape.flatten(-1, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> shape.unflatten(24)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Shape.of(List.of(Axis.TIME), 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Shape.scalar().flatten()).isZero();
        assertThat(Shape.scalar().unflatten(0)).isEmpty();
    }

    @Test
    void sizesCannotBeChangedFromOutside() {
        int[] sizes = {2, 3};
        Shape own = Shape.of(List.of(Axis.TIME, Axis.UNIT), sizes);
        sizes[0] = 9;
        own.sizes()[1] = 9;
        assertThat(own)
                .isEqualTo(Shape.of(Axis.TIME, 2, Axis.UNIT, 3))
                .hasSameHashCodeAs(Shape.of(Axis.TIME, 2, Axis.UNIT, 3));
        assertThat(own)
                .isNotEqualTo(Shape.of(Axis.UNIT, 2, Axis.TIME, 3))
                .isNotEqualTo(Shape.of(Axis.TIME, 3, Axis.UNIT, 2));
    }

    @Test
    void copiesFitByLengthAndStayInTheirWindow() {
        Tensor tensor = Tensor.zeros(Shape.of(Axis.TIME, 3, Axis.UNIT, 2));
        tensor.slice(1).copyFrom(Tensor.of(Shape.of(Axis.ITEM, 2), 5, 6));
        assertThat(tensor.toArray()).containsExactly(0, 0, 5, 6, 0, 0);
        tensor.slice(2).copyFrom(tensor.slice(1));
        assertThat(tensor.toArray()).containsExactly(0, 0, 5, 6, 5, 6);
        assertThatThrownBy(() -> tensor.copyFrom(Tensor.scalar(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tensor.slice(1).at(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Tensor.of(Shape.of(Axis.ITEM, 3), 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tensor(tensor.shape(), tensor.storage(), Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(tensor::item).isInstanceOf(IllegalStateException.class);
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

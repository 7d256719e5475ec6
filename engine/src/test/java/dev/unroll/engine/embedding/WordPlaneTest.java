package dev.unroll.engine.embedding;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Vocabulary;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Pictures of words that move from one look to the next. */
class WordPlaneTest {
    private static final int UNITS = 4;

    private static EmbeddingSpace space(float[] vectors) {
        int count = vectors.length / UNITS;
        List<String> words = IntStream.range(0, count).mapToObj(i -> "w" + i).toList();
        return new EmbeddingSpace(
                new Vocabulary(words), Tensor.of(Shape.of(Axis.TOKEN, count, Axis.UNIT, UNITS), vectors));
    }

    private static float[] random(int count) {
        SplittableRandom random = new SplittableRandom(7);
        float[] vectors = new float[count * UNITS];
        for (int i = 0; i < vectors.length; i++) vectors[i] = (float) random.nextGaussian();
        return vectors;
    }

    /** Two directions nearly as long change places when one grows: the words stay where they are all the same. */
    @Test
    void aPictureDoesNotTurnWhenItsDirectionsChangePlaces() {
        float[] before = random(40);
        for (int i = 0; i < before.length; i += UNITS) before[i] *= 3.1f;
        for (int i = 1; i < before.length; i += UNITS) before[i] *= 3;
        float[] after = before.clone();
        for (int i = 1; i < after.length; i += UNITS) after[i] *= 1.2f;
        WordPlane plane = new WordPlane();
        Tensor first = plane.principal(space(before));
        Tensor held = plane.principal(space(after));
        Tensor anew = new WordPlane().principal(space(after));
        assertThat(distance(held, first)).isLessThan(.2 * distance(anew, first));
    }

    private static double distance(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.length(); i++) sum += Math.pow(a.at(i) - b.at(i), 2);
        return Math.sqrt(sum);
    }

    @Test
    void neighboursAreNotPlacedAgainWhileNothingHasMoved() {
        WordPlane plane = new WordPlane();
        float[] vectors = random(12);
        Tensor first = plane.neighbourly(space(vectors));
        assertThat(plane.neighbourly(space(vectors)).toArray()).isEqualTo(first.toArray());
        vectors[0] += 1;
        Tensor moved = plane.neighbourly(space(vectors));
        assertThat(moved.toArray()).isNotEqualTo(first.toArray());
        double size = distance(first, Tensor.zeros(first.shape()));
        assertThat(distance(moved, first))
                .as("it goes on and does not begin anew")
                .isLessThan(size);
    }

    @Test
    void wordsForWhichThereIsNoTimeAreLeftOut() {
        Tensor points = new WordPlane().neighbourly(space(random(401)));
        assertThat(points.shape()).isEqualTo(Shape.of(Axis.TOKEN, 401, Axis.ITEM, 2));
        assertThat(points.at(2 * 399)).isFinite();
        assertThat(points.at(2 * 400)).isNaN();
    }

    @Test
    void fewWordsAreProjectedAndOneAloneLiesInTheMiddle() {
        assertThat(new WordPlane().neighbourly(space(random(3))).toArray())
                .isEqualTo(new WordPlane().principal(space(random(3))).toArray());
        assertThat(new WordPlane().principal(space(random(1))).toArray()).containsExactly(0, 0);
    }
}

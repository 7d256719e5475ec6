package dev.unroll.engine.embedding;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.EmbeddingModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.text.WordTokenizer;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class EmbeddingSpaceTest {
    private static Tensor vectors(int columns, float... values) {
        return Tensor.of(Shape.of(Axis.TOKEN, values.length / columns, Axis.UNIT, columns), values);
    }

    @Test
    void neighboursAndAnalogiesGoByTheAngle() {
        Vocabulary words = new Vocabulary(List.of("man", "woman", "king", "queen", "far"));
        EmbeddingSpace space = new EmbeddingSpace(words, vectors(2, 1, 0.1f, 1, 0.9f, 3, 0.3f, 3, 2.7f, -5, -5));
        assertThat(space.neighbours(0, 2))
                .extracting(EmbeddingSpace.Neighbour::id)
                .containsExactly(2, 1);
        assertThat(space.neighbours(0, 1).getFirst().cosine()).isCloseTo(1, within(1e-9));
        assertThat(space.analogy(0, 1, 2, 1).getFirst().id()).isEqualTo(3);
    }

    @Test
    void anAnalogyMayNameAWordTwice() {
        Vocabulary words = new Vocabulary(List.of("man", "woman", "king", "queen", "far"));
        EmbeddingSpace space = new EmbeddingSpace(words, vectors(2, 1, 0.1f, 1, 0.9f, 3, 0.3f, 3, 2.7f, -5, -5));
        assertThat(space.analogy(2, 2, 0, 5))
                .as("king − king + man is man")
                .extracting(EmbeddingSpace.Neighbour::id)
                .containsExactly(1, 3, 4);
        assertThat(space.analogy(1, 1, 1, 5)).hasSize(4);
        for (float place : space.planeOf(2, 2, 2).toArray()) assertThat(place).isFinite();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void vectorsThatAreNoNumbersAreRefused(float value) {
        Vocabulary words = new Vocabulary(List.of("man", "woman"));
        assertThatThrownBy(() -> new EmbeddingSpace(words, vectors(2, 1, 2, 3, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The model's vectors are no finite numbers, so no words can be compared.");
    }

    @Test
    void cosinesStandByTheirWords() {
        EmbeddingSpace space = new EmbeddingSpace(new Vocabulary(List.of("a", "b", "c")), vectors(2, 1, 0, 0, 1, 2, 2));
        Tensor cosines = EmbeddingSpace.cosines(space.neighbours(0, 3), 3, -1);
        assertThat(cosines.shape()).isEqualTo(Shape.of(Axis.TOKEN, 3));
        assertThat(cosines.toArray()).containsExactly(new float[] {-1, 0, (float) Math.sqrt(.5)}, within(1e-6f));
    }

    @Test
    void thePlaneOfAnAnalogyShowsItsStepInFullLength() {
        Vocabulary words = new Vocabulary(List.of("a", "b", "c", "d"));
        EmbeddingSpace space = new EmbeddingSpace(words, vectors(3, 1, 0, 0, 0, 2, 0, 0, 0, 5, 1, 1, 1));
        Tensor plane = space.planeOf(0, 1, 2);
        double length = Math.hypot(plane.at(2) - plane.at(0), plane.at(3) - plane.at(1));
        assertThat(length).as("from a to b, two unit vectors at a right angle").isCloseTo(Math.sqrt(2), within(1e-6));
        assertThat(plane.at(4)).as("c lies to the right of a").isGreaterThan(plane.at(0));
        assertThat(plane.at(5)).as("at its height").isCloseTo(plane.at(1), within(1e-6f));
        assertThat(plane.at(0) + plane.at(2) + plane.at(4)).isCloseTo(0, within(1e-6f));
    }

    @Test
    void firstPrincipalComponentIsTheLongestDirection() {
        SplittableRandom random = new SplittableRandom(2);
        List<String> words = new ArrayList<>();
        float[] values = new float[3 * 50];
        for (int i = 0; i < 50; i++) {
            words.add("w" + i);
            double along = random.nextGaussian() * 10;
            values[3 * i] = (float) (along * 0.6);
            values[3 * i + 1] = (float) (along * 0.8);
            values[3 * i + 2] = (float) random.nextGaussian();
        }
        Tensor projected = new EmbeddingSpace(new Vocabulary(words), vectors(3, values)).principalComponents(2);
        double mean = 0;
        for (int i = 0; i < 50; i++) mean += (values[3 * i] * 0.6 + values[3 * i + 1] * 0.8) / 50;
        for (int i = 0; i < 50; i++) {
            double expected = values[3 * i] * 0.6 + values[3 * i + 1] * 0.8 - mean;
            assertThat((double) projected.get(i, 0)).isCloseTo(expected, within(0.4));
        }
    }

    @Test
    void tsneKeepsClustersApart() {
        SplittableRandom random = new SplittableRandom(4);
        float[] values = new float[60 * 5];
        for (int i = 0; i < 60; i++)
            for (int u = 0; u < 5; u++) values[i * 5 + u] = (float) (random.nextGaussian() + (u == i % 3 ? 12 : 0));
        Tsne tsne = new Tsne(vectors(5, values), 10, 1);
        double before = tsne.divergence();
        for (int i = 0; i < 300; i++) tsne.step();
        assertThat(tsne.divergence()).isLessThan(before);
        Tensor points = tsne.points();
        int right = 0;
        for (int i = 0; i < 60; i++) if (nearest(points, i) % 3 == i % 3) right++;
        assertThat(right).isEqualTo(60);
    }

    private static int nearest(Tensor points, int i) {
        int best = -1;
        double smallest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < points.shape().size(0); j++) {
            double d = Math.hypot(points.get(i, 0) - points.get(j, 0), points.get(i, 1) - points.get(j, 1));
            if (j != i && d < smallest) {
                smallest = d;
                best = j;
            }
        }
        return best;
    }

    @ParameterizedTest
    @CsvSource({"word2vec,skipgram,3", "word2vec,skipgram,0", "word2vec,cbow,3", "glove,,0"})
    void wordsOfOneKindBecomeNeighbours(String kind, String architecture, int negatives) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        String[][] kinds = {{"cat", "dog", "cow"}, {"red", "blue", "green"}};
        String[][] around = {{"runs", "eats", "sleeps"}, {"paint", "shade", "colour"}};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            int k = random.nextInt(2);
            text.append(around[k][random.nextInt(3)])
                    .append(' ')
                    .append(kinds[k][random.nextInt(3)])
                    .append(' ');
            text.append(around[k][random.nextInt(3)]).append(" . . . ");
        }
        WordTokenizer tokenizer = WordTokenizer.of(text.toString());
        Corpus corpus = Corpus.of(text.toString(), tokenizer);
        Map<String, String> sizes = architecture == null
                ? Map.of("hidden", "6")
                : Map.of("hidden", "6", "architecture", architecture, "negatives", Integer.toString(negatives));
        TrainingSettings settings = new TrainingSettings(0.02, Double.POSITIVE_INFINITY);
        Recipe recipe = new Recipe(kind, sizes, Optimizer.Kind.ADAM, settings, 64, 1, 3);
        Training training = recipe.start(new Dataset.Text(corpus), Backends.best());
        for (int i = 0; i < 500; i++) training.step(settings);
        EmbeddingModel model = (EmbeddingModel) training.model();
        EmbeddingSpace space = new EmbeddingSpace(tokenizer.vocabulary(), model.vectors());
        for (String[] group : kinds) {
            int first = tokenizer.vocabulary().id(group[0]).orElseThrow();
            assertThat(space.neighbours(first, 5).stream()
                            .map(n -> tokenizer.vocabulary().token(n.id()))
                            .filter(w -> List.of("cat", "dog", "cow", "red", "blue", "green")
                                    .contains(w))
                            .limit(2)
                            .toList())
                    .containsExactlyInAnyOrder(group[1], group[2]);
        }
    }

    @Test
    void distancesAndAnglesAreThoseOfThePlane() {
        Tensor points = vectors(2, 0, 0, 3, 4, 6, 8);
        assertThat(EmbeddingSpace.distance(points.slice(0), points.slice(1))).isEqualTo(5);
        assertThat(EmbeddingSpace.cosine(points.slice(1), points.slice(2))).isCloseTo(1, within(1e-12));
        assertThat(EmbeddingSpace.cosine(points.slice(0), points.slice(2))).isZero();
        EmbeddingSpace space = new EmbeddingSpace(new Vocabulary(List.of("a", "b", "c")), points);
        assertThat(space.meanDistance()).isCloseTo((5 + 5 + 10) / 3., within(1e-12));
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.embedding.ContextWindows;
import dev.unroll.engine.model.EmbeddingModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.WordTokenizer;
import dev.unroll.engine.trace.WordPairs.Item;
import dev.unroll.engine.trace.WordPairs.Pair;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The examples of the next step, and which way it moves their words. */
class WordPairReaderTest {
    private static final TrainingSettings SETTINGS = new TrainingSettings(.05, Double.POSITIVE_INFINITY);
    private static final int MOST = 4;

    private final Backend backend = Backends.best();
    private Corpus corpus;

    @BeforeEach
    void read() throws Exception {
        String text = "the cat sees the dog and the dog sees the cat but the mouse sees the cheese";
        corpus = Corpus.of(text, WordTokenizer.of(text));
    }

    private static Recipe recipe(String kind, Map<String, String> sizes) {
        return new Recipe(kind, sizes, Optimizer.Kind.SGD, SETTINGS, 6, 2, 1);
    }

    private static Recipe word2vec(String architecture, int negatives) {
        return recipe(
                "word2vec",
                Map.of("hidden", "4", "architecture", architecture, "negatives", Integer.toString(negatives)));
    }

    private WordPairs next(Recipe recipe, Training training) {
        return new WordPairReader(corpus, recipe, MOST)
                .read((EmbeddingModel) training.model(), training.step(), backend);
    }

    private Training trained(Recipe recipe, int steps) {
        Training training = recipe.start(new Dataset.Text(corpus), backend);
        for (int i = 0; i < steps; i++) training.step(SETTINGS);
        return training;
    }

    @Test
    void theExamplesAreThoseThatTheNextStepDraws() {
        Recipe recipe = word2vec("skipgram", 3);
        WordPairs next = next(recipe, trained(recipe, 5));
        ContextWindows.Batch batch = ContextWindows.of(corpus, 2, true, 3).batch(5, 6, 1);
        assertThat(next.pairs()).hasSize(MOST);
        for (int i = 0; i < MOST; i++) {
            Pair pair = next.pairs().get(i);
            assertThat(pair.given()).containsExactly(batch.inputs()[i][0]);
            assertThat(pair.items()).hasSize(4);
            assertThat(pair.items().getFirst().word()).isEqualTo(batch.targets()[i]);
            assertThat(pair.items().stream().skip(1).mapToInt(Item::word).toArray())
                    .isEqualTo(batch.negatives()[i]);
        }
    }

    @Test
    void theRightWordIsPulledAndTheOthersAreNotAndScoresStandInTheTrace() {
        Recipe recipe = word2vec("skipgram", 3);
        for (Pair pair : next(recipe, trained(recipe, 20)).pairs()) {
            assertThat(pair.items()).extracting(Item::pulled).containsExactly(true, false, false, false);
            for (Item item : pair.items()) {
                double p = 1 / (1 + Math.exp(-item.score()));
                assertThat(item.strength()).isCloseTo(item.pulled() ? 1 - p : p, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"skipgram 3", "skipgram 0", "cbow 3", "glove 0"})
    void everyPlaceIsThere(String kind) {
        String[] parts = kind.split(" ");
        Recipe recipe = parts[0].equals("glove")
                ? recipe("glove", Map.of("hidden", "4"))
                : word2vec(parts[0], Integer.parseInt(parts[1]));
        WordPairs next = next(recipe, trained(recipe, 3));
        assertThat(next.isGlove()).isEqualTo(parts[0].equals("glove"));
        assertThat(next.trace().value(next.matrix()).shape().columns()).isEqualTo(4);
        for (int i = 0; i < next.pairs().size(); i++) {
            for (Place place : List.of(next.oneHot(i), next.vector(i), next.score(i), next.loss(i)))
                assertThat(next.trace().contains(place)).as(place.label()).isTrue();
            for (Item item : next.pairs().get(i).items()) {
                int[] index = item.place().index().stream().mapToInt(at -> at).toArray();
                assertThat((double) next.trace().value(item.place().name()).get(index))
                        .isEqualTo(item.score());
                assertThat(item.strength()).isBetween(0., 1.);
            }
        }
    }

    @Test
    void aWindowGivesAllItsWords() {
        Recipe recipe = word2vec("cbow", 3);
        assertThat(next(recipe, trained(recipe, 0)).pairs())
                .allSatisfy(
                        pair -> assertThat(pair.given()).hasSizeBetween(2, 4).doesNotContain(-1));
    }

    @Test
    void ofASoftmaxTheRightWordComesFirstAndTheLikeliestFollow() {
        Recipe recipe = word2vec("skipgram", 0);
        for (Pair pair : next(recipe, trained(recipe, 10)).pairs()) {
            assertThat(pair.items()).hasSize(6).extracting(Item::word).doesNotHaveDuplicates();
            assertThat(pair.items().getFirst().pulled()).isTrue();
            assertThat(pair.items().stream().skip(1).map(item -> -item.score())).isSorted();
        }
    }

    /** A step down the gradient brings a GloVe pair together where its error is below 0. */
    @Test
    void aPairOfGloveIsPulledWhereItsPredictionIsTooSmall() {
        Recipe recipe = recipe("glove", Map.of("hidden", "4"));
        WordPairs next = next(recipe, trained(recipe, 1));
        for (int i = 0; i < next.pairs().size(); i++) {
            Item item = next.pairs().get(i).items().getFirst();
            float slope = next.trace().gradient("prediction").at(i);
            assertThat(item.pulled()).isEqualTo(slope < 0);
            assertThat(item.place().quantity()).isEqualTo(Quantity.VALUE);
        }
    }
}

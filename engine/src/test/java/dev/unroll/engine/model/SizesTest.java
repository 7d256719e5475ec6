package dev.unroll.engine.model;

import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SizesTest {
    static final List<String> KINDS = Models.KINDS;

    /** What data would decide. */
    private static Map<String, String> data(String kind) {
        Map<String, String> sizes = new TreeMap<>();
        for (Size size : Models.sizes(kind)) if (size.decidedByData()) sizes.put(size.name(), "7");
        return sizes;
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void everyDefaultIsAllowedAndMakesAModelThatSaysIt(String kind) {
        Map<String, String> sizes = Models.complete(kind, data(kind), 12);
        assertThat(sizes)
                .containsOnlyKeys(Models.sizes(kind).stream().map(Size::name).toList());
        for (Size size : Models.sizes(kind))
            assertThat(size.allows(sizes.get(size.name()))).as(size.name()).isTrue();
        Map<String, String> configuration = Models.create(kind, sizes, 1).configuration();
        assertThat(sizes).containsAllEntriesOf(configuration);
        assertThat(Models.create(kind, configuration, 1).configuration()).isEqualTo(configuration);
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void everySizeThatIsChosenIsHeard(String kind) {
        Map<String, String> usual = Models.create(kind, data(kind), 1).configuration();
        for (Size size : Models.sizes(kind)) {
            if (size.decidedByData() || size.name().equals("forgetBias")) continue; // that one is seen in the weights
            String other = switch (size) {
                case Size.Whole w -> Integer.toString(2 * w.usual() + (w.usual() == 0 ? 1 : 0));
                case Size.Multiple m -> Integer.toString(2 * m.usual());
                case Size.Decimal d -> Float.toString(d.usual() / 2 + 0.25f);
                case Size.Choice c ->
                    c.choices().stream()
                            .filter(v -> !v.equals(c.usual()))
                            .findFirst()
                            .orElseThrow();
                case Size.Data _ -> throw new AssertionError(size);
            };
            Map<String, String> sizes = new HashMap<>(data(kind));
            sizes.put(size.name(), other);
            assertThat(Models.create(kind, sizes, 1).configuration())
                    .as(size.name())
                    .containsEntry(size.name(), other)
                    .isNotEqualTo(usual);
        }
    }

    @Test
    void forgetBiasIsHeard() {
        Map<String, String> sizes = Map.of("vocabulary", "4", "forgetBias", "3");
        assertThat(Models.create("lstm", sizes, 1).parameters())
                .anySatisfy(p -> assertThat(p.value().toArray()).contains(3f));
    }

    @Test
    void contextIsTheLengthThatIsLearntAndInnerFourTimesTheUnits() {
        assertThat(Models.complete("gpt", Map.of("hidden", "48"), 21))
                .containsEntry("context", "21")
                .containsEntry("inner", "192");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpt         | hiden        | 99      | has no size ‘hiden’ to choose; it has: context, hidden, layers
            gpt         | vocabulary   | 99      | has no size ‘vocabulary’ to choose
            gpt         | tied         | 2       | one of 0, 1, not ‘2’
            gpt         | heads        | 0       | from 1 to 1024, not ‘0’
            gpt         | dropout      | 1       | from 0 to 0.99, not ‘1’
            gpt         | dropout      | NaN     | not ‘NaN’
            rnn         | forgetBias   | 1       | it has: hidden, layers, truncation
            rnn         | layers       | x       | a whole number from 1 to 1024, not ‘x’
            ngram       | order        | 0       | not ‘0’
            seq2seq     | attention    | all     | one of none, dot, additive, not ‘all’
            """)
    void unknownSizesAndValuesAreRefusedBySayingWhatThereIs(String kind, String name, String value, String message) {
        TrainingSettings settings = new TrainingSettings(0.01, 1);
        assertThatThrownBy(() -> new Recipe(kind, Map.of(name, value), Optimizer.Kind.ADAM, settings, 1, 8, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("‘" + kind + "’")
                .hasMessageContaining(message);
    }
}

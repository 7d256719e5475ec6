package dev.unroll.engine.generate;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.trace.GreedyTranslation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TranslatorTest {
    private static final Backend BACKEND = Backends.best();
    private static final int CONTEXT = 6;

    private final ParallelCorpus corpus = ParallelCorpus.of(List.of(
            new ParallelCorpus.Pair("eins zwei drei", "one two three"),
            new ParallelCorpus.Pair("vier fünf", "four five six")));

    private TranslationModel model(String kind) {
        Map<String, String> sizes = Map.of(
                "vocabulary", Integer.toString(corpus.target().vocabulary().size()),
                "sourceVocabulary",
                        Integer.toString(corpus.source().vocabulary().size()),
                "hidden", "8");
        return (TranslationModel) Models.create(
                kind,
                kind.equals("transformer")
                        ? Map.of(
                                "vocabulary", sizes.get("vocabulary"),
                                "sourceVocabulary", sizes.get("sourceVocabulary"),
                                "hidden", "8",
                                "heads", "2",
                                "context", Integer.toString(CONTEXT))
                        : sizes,
                4);
    }

    /** So that a translation never ends by itself. */
    private TranslationModel endless() {
        TranslationModel model = model("transformer");
        model.parameters().stream()
                .filter(p -> p.name().equals("head/bias"))
                .findAny()
                .orElseThrow()
                .value()
                .write()[corpus.target().id(SpacedTokenizer.END)] = -1e6f;
        return model;
    }

    private Translator translator(TranslationModel model, int most) {
        return new Translator(model, corpus.source(), corpus.target(), most, BACKEND);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void whereTheModelCanReadNoMoreTheBestSoFarIsTheTranslation(int width) {
        BeamSearch.Result found = translator(endless(), 100).search("eins zwei", width, 0.6);
        assertThat(found.best()).hasSize(CONTEXT);
        assertThat(translator(endless(), 3).search("eins zwei", width, 0.6).best())
                .hasSize(3);
    }

    @Test
    void greedyTranslationEndsThereToo() {
        int[] source = corpus.source().encode("eins zwei");
        int start = corpus.target().id(SpacedTokenizer.START);
        int end = corpus.target().id(SpacedTokenizer.END);
        GreedyTranslation greedy = GreedyTranslation.of(endless(), source, start, end, 50, BACKEND);
        assertThat(greedy.target()).hasSize(CONTEXT + 1).startsWith(start);
        assertThat(translator(endless(), 50).search("eins zwei", 1, 0).best())
                .isEqualTo(IntStream.of(greedy.target()).skip(1).toArray());
    }

    @Test
    void aSourceThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> translator(endless(), 50).beam("eins zwei ".repeat(4), 2, 0))
                .hasMessageContaining("at most 6 tokens, not 8");
    }

    @ParameterizedTest
    @CsvSource({
        "seq2seq, 1, NaN",
        "seq2seq, 4, NaN",
        "seq2seq, 4, Infinity",
        "transformer, 1, NaN",
        "transformer, 4, -Infinity"
    })
    void logitsThatAreNoNumbersAreRefused(String kind, int width, float value) {
        TranslationModel model = model(kind);
        model.parameters().getLast().value().write()[2] = value;
        assertThatThrownBy(() -> translator(model, 9).search("eins zwei", width, 0.6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The model's logits are no finite numbers, so no token can be chosen.");
    }
}

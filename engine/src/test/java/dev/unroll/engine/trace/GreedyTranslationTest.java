package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.generate.Translator;
import dev.unroll.engine.model.Seq2SeqModel;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.SpacedTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GreedyTranslationTest {
    private static final Backend BACKEND = Backends.best();
    private static final int MOST = 9;
    private static final String WEIGHTS = "attention/weights";

    private final ParallelCorpus corpus = ParallelCorpus.of(List.of(
            new ParallelCorpus.Pair("eins zwei drei", "one two three"),
            new ParallelCorpus.Pair("vier fünf", "four five six")));
    private final int[] source = corpus.source().encode("eins zwei drei vier");
    private final int start = corpus.target().id(SpacedTokenizer.START);
    private final int end = corpus.target().id(SpacedTokenizer.END);

    private TranslationModel model(Seq2SeqModel.Attention attention, long seed) {
        int words = corpus.source().vocabulary().size();
        int written = corpus.target().vocabulary().size();
        return new Seq2SeqModel(
                new Seq2SeqModel.Configuration(RecurrentStack.Cell.LSTM, attention, words, written, 8, 8, 1), seed);
    }

    private GreedyTranslation translate(TranslationModel model, String... interventions) {
        Intervention[] parsed =
                Arrays.stream(interventions).map(Intervention::parse).toArray(Intervention[]::new);
        return GreedyTranslation.of(model, source, start, end, MOST, BACKEND, parsed);
    }

    @ParameterizedTest
    @EnumSource
    void itWritesWhatTheTranslatorWrites(Seq2SeqModel.Attention attention) {
        for (long seed = 1; seed <= 5; seed++) {
            TranslationModel model = model(attention, seed);
            Translator translator = new Translator(model, corpus.source(), corpus.target(), MOST, BACKEND);
            int[] expected = translator.search("eins zwei drei vier", 1, 0).best();
            int[] target = translate(model).target();
            assertThat(target[0]).isEqualTo(start);
            assertThat(Arrays.copyOfRange(target, 1, target.length)).isEqualTo(expected);
        }
    }

    @Test
    void whatIsChangedNowhereChangesNothing() {
        for (long seed = 1; seed <= 5; seed++) {
            TranslationModel model = model(Seq2SeqModel.Attention.ADDITIVE, seed);
            assertThat(translate(model, WEIGHTS + " *= 1").target())
                    .isEqualTo(translate(model).target());
        }
    }

    @Test
    void whatWasWrittenBeforeTheChangeStays() {
        boolean changed = false;
        for (long seed = 1; seed <= 20; seed++) {
            TranslationModel model = model(Seq2SeqModel.Attention.DOT, seed);
            int[] before = translate(model).target();
            if (before.length < 6) continue; // it ends before the change
            GreedyTranslation after = translate(model, "attention/context[target=3] = 5");
            assertThat(Arrays.copyOf(after.target(), 4)).isEqualTo(Arrays.copyOf(before, 4));
            assertThat(after.trace().value("attention/context").slice(3).toArray())
                    .containsOnly(5f);
            changed |= !Arrays.equals(before, after.target());
        }
        assertThat(changed).as("some of 20 models write something else").isTrue();
    }

    @Test
    void eachTokenIsTheLikeliestOfTheChangedPass() {
        TranslationModel model = model(Seq2SeqModel.Attention.ADDITIVE, 2);
        GreedyTranslation after = translate(model, WEIGHTS + "[target=1] = 0", WEIGHTS + "[target=1, t=3] = 1");
        var probabilities = after.trace().value("probabilities");
        for (int t = 0; t < after.target().length - 1; t++) {
            float[] row = probabilities.slice(t).toArray();
            float most = 0;
            for (float p : row) most = Math.max(most, p);
            assertThat(row[after.target()[t + 1]]).as("step %d", t).isEqualTo(most);
        }
        assertThat(after.trace().value(WEIGHTS).slice(1).toArray()).containsExactly(0, 0, 0, 1);
    }

    @Test
    void aStepThatIsNotReachedIsNotChanged() {
        TranslationModel model = model(Seq2SeqModel.Attention.ADDITIVE, 1);
        GreedyTranslation after = translate(model, WEIGHTS + "[target=40] = 0");
        assertThat(after.target()).isEqualTo(translate(model).target());
    }

    @Test
    void anUnknownNameIsRefused() {
        TranslationModel model = model(Seq2SeqModel.Attention.NONE, 1);
        assertThatThrownBy(() -> translate(model, WEIGHTS + " = 0")).isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.unroll.engine.text;

import dev.unroll.engine.text.ParallelCorpus.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParallelGrammarTest {
    private static final Path GRAMMAR = Path.of("../samples/translation/grammar.txt");
    private static final Path PAIRS = Path.of("../samples/translation/german-english.tsv");

    @TempDir
    private Path folder;

    @Test
    void sampleIsWhatTheGrammarMakes() throws IOException {
        assertThat(ParallelCorpus.read(PAIRS).pairs())
                .isEqualTo(ParallelGrammar.read(GRAMMAR).generate(4000, 1));
    }

    /** One noun and one verb: every template has one sentence, or none. */
    private ParallelGrammar small(String template) throws IOException {
        return ParallelGrammar.read(Files.writeString(folder.resolve("small.txt"), """
                [nouns]
                hund m dog animal
                [adjectives]
                klein small person
                [verbs]
                plain bellt - bellen gebellt barks bark barked - animal
                [adverbs]
                heute today
                [places]
                hier here
                [modals]
                kann can
                [conjunctions]
                weil because
                [templates]
                """ + template + "\n"));
    }

    @Test
    void thereAreNoMoreSentencesThanTheGrammarHas() throws IOException {
        List<Pair> made = new ArrayList<>();
        assertThat(small("A P | A.de P.de | A.en P.en").generate(Long.MAX_VALUE, 1, made::add))
                .isEqualTo(1);
        assertThat(made).containsExactly(new Pair("heute hier", "today here"));
    }

    @ParameterizedTest
    @CsvSource({
        "V:none | V.fin | V.s, no words for ‘V:none’",
        "N | N.nom | N, no words for ‘person’",
        "V:plain | V.nope | V.s, ‘V.nope’",
        "V:plain O | O.obj | O, no verb that takes one",
        "O | O.obj | O, no verb that takes one"
    })
    void whatTheWordsDoNotHaveIsSaidInOneSentence(String template, String says) throws IOException {
        ParallelGrammar grammar = small(template);
        assertThatThrownBy(() -> grammar.generate(3, 1))
                .isInstanceOf(TextException.class)
                .hasMessageContaining("small.txt")
                .hasMessageContaining(says)
                .message()
                .endsWith(".");
    }

    @Test
    void noSentenceHasTwoTranslations() throws IOException {
        List<Pair> pairs = ParallelGrammar.read(GRAMMAR).generate(6000, 7);
        Map<String, String> translations = new HashMap<>();
        for (Pair pair : pairs)
            assertThat(translations.put(pair.source(), pair.target())).isNull();
        assertThat(pairs).hasSize(6000);
    }

    @Test
    void everyWordIsLearnt() throws IOException {
        ParallelCorpus corpus = ParallelCorpus.read(PAIRS);
        Set<String> learnt = new HashSet<>();
        for (Pair pair : corpus.training().pairs()) {
            learnt.addAll(corpus.source().split(pair.source()));
            learnt.addAll(corpus.target().split(pair.target()));
        }
        for (Pair pair : corpus.heldOut().pairs()) {
            assertThat(learnt).containsAll(corpus.source().split(pair.source()));
            assertThat(learnt).containsAll(corpus.target().split(pair.target()));
            assertThat(corpus.training().pairs()).doesNotContain(pair);
        }
    }

    @Test
    void sentencesHaveWhatMakesAlignmentsCross() throws IOException {
        List<String> german =
                ParallelCorpus.read(PAIRS).pairs().stream().map(Pair::source).toList();
        assertThat(german).as("verb at the end").anyMatch(s -> s.matches(".* , weil .* abholt \\."));
        assertThat(german).as("separable verb").anyMatch(s -> s.matches(".* macht .* auf \\."));
        assertThat(german)
                .as("adjective endings")
                .anyMatch(s -> s.contains("einen alten"))
                .anyMatch(s -> s.contains("ein altes"));
        assertThat(german).as("dative").anyMatch(s -> s.contains("hilft dem"));
        assertThat(german).as("participle").anyMatch(s -> s.matches(".* hat .* angerufen \\."));
        assertThat(german)
                .as("article and noun agree")
                .noneMatch(s -> s.matches(".*\\bder (kleine |alte )?(frau|katze) .*sieht.*"));
    }

    @Test
    void lineThatCannotBeUnderstoodIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("grammar.txt"), "[nouns]\nmann m\n");
        assertThatThrownBy(() -> ParallelGrammar.read(file))
                .isInstanceOf(TextException.class)
                .hasMessageContaining("Line 2")
                .message()
                .endsWith(".");
        Path empty = Files.writeString(folder.resolve("empty.txt"), "[templates]\n");
        assertThatThrownBy(() -> ParallelGrammar.read(empty)).hasMessageContaining("lacks a section");
    }
}

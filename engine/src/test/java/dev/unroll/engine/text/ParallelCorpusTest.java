package dev.unroll.engine.text;

import dev.unroll.engine.text.ParallelCorpus.Pair;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ParallelCorpusTest {
    @TempDir
    private Path folder;

    private static void assertRefused(ThrowingCallable call, String... says) {
        String message =
                String.valueOf(catchThrowableOfType(TextException.class, call).getMessage());
        assertThat(message).endsWith(".").doesNotContainPattern("\\R").contains(says);
    }

    @Test
    void aLineThatAModelCannotReadIsNamed() throws IOException {
        Path file = file("a b\tc d\n\na b c d e f\tx\nz\ty y y y y y y\n");
        assertRefused(() -> ParallelCorpus.read(file, 4), "Line 3 of", "needs 6 tokens", "at least 6");
        assertRefused(() -> ParallelCorpus.read(file, 6), "Line 4 of", "needs 8 tokens", "at least 8");
        assertThat(ParallelCorpus.read(file, 8).pairs()).hasSize(3);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("pairs.tsv"), text);
    }

    private static Pair pair(int i) {
        return new Pair("de" + i + " hund", "the dog en" + i);
    }

    private static ParallelCorpus distinct(int count) {
        return ParallelCorpus.of(
                IntStream.range(0, count).mapToObj(ParallelCorpusTest::pair).toList());
    }

    @Provide
    static Arbitrary<String> sentences() {
        return Arbitraries.of("er", "ruft", "die", "schwester", "an", ",", ".")
                .list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(tokens -> String.join(" ", tokens));
    }

    @Provide
    static Arbitrary<List<Pair>> pairs() {
        return Combinators.combine(sentences(), sentences())
                .as(Pair::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 200)
    void batchHoldsPairsOfTheCorpusFilledUpToTheLongest(
            @ForAll("pairs") List<Pair> pairs,
            @ForAll @IntRange(min = 1, max = 12) int batchSize,
            @ForAll @IntRange(min = 0, max = 100_000) int step,
            @ForAll long seed) {
        ParallelCorpus corpus = ParallelCorpus.of(pairs);
        Pairs batch = corpus.batch(step, batchSize, seed);
        assertThat(batch.sources().length).isEqualTo(batchSize);
        for (int b = 0; b < batchSize; b++) {
            int[] source = real(batch.sources()[b], batch.sourceLengths()[b]);
            int[] target = real(batch.targets()[b], batch.targetLengths()[b]);
            assertThat(pairs)
                    .contains(new Pair(
                            corpus.source().decode(source), corpus.target().decode(target)));
            assertThat(target[0]).isEqualTo(corpus.target().id("<sos>"));
            assertThat(target[target.length - 1]).isEqualTo(corpus.target().id("<eos>"));
            assertThat(Arrays.stream(target).skip(1).limit(target.length - 2L)).allMatch(id -> id > 2);
        }
        assertThat(batch.sources()[0])
                .hasSize(IntStream.of(batch.sourceLengths()).max().orElseThrow());
        assertThat(batch.targets()[0])
                .hasSize(IntStream.of(batch.targetLengths()).max().orElseThrow());
    }

    /** The real part of a row, after a look at what fills it up. */
    private static int[] real(int[] row, int length) {
        assertThat(Arrays.stream(row).skip(length)).allMatch(id -> id == 0);
        return Arrays.copyOf(row, length);
    }

    @Property(tries = 100)
    void batchIsTheSameForTheSameStepAndSeed(
            @ForAll("pairs") List<Pair> pairs, @ForAll @IntRange(min = 0, max = 100_000) int step, @ForAll long seed) {
        Pairs once = ParallelCorpus.of(pairs).batch(step, 5, seed);
        Pairs again = ParallelCorpus.of(pairs).batch(step, 5, seed);
        assertThat(once.sources()).isDeepEqualTo(again.sources());
        assertThat(once.targets()).isDeepEqualTo(again.targets());
        assertThat(once.sourceLengths()).isEqualTo(again.sourceLengths());
        assertThat(once.targetLengths()).isEqualTo(again.targetLengths());
    }

    @Test
    void neighbouringStepsAndSeedsGiveOtherPairs() {
        ParallelCorpus corpus = distinct(100_000);
        List<String> batch = sources(corpus, 7, 1);
        assertThat(batch).doesNotHaveDuplicates();
        assertThat(sources(corpus, 8, 1)).doesNotContainAnyElementsOf(batch);
        assertThat(sources(corpus, 7, 2)).doesNotContainAnyElementsOf(batch);
        assertThat(sources(corpus, 6, 2)).doesNotContainAnyElementsOf(batch);
    }

    private static List<String> sources(ParallelCorpus corpus, long step, long seed) {
        return Stream.of(corpus.batch(step, 16, seed).sources())
                .map(corpus.source()::decode)
                .toList();
    }

    @Test
    void everyPairIsLearntFrom() {
        ParallelCorpus corpus = distinct(50);
        assertThat(IntStream.range(0, 100).boxed().flatMap(step -> sources(corpus, step, 3).stream()))
                .containsAll(corpus.pairs().stream().map(Pair::source).toList());
    }

    @Property(tries = 100)
    void trainingAndHeldOutAreTheWholeCorpusAndShareNothing(@ForAll @IntRange(min = 1, max = 300) int size) {
        ParallelCorpus corpus = distinct(size);
        ParallelCorpus training = corpus.training();
        ParallelCorpus heldOut = corpus.heldOut();
        assertThat(heldOut.pairs()).hasSize(size / 10);
        assertThat(Stream.of(training, heldOut).flatMap(c -> c.pairs().stream()))
                .containsExactlyInAnyOrderElementsOf(corpus.pairs());
        assertThat(distinct(size).heldOut().pairs()).isEqualTo(heldOut.pairs());
        assertThat(distinct(size).training().pairs()).isEqualTo(training.pairs());
    }

    @Test
    void bothPartsKeepTheIdsOfTheWholeCorpus() {
        ParallelCorpus corpus = distinct(40);
        for (ParallelCorpus part : List.of(corpus.training(), corpus.heldOut())) {
            assertThat(part.source()).isSameAs(corpus.source());
            assertThat(part.target()).isSameAs(corpus.target());
        }
    }

    @Test
    void heldOutPairsAreDrawnFromEverywhere() {
        // A file is often sorted: its last tenth would be of one kind.
        List<Integer> numbers = distinct(1000).heldOut().pairs().stream()
                .map(p -> Integer.parseInt(p.source().substring(2, p.source().indexOf(' '))))
                .toList();
        for (int part = 0; part < 4; part++) {
            int first = 250 * part;
            assertThat(numbers.stream().filter(i -> i >= first && i < first + 250))
                    .hasSizeBetween(15, 35);
        }
    }

    @Test
    void targetRunsFromStartToEndAndTheSourceDoesNot() {
        Pair pair = new Pair("er ruft an .", "he calls .");
        ParallelCorpus corpus = ParallelCorpus.of(List.of(pair));
        assertThat(named(corpus.source(), corpus.encodeSource(pair))).containsExactly("er", "ruft", "an", ".");
        assertThat(named(corpus.target(), corpus.encodeTarget(pair)))
                .containsExactly("<sos>", "he", "calls", ".", "<eos>");
    }

    private static List<String> named(SpacedTokenizer tokenizer, int[] ids) {
        return IntStream.of(ids).mapToObj(tokenizer.vocabulary()::token).toList();
    }

    @Test
    void vocabulariesOfTheTwoLanguagesAreApart() {
        ParallelCorpus corpus =
                ParallelCorpus.of(List.of(new Pair("der ball", "the ball"), new Pair("ein hund", "a dog")));
        assertThat(corpus.source().vocabulary().tokens())
                .containsExactly("<pad>", "<sos>", "<eos>", "ball", "der", "ein", "hund");
        assertThat(corpus.target().vocabulary().tokens())
                .containsExactly("<pad>", "<sos>", "<eos>", "a", "ball", "dog", "the");
    }

    @Test
    void fileIsReadInItsOrder() throws IOException {
        Path file = file("der hund lacht .\tthe dog laughs .\r\n\n  die katze singt . \t the cat sings .");
        assertThat(ParallelCorpus.read(file).pairs())
                .containsExactly(
                        new Pair("der hund lacht .", "the dog laughs ."),
                        new Pair("die katze singt .", "the cat sings ."));
    }

    @Test
    void linesThatAreNoPairAreRefusedInOneSentence() throws IOException {
        String advice = "write a sentence, a tab, and its translation";
        for (String bad : List.of("hund dog", "hund\tdog\tchien", "hund\t", "\tdog", "hund\t  ")) {
            Path file = file("der\tthe\n\n" + bad + "\nein\ta\n");
            assertRefused(() -> ParallelCorpus.read(file), "Line 3", "pairs.tsv", advice);
        }
        assertRefused(() -> ParallelCorpus.read(file("")), "pairs.tsv", advice);
        assertRefused(() -> ParallelCorpus.read(file("\n \t \n")), "pairs.tsv", advice);
    }

    @Test
    void unusableFilesAreRefusedInOneSentence() throws IOException {
        assertRefused(() -> ParallelCorpus.read(folder.resolve("none.tsv")), "none.tsv");
        assertRefused(() -> ParallelCorpus.read(folder), "folder");
        Path latin = Files.write(folder.resolve("latin.tsv"), "tür\tdoor".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> ParallelCorpus.read(latin), "latin.tsv", "UTF-8", "byte 2");
    }
}

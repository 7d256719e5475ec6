package dev.unroll.engine.text;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CorpusTest {
    @TempDir
    private Path folder;

    private static void assertRefused(ThrowingCallable call, String... says) {
        String message =
                String.valueOf(catchThrowableOfType(TextException.class, call).getMessage());
        assertThat(message).endsWith(".").doesNotContainPattern("\\R").contains(says);
    }

    @Test
    void unusableTextsAreRefusedInOneSentence() {
        assertRefused(() -> Corpus.of(""), "empty");
        assertRefused(() -> Corpus.of("\uFEFF"), "empty");
        assertRefused(() -> Corpus.of("x"), "only one character");
        assertRefused(() -> Corpus.of("👩‍🚀"), "only one character");
        StringBuilder many = new StringBuilder();
        for (int c = 0x4E00; c < 0x4E00 + 2001; c++) many.appendCodePoint(c);
        assertRefused(() -> Corpus.of(many.toString()), "2001 distinct characters", "2000");
    }

    @Test
    void theBeginningOfAShortTextIsTheWholeOfIt() throws TextException {
        Corpus corpus = Corpus.of("hello");
        assertThat(corpus.tokenizer().decode(corpus.beginning(3))).isEqualTo("hel");
        assertThat(corpus.beginning(9)).isEqualTo(corpus.ids());
    }

    @Test
    void unusableFilesAreRefusedInOneSentence() throws IOException {
        assertRefused(() -> Corpus.read(folder.resolve("none.txt")), "none.txt");
        assertRefused(() -> Corpus.read(folder), "folder");
        Path latin = Files.write(folder.resolve("latin.txt"), "ab café".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> Corpus.read(latin), "latin.txt", "UTF-8", "byte 7");
        Path cut = Files.write(folder.resolve("cut.txt"), new byte[] {'a', 'b', (byte) 0xE2, (byte) 0x82});
        assertRefused(() -> Corpus.read(cut), "UTF-8", "byte 3");
        Path large = Files.write(folder.resolve("large.txt"), new byte[Corpus.MAX_BYTES + 1]);
        assertRefused(() -> Corpus.read(large), "large.txt", "10 MB");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void unreadableFileIsRefusedInOneSentence() {
        assertRefused(() -> Corpus.read(Path.of("/proc/self/mem")), "/proc/self/mem", "cannot be read");
    }

    @Test
    void lineEndsAndByteOrderMarksDoNotMatter() throws IOException {
        Path file = Files.writeString(folder.resolve("windows.txt"), "\uFEFFa\r\nb\rc\n");
        Corpus corpus = Corpus.read(file);
        assertThat(corpus.tokenizer().decode(corpus.ids())).isEqualTo("a\nb\nc\n");
    }

    @Test
    void tenMegabytesAreRead() throws IOException {
        byte[] text = new byte[Corpus.MAX_BYTES];
        Arrays.fill(text, (byte) 'a');
        text[text.length - 1] = 'b';
        assertThat(Corpus.read(Files.write(folder.resolve("ten.txt"), text)).ids())
                .hasSize(Corpus.MAX_BYTES);
    }

    @Property(tries = 200)
    void batchIsTheSameForTheSameStepAndLiesInTheText(
            @ForAll @IntRange(min = 2, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 80) int length,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 100_000) int step)
            throws TextException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) text.append((char) ('a' + i));
        Corpus corpus = Corpus.of(text.toString());
        int[][] batch = corpus.batch(step, 4, length, seed);
        assertThat(batch).isDeepEqualTo(corpus.batch(step, 4, length, seed));
        for (int[] sequence : batch) {
            assertThat(sequence).hasSize(Math.min(length + 1, size));
            assertThat(text.toString()).contains(corpus.tokenizer().decode(sequence));
        }
    }

    @Test
    void stepsAndSeedsGiveDifferentBatches() throws TextException {
        Corpus corpus = Corpus.of("abcdefghijklmnopqrstuvwxyz".repeat(20));
        assertThat(Arrays.deepHashCode(corpus.batch(1, 8, 10, 5)))
                .isNotEqualTo(Arrays.deepHashCode(corpus.batch(2, 8, 10, 5)));
        assertThat(Arrays.deepHashCode(corpus.batch(1, 8, 10, 5)))
                .isNotEqualTo(Arrays.deepHashCode(corpus.batch(1, 8, 10, 6)));
        assertThat(corpus.batch(1, 8, 1000, 5)).as("a short text is read whole").hasDimensions(1, 520);
    }

    @Test
    void neighbouringSeedsShareNoSequences() throws TextException {
        Corpus corpus =
                Corpus.of(IntStream.range(0, 100_000).mapToObj(i -> i + " ").collect(Collectors.joining()));
        List<String> first =
                Stream.of(corpus.batch(7, 16, 20, 1)).map(Arrays::toString).toList();
        List<String> second =
                Stream.of(corpus.batch(7, 16, 20, 2)).map(Arrays::toString).toList();
        assertThat(first).doesNotContainAnyElementsOf(second);
    }

    @Test
    void textCanBeCutIntoOtherTokens() throws TextException {
        String text = "eat the pizza eat the pizza";
        Corpus corpus = Corpus.of(text, WordTokenizer.of(text));
        assertThat(corpus.ids()).hasSize(6);
        assertThat(corpus.tokenizer().decode(corpus.batch(0, 1, 10, 0)[0])).isEqualTo(text);
        assertRefused(() -> Corpus.of("pizza", corpus.tokenizer()), "only one token");
        assertRefused(() -> Corpus.of("", corpus.tokenizer()), "empty");
    }

    @Test
    void lastTenthIsHeldOutWhereItIsLongEnough() throws TextException {
        Corpus corpus = Corpus.of("abcdefghij".repeat(3) + "xyz");
        assertThat(corpus.training().ids()).hasSize(30);
        assertThat(corpus.tokenizer().decode(corpus.heldOut().orElseThrow().ids()))
                .isEqualTo("xyz");
        Corpus tiny = Corpus.of("HELLO");
        assertThat(tiny.heldOut()).isEmpty();
        assertThat(tiny.training().ids()).isEqualTo(tiny.ids());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void fileWithoutAnEndIsRefused() {
        assertRefused(() -> Corpus.read(Path.of("/dev/zero")), "/dev/zero", "larger than 10 MB");
    }

    @Property(tries = 200)
    void consecutiveSequencesGoOnWhereTheLastOnesEnded(
            @ForAll @IntRange(min = 2, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 7) int batchSize,
            @ForAll @IntRange(min = 1, max = 9) int length) {
        Corpus corpus =
                new Corpus(CharacterTokenizer.of("ab"), IntStream.range(0, size).toArray());
        int[][] before = {};
        boolean began = false;
        for (int step = 0; step < 30; step++) {
            Corpus.Consecutive batch = corpus.consecutive(step, batchSize, length);
            assertThat(batch.sequences().length).isBetween(1, batchSize);
            for (int row = 0; row < batch.sequences().length; row++) {
                int[] ids = batch.sequences()[row];
                assertThat(ids.length).isBetween(2, length + 1);
                for (int t = 1; t < ids.length; t++) assertThat(ids[t]).isEqualTo(ids[t - 1] + 1);
                if (!batch.first()) assertThat(ids[0]).isEqualTo(before[row][before[row].length - 1]);
            }
            if (step == 0) assertThat(batch.first()).isTrue();
            began |= batch.first();
            before = batch.sequences();
        }
        assertThat(began).isTrue();
    }
}

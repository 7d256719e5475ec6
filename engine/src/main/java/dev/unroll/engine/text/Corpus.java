package dev.unroll.engine.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A text to learn from, as the ids of its tokens.
 *
 * @param ids the whole text, in order
 */
public record Corpus(Tokenizer tokenizer, int[] ids) {
    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 10_000_000;

    /** The largest number of distinct characters that a model can tell apart in reasonable time. */
    public static final int MAX_CHARACTERS = 2_000;

    /**
     * A corpus of a text.
     *
     * @throws TextException if it has fewer than two characters or more than {@link #MAX_CHARACTERS} distinct ones
     */
    public static Corpus of(String text) throws TextException {
        String normal = normalise(text);
        CharacterTokenizer tokenizer = CharacterTokenizer.of(normal);
        int distinct = tokenizer.vocabulary().size();
        if (distinct > MAX_CHARACTERS) {
            throw new TextException("text.tooManyCharacters", distinct, MAX_CHARACTERS);
        }
        return ofNormal(normal, tokenizer);
    }

    /**
     * A corpus of a text in the tokens of a given tokenizer.
     *
     * @throws TextException if it has fewer than two tokens
     * @throws UnknownTokenException if the tokenizer does not know something in it
     */
    public static Corpus of(String text, Tokenizer tokenizer) throws TextException {
        return ofNormal(normalise(text), tokenizer);
    }

    private static Corpus ofNormal(String text, Tokenizer tokenizer) throws TextException {
        if (text.isEmpty()) {
            throw new TextException("text.empty");
        }
        int[] ids = tokenizer.encode(text);
        if (ids.length < 2) {
            throw new TextException(
                    tokenizer instanceof CharacterTokenizer ? "text.tooShort.characters" : "text.tooShort.tokens");
        }
        return new Corpus(tokenizer, ids);
    }

    /** Line ends become \n, and a byte order mark goes. */
    private static String normalise(String text) {
        String normal = text.replace("\r\n", "\n").replace('\r', '\n');
        return normal.startsWith("\uFEFF") ? normal.substring(1) : normal;
    }

    /**
     * A corpus of a text file in UTF-8.
     *
     * @throws TextException if the file is missing, cannot be read, is too large, is not UTF-8, or holds no usable text
     */
    public static Corpus read(Path path) throws TextException {
        return of(readText(path));
    }

    /** The text of a file, with the checks of {@link #read}. */
    public static String readText(Path path) throws TextException {
        if (!Files.exists(path)) throw new TextException("file.missing", path);
        if (Files.isDirectory(path)) throw new TextException("text.isFolder", path);
        // The size is not asked for: pipes and devices have none.
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new TextException("text.tooLarge", path, MAX_BYTES / 1_000_000);
            }
            return decode(path, bytes);
        } catch (TextException e) {
            throw e;
        } catch (IOException e) {
            throw new TextException("text.unreadable", path);
        }
    }

    private static String decode(Path path, byte[] bytes) throws TextException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw new TextException("text.notUtf8", path, in.position() + 1);
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text; // a byte order mark
    }

    /**
     * The sequences that training step {@code step} learns from. They depend on the seed and the step alone, so any step can be
     * made again.
     *
     * @param batchSize how many sequences
     * @param length how many tokens of each are read; a shorter text is read whole
     * @return {@code [BATCH][TIME + 1]}
     */
    public int[][] batch(long step, int batchSize, int length, long seed) {
        int window = Math.min(length, ids.length - 1) + 1;
        int starts = ids.length - window + 1;
        int count = starts == 1 ? 1 : batchSize;
        // The seed is scrambled first: plain sums of it and the step would give neighbouring seeds the same sequences.
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
        int[][] sequences = new int[count][];
        for (int i = 0; i < count; i++) {
            int start = starts == 1 ? 0 : random.nextInt(starts);
            sequences[i] = Arrays.copyOfRange(ids, start, start + window);
        }
        return sequences;
    }

    /**
     * Sequences of which each goes on where the one of the same number ended a step before.
     *
     * @param sequences {@code [BATCH][TIME + 1]}; the last token of each is the first of the one after it
     * @param first whether they stand at the beginning, so that nothing came before them
     */
    public record Consecutive(int[][] sequences, boolean first) {}

    /**
     * The text cut into {@code batchSize} stretches of one length that are read side by side, from the beginning again after their ends.
     *
     * @param batchSize how many stretches; fewer where the text is too short
     * @param length how many tokens of each are read in a step; a shorter stretch is read whole
     */
    public Consecutive consecutive(long step, int batchSize, int length) {
        int rows = Math.clamp((ids.length - 1) / Math.max(1, length), 1, batchSize);
        int stretch = (ids.length - 1) / rows;
        int window = Math.min(length, stretch);
        int place = (int) (step % (stretch / window));
        int[][] sequences = new int[rows][];
        for (int row = 0; row < rows; row++) {
            int from = row * stretch + place * window;
            sequences[row] = Arrays.copyOfRange(ids, from, from + window + 1);
        }
        return new Consecutive(sequences, place == 0);
    }

    /** The ids of the beginning: so many tokens, or all where there are fewer. */
    public int[] beginning(int most) {
        return Arrays.copyOf(ids, Math.min(ids.length, most));
    }

    /** What to learn from when something is held out: the first nine tenths, or the whole text if nothing is. */
    public Corpus training() {
        return new Corpus(tokenizer, Arrays.copyOf(ids, ids.length - heldOutLength()));
    }

    /** The last tenth, to measure a model on that has not seen it. Empty if that would be fewer than two tokens. */
    public Optional<Corpus> heldOut() {
        int length = heldOutLength();
        if (length == 0) return Optional.empty();
        return Optional.of(new Corpus(tokenizer, Arrays.copyOfRange(ids, ids.length - length, ids.length)));
    }

    private int heldOutLength() {
        int tenth = ids.length / 10;
        return tenth < 2 ? 0 : tenth;
    }
}

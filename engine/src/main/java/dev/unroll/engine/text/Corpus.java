package dev.unroll.engine.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A text to learn from, as characters and as ids.
 *
 * @param ids the whole text, in order
 */
public record Corpus(CharacterTokenizer tokenizer, int[] ids) {
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
        if (normal.isEmpty()) {
            throw new TextException("The text is empty: give at least two characters, one to read and one to predict.");
        }
        CharacterTokenizer tokenizer = CharacterTokenizer.of(normal);
        int distinct = tokenizer.vocabulary().size();
        if (distinct > MAX_CHARACTERS) {
            throw new TextException("The text has " + distinct + " distinct characters, and at most " + MAX_CHARACTERS
                    + " can be told apart: use a text with fewer kinds of characters.");
        }
        int[] ids = tokenizer.encode(normal);
        if (ids.length < 2) {
            throw new TextException(
                    "The text has only one character: give at least two, one to read and one to predict.");
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
        if (!Files.exists(path)) throw new TextException("There is no file " + path + ".");
        if (Files.isDirectory(path))
            throw new TextException("The file " + path + " is a folder: name a text file in it.");
        try {
            long size = Files.size(path);
            if (size > MAX_BYTES) {
                throw new TextException("The file " + path + " has " + size / 1_000_000 + " MB, and at most "
                        + MAX_BYTES / 1_000_000 + " MB are read: cut it.");
            }
            return decode(path, Files.readAllBytes(path));
        } catch (TextException e) {
            throw e;
        } catch (IOException e) {
            throw new TextException("The file " + path + " cannot be read: check its permissions.");
        }
    }

    private static String decode(Path path, byte[] bytes) throws TextException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw new TextException("The file " + path + " is not UTF-8 text: byte " + (in.position() + 1)
                    + " is not valid; save it as UTF-8.");
        }
        return out.flip().toString();
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
        int window = Math.min(length + 1, ids.length);
        int starts = ids.length - window + 1;
        int count = starts == 1 ? 1 : batchSize;
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step);
        int[][] sequences = new int[count][];
        for (int i = 0; i < count; i++) {
            int start = starts == 1 ? 0 : random.nextInt(starts);
            sequences[i] = Arrays.copyOfRange(ids, start, start + window);
        }
        return sequences;
    }
}

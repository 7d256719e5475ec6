package dev.unroll.engine.embedding;

import dev.unroll.engine.text.Corpus;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Words with the words around them, drawn from a text. */
public final class ContextWindows {
    private final int[] ids;
    private final int radius;
    private final boolean skipGram;
    private final int negatives;
    private final double[] cumulative;

    /**
     * Examples to learn from.
     *
     * @param inputs for each example the words that are given; negative ids fill up
     * @param targets the word that should be predicted from them
     * @param negatives words drawn at random that it is to be told from; empty for a softmax
     */
    public record Batch(int[][] inputs, int[] targets, int[][] negatives) {}

    private ContextWindows(int[] ids, int vocabularySize, int radius, boolean skipGram, int negatives) {
        this.ids = ids;
        this.radius = radius;
        this.skipGram = skipGram;
        this.negatives = negatives;
        cumulative = new double[vocabularySize];
        for (int id : ids) cumulative[id]++;
        // Negatives are drawn by their counts to the power of 3/4 (Mikolov, Sutskever et al. 2013, §2.2).
        for (int i = 0; i < vocabularySize; i++)
            cumulative[i] = Math.pow(cumulative[i], 0.75) + (i == 0 ? 0 : cumulative[i - 1]);
    }

    /**
     * The windows of a text: up to {@code radius} words on each side.
     *
     * @param skipGram whether the word in the middle is given, and not those around it
     * @param negatives how many words are drawn that the right one is told from; 0 for a softmax
     */
    public static ContextWindows of(Corpus corpus, int radius, boolean skipGram, int negatives) {
        int vocabularySize = corpus.tokenizer().vocabulary().size();
        return new ContextWindows(corpus.ids(), vocabularySize, radius, skipGram, negatives);
    }

    /** The examples of a training step; they depend on the seed and the step alone. */
    public Batch batch(long step, int size, long seed) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
        int[][] inputs = new int[size][];
        int[] targets = new int[size];
        int[][] drawn = new int[size][negatives];
        for (int b = 0; b < size; b++) {
            int center = random.nextInt(ids.length);
            int[] around = around(center);
            int other = around[random.nextInt(around.length)];
            inputs[b] = skipGram ? new int[] {ids[center]} : context(around);
            targets[b] = skipGram ? ids[other] : ids[center];
            for (int i = 0; i < negatives; i++) drawn[b][i] = negative(random);
        }
        return new Batch(inputs, targets, drawn);
    }

    private int[] around(int center) {
        int from = Math.max(0, center - radius);
        int to = Math.min(ids.length - 1, center + radius);
        int[] around = new int[to - from];
        for (int i = from, at = 0; i <= to; i++) if (i != center) around[at++] = i;
        return around;
    }

    private int[] context(int[] positions) {
        int[] context = new int[2 * radius];
        Arrays.fill(context, -1);
        for (int i = 0; i < positions.length; i++) context[i] = ids[positions[i]];
        return context;
    }

    private int negative(SplittableRandom random) {
        int at = Arrays.binarySearch(cumulative, random.nextDouble(cumulative[cumulative.length - 1]));
        return Math.min(at < 0 ? -at - 1 : at + 1, cumulative.length - 1);
    }
}

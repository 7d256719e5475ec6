package dev.unroll.engine.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Sentences and their translations, cut at white space. */
public record ParallelCorpus(SpacedTokenizer source, SpacedTokenizer target, List<Pair> pairs) {
    /** A sentence and its translation. */
    public record Pair(String source, String target) {}

    /**
     * Reads a file with a pair on each line and a tab between the two.
     *
     * @throws TextException if it cannot be read, or a line is no pair; in one sentence with the line's number
     */
    public static ParallelCorpus read(Path path) throws TextException {
        return read(path, Integer.MAX_VALUE);
    }

    /**
     * As {@link #read(Path)}, for a model that reads and writes so many tokens at most.
     *
     * @param context how long a source may be, and a target with the token that begins it
     * @throws TextException also if a line is longer
     */
    public static ParallelCorpus read(Path path, int context) throws TextException {
        List<Pair> pairs = new ArrayList<>();
        List<String> lines = Corpus.readText(path).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            String[] sides = lines.get(i).split("\t", -1);
            if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank())
                throw new TextException("text.noPair", i + 1, path);
            for (String token : SpacedTokenizer.SPECIAL)
                if (lines.get(i).contains(token)) throw new TextException("text.reservedToken", i + 1, path, token);
            Pair pair = new Pair(sides[0].strip(), sides[1].strip());
            int needed = Math.max(tokens(pair.source), tokens(pair.target) + 1);
            if (needed > context) throw new TextException("text.pairTooLong", i + 1, path, needed, context);
            pairs.add(pair);
        }
        if (pairs.isEmpty()) throw new TextException("text.noPairs", path);
        return of(pairs);
    }

    private static int tokens(String sentence) {
        return sentence.split("\\s+").length;
    }

    /** A corpus of pairs, with tokenizers of all their tokens. */
    public static ParallelCorpus of(List<Pair> pairs) {
        return new ParallelCorpus(
                SpacedTokenizer.of(pairs.stream().map(Pair::source).toList()),
                SpacedTokenizer.of(pairs.stream().map(Pair::target).toList()),
                List.copyOf(pairs));
    }

    /** What to learn from when something is held out: nine tenths, drawn at random but always the same. */
    public ParallelCorpus training() {
        return new ParallelCorpus(source, target, shuffled().subList(pairs.size() / 10, pairs.size()));
    }

    /** The other tenth, to measure a model on that has not seen it. */
    public ParallelCorpus heldOut() {
        return new ParallelCorpus(source, target, shuffled().subList(0, pairs.size() / 10));
    }

    private List<Pair> shuffled() {
        List<Pair> shuffled = new ArrayList<>(pairs);
        Collections.shuffle(shuffled, new Random(2017));
        return shuffled;
    }

    /** The ids of a sentence. */
    public int[] encodeSource(Pair pair) {
        return source.encode(pair.source());
    }

    /** The ids of its translation, from {@code <sos>} to {@code <eos>}. */
    public int[] encodeTarget(Pair pair) {
        return target.encodeTarget(pair.target());
    }

    /** The pairs that training step {@code step} learns from; they depend on the seed and the step alone. */
    public Pairs batch(long step, int batchSize, long seed) {
        if (pairs.isEmpty()) throw new IllegalStateException("there are no pairs to learn from");
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
        int[][] sources = new int[batchSize][];
        int[][] targets = new int[batchSize][];
        for (int b = 0; b < batchSize; b++) {
            Pair pair = pairs.get(random.nextInt(pairs.size()));
            sources[b] = encodeSource(pair);
            targets[b] = encodeTarget(pair);
        }
        return Pairs.of(sources, targets, source.id(SpacedTokenizer.PADDING));
    }
}

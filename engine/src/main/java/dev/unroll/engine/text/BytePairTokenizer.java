package dev.unroll.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Frequent words are one token, rare ones several: starting from single characters, the pair of tokens that stands side by side
 * most often is merged, again and again. Every merge is kept, in its order, so that it can be shown.
 *
 * <p>Sennrich, Haddow and Birch, 2016, "Neural machine translation of rare words with subword units". As in GPT-2, no merge
 * crosses the border of a word, and a word takes the space before it along.
 */
public final class BytePairTokenizer implements Tokenizer {
    static final String KIND = "bpe";

    // A text without spaces must not take longer than any other.
    private static final int MAX_PIECE = 256;

    private final Vocabulary vocabulary;
    private final Merging merging;

    private enum Sort {
        SPACE,
        WORD,
        OTHER;

        static Sort of(String character) {
            int c = character.codePointAt(0);
            if (Character.isWhitespace(c)) return SPACE;
            return Character.isLetterOrDigit(c) ? WORD : OTHER;
        }
    }

    /**
     * A tokenizer with known merges.
     *
     * @param merges the first learnt first
     * @throws IllegalArgumentException if a merge makes a token that is not in the vocabulary
     */
    public BytePairTokenizer(Vocabulary vocabulary, List<Merge> merges) {
        this.vocabulary = vocabulary;
        merging = new Merging(merges);
        for (Merge merge : merges) {
            if (vocabulary.id(merge.token()).isEmpty()) {
                throw new IllegalArgumentException(
                        "The merged token ‘" + Vocabulary.display(merge.token()) + "’ is not in the vocabulary.");
            }
        }
    }

    /**
     * Learns merges from a text. The vocabulary is its characters, sorted, and then what the merges make of them.
     *
     * @param merges how many to learn; there are fewer when no pair stands in the text twice
     */
    public static BytePairTokenizer train(String text, int merges) {
        return new BytePairTraining(pieces(text)).learn(merges);
    }

    /** The characters of a text in pieces that no merge crosses: words and runs of other characters. */
    private static List<List<String>> pieces(String text) {
        List<List<String>> pieces = new ArrayList<>();
        List<String> piece = new ArrayList<>();
        for (String character : CharacterTokenizer.graphemes(text)) {
            if (!piece.isEmpty() && (piece.size() == MAX_PIECE || isBorder(piece.getLast(), character))) {
                pieces.add(piece);
                piece = new ArrayList<>();
            }
            piece.add(character);
        }
        if (!piece.isEmpty()) pieces.add(piece);
        return pieces;
    }

    private static boolean isBorder(String before, String after) {
        if (before.equals(" ")) return Sort.of(after) == Sort.SPACE;
        return Sort.of(before) != Sort.of(after) || Sort.of(after) == Sort.SPACE;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** What was learnt, the first first. */
    public List<Merge> merges() {
        return merging.merges();
    }

    /** The merges that make a token, the last first, each followed by those that make its left and its right part; none for a character. */
    public List<Merge> mergesOf(String token) {
        List<Merge> all = new ArrayList<>();
        addMerges(token, all);
        return all;
    }

    private void addMerges(String token, List<Merge> all) {
        for (Merge merge : merges()) {
            if (!merge.token().equals(token)) continue;
            all.add(merge);
            addMerges(merge.left(), all);
            addMerges(merge.right(), all);
            return;
        }
    }

    @Override
    public List<String> split(String text) {
        Map<List<String>, List<String>> known = new HashMap<>();
        List<String> tokens = new ArrayList<>();
        for (List<String> piece : pieces(text)) tokens.addAll(known.computeIfAbsent(piece, merging::apply));
        return tokens;
    }
}

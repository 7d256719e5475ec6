package dev.unroll.app.lesson;

import dev.unroll.engine.text.ContextIndex;
import dev.unroll.engine.text.ContextIndex.Contexts;
import dev.unroll.engine.text.ContextIndex.Measured;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.viz.count.CountTable.Table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** A text whose n-grams are counted, with what is counted of any beginning of it. Used by any thread. */
public final class CountedCorpus {
    /** So many rows above and below the one that is looked at. */
    private static final int AROUND = 20;

    private final Corpus corpus;
    private final ContextIndex index;
    private final List<String> tokens;
    private final Map<Integer, Contexts> contexts = new HashMap<>();
    private List<Measured> measured = List.of();
    private double measuredAt = Double.NaN;

    /** @param longest up to which order n-grams can be counted */
    public CountedCorpus(Corpus corpus, int longest) {
        this.corpus = corpus;
        Tokenizer tokenizer = corpus.tokenizer();
        index = new ContextIndex(corpus.ids(), tokenizer.vocabulary().size(), longest - 1);
        tokens = TokenText.all(tokenizer.vocabulary());
    }

    /** What cuts the text into tokens. */
    public Tokenizer tokenizer() {
        return corpus.tokenizer();
    }

    /** Where each context stands. */
    public ContextIndex index() {
        return index;
    }

    /** How many tokens the text has. */
    public int length() {
        return index.length();
    }

    /** The text. */
    public int[] ids() {
        return corpus.ids();
    }

    /** The tokens of the vocabulary as they can be seen. */
    public List<String> tokens() {
        return tokens;
    }

    /** What can be read of a beginning; the text's first token where that is nothing. */
    public int[] readable(String beginning) {
        int[] known = tokenizer().split(beginning).stream()
                .flatMap(token -> tokenizer().vocabulary().id(token).stream().boxed())
                .mapToInt(id -> id)
                .toArray();
        return known.length == 0 ? new int[] {ids()[0]} : known;
    }

    /** The different contexts of a length. */
    public synchronized Contexts contexts(int length) {
        return contexts.computeIfAbsent(length, index::contexts);
    }

    /**
     * The row of a context and those around it, in the order in which they first appeared.
     *
     * @param counted how many tokens of the text are counted
     * @param token the one that was just counted there, or −1
     */
    public Table table(int[] context, int counted, int token, double smoothing) {
        Contexts all = contexts(context.length);
        int seen = all.before(counted);
        int first = index.first(context);
        boolean known = first >= 0 && first < counted;
        int rank = known ? all.before(first) : seen;
        int from = Math.max(0, Math.min(rank - AROUND, seen - 2 * AROUND));
        List<int[]> rows = new ArrayList<>();
        for (int i = from; i < Math.min(seen, from + 2 * AROUND); i++)
            rows.add(index.context(all.firsts()[i], context.length));
        if (!known) rows.add(context);
        float[][] counts = new float[rows.size()][tokens.size()];
        for (int i = 0; i < counts.length; i++) index.count(rows.get(i), counted, counts[i], 0);
        List<String> names = rows.stream().map(tokenizer()::decode).toList();
        return new Table(names, counts, rank - from, token, smoothing);
    }

    /**
     * The row in which the last token that is counted was counted; none before a context is full.
     *
     * @param length of contexts
     */
    public Table tableOfLast(int length, int counted, double smoothing) {
        if (counted <= length) return Table.EMPTY;
        return table(index.context(counted - 1, length), counted, ids()[counted - 1], smoothing);
    }

    /** What each order up to the longest makes of the text, the lowest first; what was measured before if the run is closed. */
    public synchronized List<Measured> measured(double smoothing, DoubleConsumer progress) {
        if (smoothing == measuredAt) return measured;
        List<Measured> made = index.measureAll(smoothing, progress);
        if (made.isEmpty()) return measured;
        measuredAt = smoothing;
        return measured = made;
    }
}

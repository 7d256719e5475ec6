package dev.unroll.app.lesson;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.TokenPattern;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.UnitStates;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What the units of a model do over a long text, and which of them follow a pattern. A long text takes a second, so it is measured behind
 * the screen with a copy of the weights, while training goes on; what was measured last is kept.
 */
public final class NeuronWatch {
    /** The longest text that is coloured. */
    public static final int MOST_TOKENS = 100_000;

    /** As many numbers as are kept at most. */
    private static final int MOST_NUMBERS = 25_600_000;

    /** A text that is not longer is measured whenever the model is read. */
    private static final int QUICK = 400;

    private final int[] ids;
    private final List<String> tokens;
    private final List<String> shown;
    private final int length;
    private final AtomicReference<@Nullable Followed> newest = new AtomicReference<>();

    /**
     * What a measurement is of.
     *
     * @param weights of the model
     */
    record Key(Weights weights, String pattern) {}

    /**
     * What was measured.
     *
     * @param step after how many training steps
     * @param marks the tokens that the pattern marks
     * @param correlations of each unit with these marks, {@code [UNIT]}; null while they are not known yet
     */
    public record Followed(
            Key key,
            long step,
            UnitStates states,
            BitSet marks,
            @Nullable Tensor correlations) {}

    /**
     * A text to watch a model over.
     *
     * @param ids the whole text
     * @param units how many units are watched
     */
    public NeuronWatch(Tokenizer tokenizer, int[] ids, int units) {
        length = ids.length;
        this.ids = Arrays.copyOf(ids, Math.min(ids.length, Math.min(MOST_TOKENS, MOST_NUMBERS / units)));
        Vocabulary vocabulary = tokenizer.vocabulary();
        tokens = text(vocabulary, vocabulary::token);
        shown = text(vocabulary, id -> {
            String token = vocabulary.token(id);
            return token.isBlank() ? token : TokenText.of(vocabulary, id);
        });
    }

    private List<String> text(Vocabulary vocabulary, IntFunction<String> token) {
        return TokenText.of(
                IntStream.range(0, vocabulary.size()).mapToObj(token).toList(), ids);
    }

    /** The text as far as it is coloured, as it can be seen, with line ends as they are. */
    public List<String> text() {
        return shown;
    }

    /** How many tokens the text has in all. */
    public int length() {
        return length;
    }

    /** A look at the model as it is now, on the thread that trains it. */
    public Look look(long step, RnnModel model, String pattern, Backend backend) {
        RnnModel copy = Models.copy(model);
        Key key = new Key(Weights.of(copy), pattern);
        Followed known = newest.get();
        if (ids.length <= QUICK && (known == null || !known.key.equals(key))) {
            known = quick(key, step, copy, backend);
            newest.set(known);
        }
        return new Look(this, key, step, copy, known);
    }

    private Followed quick(Key key, long step, RnnModel model, Backend backend) {
        UnitStates states = UnitStates.read(model, ids, backend, _ -> {});
        BitSet marks = new BitSet();
        try {
            marks = TokenPattern.of(key.pattern).marks(tokens);
        } catch (TextException e) {
            // a short text with a pattern that takes too long: it marks nothing
        }
        return new Followed(key, step, states, marks, states.correlations(marks));
    }

    /**
     * A model at one step, to be measured.
     *
     * @param known what was measured last, maybe with other weights or another pattern; null if nothing was yet
     */
    public record Look(
            NeuronWatch watch,
            Key key,
            long step,
            RnnModel model,
            @Nullable Followed known) {
        /** Whether what is known is of these weights and this pattern. */
        public boolean isMeasured() {
            return known != null && known.key.equals(key);
        }

        /** Measures, on any thread. */
        void measure(Measuring.Report<Followed> report) throws TextException {
            BitSet marks = TokenPattern.of(key.pattern).marks(watch.tokens);
            Followed last = watch.newest.get();
            boolean sameWeights = last != null && last.key.weights.equals(key.weights);
            UnitStates states = sameWeights
                    ? last.states
                    : UnitStates.read(
                            model,
                            watch.ids,
                            Backends.best(),
                            soFar -> report.tell(
                                    .8 * soFar.known() / watch.ids.length,
                                    new Followed(key, step, soFar, marks, null)));
            Followed done = new Followed(key, step, states, marks, states.correlations(marks));
            watch.newest.set(done);
            report.tell(1, done);
        }
    }

    /** What was measured of a look, by the names that guides use; nothing while it is not. */
    public static void measure(Look look, int unit, NamedNumbers numbers) {
        Followed known = look.known;
        Tensor r = known == null || !look.isMeasured() ? null : known.correlations;
        if (r == null) return;
        double best = 0;
        for (int i = 0; i < r.length(); i++) if (!Float.isNaN(r.at(i))) best = Math.max(best, Math.abs(r.at(i)));
        numbers.add("follow", "r", r);
        numbers.add("follow.best", "max |r|", best);
        numbers.add("follow.unit", "r[" + unit + "]", r.at(Math.min(unit, r.length() - 1)));
    }
}

package dev.unroll.app.lesson;

import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import dev.unroll.viz.sequence.StepPair;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * The prediction of each next token of a text.
 *
 * @param tokens the vocabulary as it can be seen
 * @param ids the tokens that are shown: all but the last are read, all but the first predicted
 * @param targetIds the tokens that are to be predicted, −1 where none is asked for
 * @param length how many tokens the text has in all
 */
public record TextTrace(
        Trace trace, List<String> tokens, int[] ids, List<Integer> targetIds, int length, AxisNames names)
        implements Traced {
    /**
     * A trace of the beginning of a text.
     *
     * @param shown how many tokens of it
     */
    public static TextTrace of(Trace trace, Corpus corpus, int shown) {
        return of(trace, corpus.tokenizer(), Arrays.copyOf(corpus.ids(), shown), corpus.ids().length);
    }

    /**
     * A trace of the prediction of each next token.
     *
     * @param ids all but the last are read, all but the first predicted
     * @param length how many tokens the text has in all
     */
    public static TextTrace of(Trace trace, Tokenizer tokenizer, int[] ids, int length) {
        List<Integer> next = Arrays.stream(ids).skip(1).boxed().toList();
        return of(trace, tokenizer, ids, next, length);
    }

    /** As {@link #of(Trace, Tokenizer, int[], int)}, where something else is asked for, or nothing at some steps. */
    public static TextTrace of(Trace trace, Tokenizer tokenizer, int[] ids, List<Integer> targetIds, int length) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        List<String> tokens = TokenText.all(vocabulary);
        List<String> read =
                Arrays.stream(ids, 0, ids.length - 1).mapToObj(tokens::get).toList();
        AxisNames names = AxisNames.of(trace).withTokens(tokens).withSteps(read);
        return new TextTrace(trace, tokens, ids, List.copyOf(targetIds), length, names);
    }

    @Override
    public int timeSteps() {
        return ids.length - 1;
    }

    /** The tokens that are read, as they can be seen. */
    public List<String> inputs() {
        return names.steps();
    }

    /** The tokens that are to be predicted, as they can be seen; a dot where none is asked for. */
    public List<String> targets() {
        return targetIds.stream().map(id -> id < 0 ? "·" : tokens.get(id)).toList();
    }

    /** The first two steps at which the same token is read and another should follow; null where there are none. */
    public @Nullable StepPair sameButFollowedByAnother() {
        for (int later = 1; later < timeSteps(); later++)
            for (int earlier = later - 1; earlier >= 0; earlier--)
                if (ids[earlier] == ids[later] && ids[earlier + 1] != ids[later + 1])
                    return new StepPair(earlier, later);
        return null;
    }
}

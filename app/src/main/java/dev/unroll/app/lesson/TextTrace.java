package dev.unroll.app.lesson;

import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The prediction of each next token of a text.
 *
 * @param tokens the vocabulary as it can be seen
 * @param ids the tokens that are shown: all but the last are read, all but the first predicted
 * @param length how many tokens the text has in all
 */
public record TextTrace(Trace trace, List<String> tokens, int[] ids, int length, AxisNames names) implements Traced {
    /**
     * A trace of the beginning of a text.
     *
     * @param shown how many tokens of it
     */
    public static TextTrace of(Trace trace, Corpus corpus, int shown) {
        Vocabulary vocabulary = corpus.tokenizer().vocabulary();
        int[] ids = Arrays.copyOf(corpus.ids(), shown);
        List<String> tokens = IntStream.range(0, vocabulary.size())
                .mapToObj(id -> TokenText.of(vocabulary, id))
                .toList();
        List<String> read =
                Arrays.stream(ids, 0, ids.length - 1).mapToObj(tokens::get).toList();
        return new TextTrace(
                trace,
                tokens,
                ids,
                corpus.ids().length,
                AxisNames.of(trace).withTokens(tokens).withSteps(read));
    }

    @Override
    public int timeSteps() {
        return ids.length - 1;
    }

    /** The tokens that are read, as they can be seen. */
    public List<String> inputs() {
        return names.steps();
    }

    /** The tokens that are to be predicted, as they can be seen. */
    public List<String> targets() {
        return targetIds().stream().map(tokens::get).toList();
    }

    /** The ids of the tokens that are to be predicted. */
    public List<Integer> targetIds() {
        return Arrays.stream(ids).skip(1).boxed().toList();
    }
}

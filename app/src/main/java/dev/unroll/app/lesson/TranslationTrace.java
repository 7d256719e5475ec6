package dev.unroll.app.lesson;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.GreedyTranslation;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sentence as a model translates it. Its time steps are those of the target.
 *
 * @param tokens the target's vocabulary as it can be seen
 * @param readIds the ids that the decoder reads, the token that begins a target first
 * @param writtenIds the id that it finds likeliest after each of these
 */
public record TranslationTrace(Trace trace, List<String> tokens, int[] readIds, int[] writtenIds, AxisNames names)
        implements Traced {
    /** How many tokens more than its source a translation may have. */
    public static final int ROOM = 6;

    /**
     * Translates a sentence, always with the likeliest token.
     *
     * @param interventions hold while it is translated
     * @throws IllegalArgumentException if the sentence is empty or has words that the model does not know, or an intervention has no place
     */
    public static TranslationTrace of(
            TranslationModel model,
            SpacedTokenizer source,
            SpacedTokenizer target,
            String sentence,
            Backend backend,
            Intervention... interventions) {
        int[] ids = source.encode(sentence);
        int start = target.id(SpacedTokenizer.START);
        int end = target.id(SpacedTokenizer.END);
        GreedyTranslation translated =
                GreedyTranslation.of(model, ids, start, end, ids.length + ROOM, backend, interventions);
        int[] all = translated.target();
        int[] read = Arrays.copyOf(all, all.length - 1);
        return of(translated.trace(), source, target, ids, read, Arrays.copyOfRange(all, 1, all.length));
    }

    /**
     * Lets the decoder read a given translation, whatever it writes itself (teacher forcing, Williams and Zipser 1989).
     *
     * @param words the translation that is read, without the tokens that begin and end it
     * @param interventions hold meanwhile
     * @throws IllegalArgumentException if a sentence has words that the model does not know, or an intervention has no place
     */
    public static TranslationTrace forced(
            TranslationModel model,
            SpacedTokenizer source,
            SpacedTokenizer target,
            String sentence,
            String words,
            Backend backend,
            Intervention... interventions) {
        int[] ids = source.encode(sentence);
        int[] all = target.encodeTarget(words);
        Trace trace = Trace.ofTranslation(model, ids, all, backend, interventions);
        Tensor logits = trace.value("logits");
        int[] written = IntStream.range(0, all.length - 1)
                .map(t -> likeliest(logits.slice(t)))
                .toArray();
        return of(trace, source, target, ids, Arrays.copyOf(all, all.length - 1), written);
    }

    private static int likeliest(Tensor logits) {
        int best = 0;
        for (int id = 1; id < logits.length(); id++) if (logits.at(id) > logits.at(best)) best = id;
        return best;
    }

    private static TranslationTrace of(
            Trace trace, SpacedTokenizer source, SpacedTokenizer target, int[] ids, int[] read, int[] written) {
        List<String> tokens = texts(target.vocabulary());
        List<String> sources = texts(source.vocabulary());
        AxisNames names = AxisNames.of(trace)
                .withTokens(tokens)
                .withSourceTokens(sources)
                .withSteps(Arrays.stream(ids).mapToObj(sources::get).toList())
                .withTargets(Arrays.stream(written).mapToObj(tokens::get).toList());
        return new TranslationTrace(trace, tokens, read, written, names);
    }

    private static List<String> texts(Vocabulary vocabulary) {
        return IntStream.range(0, vocabulary.size())
                .mapToObj(vocabulary::display)
                .toList();
    }

    @Override
    public int timeSteps() {
        return writtenIds.length;
    }

    @Override
    public String positionKey() {
        return "position.target";
    }

    /** The tokens that are translated. */
    public List<String> sources() {
        return names.steps();
    }

    /** The tokens that are written, one for each time step. */
    public List<String> written() {
        return names.targets();
    }

    /** The id of the token that is written at a time step. */
    public int id(int t) {
        return writtenIds[t];
    }

    /** The tokens that the decoder reads, one for each time step. */
    public List<String> reads() {
        return Arrays.stream(readIds).mapToObj(tokens::get).toList();
    }

    /** The same as if what is read at each step had been written at the step before, and what ends it at the last. */
    public TranslationTrace asRead() {
        int[] right = Arrays.copyOfRange(readIds, 1, readIds.length + 1);
        right[right.length - 1] = tokens.indexOf(SpacedTokenizer.END);
        return new TranslationTrace(trace, tokens, readIds, right, names);
    }

    /** At how many time steps another token is written than in another translation, what only one of them has included. */
    public int differences(TranslationTrace other) {
        int shared = Math.min(timeSteps(), other.timeSteps());
        long differing =
                IntStream.range(0, shared).filter(t -> id(t) != other.id(t)).count();
        return (int) differing + Math.abs(timeSteps() - other.timeSteps());
    }

    /** What is written, without the sign of its end. */
    public String text() {
        return String.join(
                " ",
                written().stream()
                        .filter(token -> !token.equals(SpacedTokenizer.END))
                        .toList());
    }
}

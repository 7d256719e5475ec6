package dev.unroll.app.lesson;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.TranslationModel;
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
 * @param target the ids from the token that begins the target to its last; all but the last are read, all but the first written
 */
public record TranslationTrace(Trace trace, List<String> tokens, int[] target, AxisNames names) implements Traced {
    /** How many tokens more than its source a translation may have. */
    private static final int ROOM = 6;

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
        List<String> tokens = texts(target.vocabulary());
        List<String> sources = texts(source.vocabulary());
        AxisNames names = AxisNames.of(translated.trace())
                .withTokens(tokens)
                .withSourceTokens(sources)
                .withSteps(Arrays.stream(ids).mapToObj(sources::get).toList())
                .withTargets(Arrays.stream(translated.target())
                        .skip(1)
                        .mapToObj(tokens::get)
                        .toList());
        return new TranslationTrace(translated.trace(), tokens, translated.target(), names);
    }

    private static List<String> texts(Vocabulary vocabulary) {
        return IntStream.range(0, vocabulary.size())
                .mapToObj(vocabulary::display)
                .toList();
    }

    @Override
    public int timeSteps() {
        return target.length - 1;
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
        return target[t + 1];
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

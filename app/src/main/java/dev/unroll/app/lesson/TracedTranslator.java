package dev.unroll.app.lesson;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.generate.Translator;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.GreedyTranslation;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Translates sentences so that the pass in which they are translated can be looked at.
 *
 * @param source the words that can be translated
 * @param target the words that can be written
 */
public record TracedTranslator(
        TranslationModel model, SpacedTokenizer source, SpacedTokenizer target, Backend backend) {
    /** How many tokens more than its source a translation may have. */
    private static final int ROOM = 6;

    /**
     * Translates a sentence, always with the likeliest token.
     *
     * @param interventions hold while it is translated
     * @throws IllegalArgumentException if the sentence is empty or has words that the model does not know, or an intervention has no place
     */
    public TranslationTrace free(String sentence, Intervention... interventions) {
        int[] ids = source.encode(sentence);
        int start = target.id(SpacedTokenizer.START);
        int end = target.id(SpacedTokenizer.END);
        GreedyTranslation translated =
                GreedyTranslation.of(model, ids, start, end, ids.length + ROOM, backend, interventions);
        int[] all = translated.target();
        int[] read = Arrays.copyOf(all, all.length - 1);
        return traced(translated.trace(), ids, read, Arrays.copyOfRange(all, 1, all.length));
    }

    /**
     * Lets the decoder read a given translation, whatever it writes itself (teacher forcing, Williams and Zipser 1989).
     *
     * @param words the translation that is read, without the tokens that begin and end it
     * @param interventions hold meanwhile
     * @throws IllegalArgumentException if a sentence has words that the model does not know, or an intervention has no place
     */
    public TranslationTrace forced(String sentence, String words, Intervention... interventions) {
        int[] ids = source.encode(sentence);
        int[] all = target.encodeTarget(words);
        Trace trace = Trace.ofTranslation(model, ids, all, backend, interventions);
        Tensor logits = trace.value("logits");
        int[] written = IntStream.range(0, all.length - 1)
                .map(t -> logits.slice(t).argmax())
                .toArray();
        return traced(trace, ids, Arrays.copyOf(all, all.length - 1), written);
    }

    /**
     * Translates, or lets the decoder read a given translation.
     *
     * @param words as {@link #forced} has it; null where the decoder reads its own
     */
    public TranslationTrace read(String sentence, @Nullable String words, Intervention... interventions) {
        return words == null ? free(sentence, interventions) : forced(sentence, words, interventions);
    }

    /**
     * Searches with a beam, and with one of width 1, which is greedy.
     *
     * @param width how many sequences the beam goes on with
     * @throws IllegalArgumentException if the sentence is empty or has words that the model does not know
     */
    public Beam beam(String sentence, int width) {
        int most = source.encode(sentence).length + ROOM;
        Translator translator = new Translator(model, source, target, most, backend);
        return new Beam(
                width,
                translator.search(sentence, width, 0),
                translator.search(sentence, 1, 0),
                texts(target.vocabulary()));
    }

    private TranslationTrace traced(Trace trace, int[] ids, int[] read, int[] written) {
        List<String> tokens = texts(target.vocabulary());
        List<String> sources = texts(source.vocabulary());
        AxisNames names = AxisNames.of(trace)
                .withTokens(tokens)
                .withSourceTokens(sources)
                .withSteps(Arrays.stream(ids).mapToObj(sources::get).toList())
                .withTargets(Arrays.stream(written).mapToObj(tokens::get).toList())
                .withReads(Arrays.stream(read).mapToObj(tokens::get).toList());
        return new TranslationTrace(trace, tokens, read, written, names);
    }

    private static List<String> texts(Vocabulary vocabulary) {
        return IntStream.range(0, vocabulary.size())
                .mapToObj(vocabulary::display)
                .toList();
    }
}

package dev.unroll.engine.generate;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.sampling.LogSoftmax;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.SpacedTokenizer;

/**
 * Translates sentences.
 *
 * @param maxLength how many tokens a translation has at most
 */
public record Translator(
        TranslationModel model, SpacedTokenizer source, SpacedTokenizer target, int maxLength, Backend backend) {
    /** The likeliest token at each step. */
    public String greedy(String sentence) {
        return beam(sentence, 1, 0);
    }

    /** The best sequence that a beam search finds; where the model can read no more, as far as that. */
    public String beam(String sentence, int width, double lengthPenalty) {
        return target.decode(search(sentence, width, lengthPenalty).best());
    }

    /**
     * A beam search with all that it looked at.
     *
     * @throws IllegalArgumentException if the sentence is empty or has words that the model does not know, or its logits are no finite
     *     numbers
     */
    public BeamSearch.Result search(String sentence, int width, double lengthPenalty) {
        int[] ids = source.encode(sentence);
        if (ids.length == 0) throw new RefusedException("generate.emptySource");
        int start = target.id(SpacedTokenizer.START);
        int most = Math.min(maxLength, model.targetContext());
        BeamSearch search = new BeamSearch(width, lengthPenalty, target.id(SpacedTokenizer.END), most);
        return width == 1
                ? search.search(goingOn(ids, start))
                : search.search(sequence -> {
                    int[] read = new int[sequence.length + 1];
                    read[0] = start;
                    System.arraycopy(sequence, 0, read, 1, sequence.length);
                    return logProbabilities(
                            model.decoder(new Tape(backend), ids).read(read));
                });
    }

    /** With a single sequence the decoder need not begin again at each step. */
    private BeamSearch.Model goingOn(int[] ids, int start) {
        Decoder decoder = model.decoder(new Tape(backend), ids);
        return sequence -> logProbabilities(decoder.next(sequence.length == 0 ? start : sequence[sequence.length - 1]));
    }

    private static double[] logProbabilities(Tensor logits) {
        Sampler.requireFinite(logits);
        return LogSoftmax.of(logits);
    }
}

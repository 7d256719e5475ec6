package dev.unroll.engine.generate;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Tensor;

import java.util.SplittableRandom;

/** Text in the making: a prompt that has been read, and one token more at each call. The same seed gives the same text. */
public final class Generation {
    private final Decoder decoder;
    private final Sampler sampler;
    private final SplittableRandom random;
    private Tensor logits;

    /**
     * Reads the prompt.
     *
     * @throws IllegalArgumentException if the prompt is empty
     */
    public Generation(LanguageModel model, int[] prompt, Sampler sampler, long seed, Backend backend) {
        if (prompt.length == 0)
            throw new IllegalArgumentException("The prompt is empty: give at least one token to go on from.");
        this.decoder = model.decoder(backend);
        this.sampler = sampler;
        this.random = new SplittableRandom(seed);
        this.logits = decoder.read(prompt);
    }

    /** Chooses the next token and reads it. */
    public Choice next() {
        Choice choice = sampler.choose(logits, random);
        logits = decoder.next(choice.chosen().id());
        return choice;
    }
}

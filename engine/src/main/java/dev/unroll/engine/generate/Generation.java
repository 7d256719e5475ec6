package dev.unroll.engine.generate;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.sampling.Choice;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Tensor;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Text in the making: a prompt that has been read, and one token more at each call. The same seed gives the same text. */
public final class Generation {
    private final Decoder decoder;
    private final Sampler sampler;
    private final SplittableRandom random;
    private final Set<Integer> seen = new HashSet<>();
    private int[] unread;

    /**
     * Goes on from a prompt.
     *
     * @throws IllegalArgumentException if the prompt is empty
     */
    public Generation(LanguageModel model, int[] prompt, Sampler sampler, long seed, Backend backend) {
        this(model.decoder(backend), prompt, sampler, seed);
    }

    /** Goes on from a prompt with a decoder that has read nothing of it. */
    public Generation(Decoder decoder, int[] prompt, Sampler sampler, long seed) {
        if (prompt.length == 0) throw new RefusedException("generate.emptyPrompt");
        this.decoder = decoder;
        this.sampler = sampler;
        this.random = new SplittableRandom(seed);
        this.unread = prompt.clone();
    }

    /** Reads what has not been read yet, and chooses the next token. */
    public Choice next() {
        for (int id : unread) seen.add(id);
        Tensor logits = decoder.read(unread);
        Choice choice = sampler.choose(logits, seen, random);
        unread = new int[] {choice.chosen().id()};
        return choice;
    }
}

package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.text.Sequences;

/**
 * Says how likely each token is to come next. Its forward pass is written once, against a {@link Tape}; training, tracing,
 * explaining and generating all come from it.
 */
public interface LanguageModel extends Model {
    /** How many tokens it knows. */
    int vocabularySize();

    /**
     * The forward pass.
     *
     * @param ids the tokens, {@code [BATCH][TIME]}, all of one length of at least 1
     * @return the logits of the next token at every step, {@code [TIME, BATCH, TOKEN]}
     */
    Node logits(Tape tape, int[][] ids);

    /** Whether the steps of a sequence are computed together and not one after the other, so that a few sequences are work enough. */
    default boolean computesStepsAtOnce() {
        return false;
    }

    /**
     * The mean cross-entropy in nats of every next token of the sequences.
     *
     * @param sequences {@code [BATCH][TIME + 1]}: all but the last token are read, all but the first are predicted
     * @return a single number; on an observed tape {@code stepLoss} {@code [TIME, BATCH]} and {@code loss} are named too
     */
    default Node loss(Tape tape, int[][] sequences) {
        return loss(tape, Sequences.split(sequences));
    }

    /** As {@link #loss(Tape, int[][])}, with targets of their own: the mean over those that are not negative. */
    default Node loss(Tape tape, Sequences sequences) {
        return TokenLoss.mean(logits(tape, sequences.inputs()), sequences.targets(), 0);
    }

    /** Starts to read and predict token by token, from an empty past. */
    default Decoder decoder(Backend backend) {
        return decoder(new Tape(backend));
    }

    /** As {@link #decoder(Backend)}, on a tape whose observer sees, and may change, what each token makes the model compute. */
    Decoder decoder(Tape tape);
}

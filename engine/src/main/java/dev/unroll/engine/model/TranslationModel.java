package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.text.Pairs;

/** Reads a whole source and writes a target token by token: an encoder and a decoder. */
public interface TranslationModel extends Model {
    /** How many tokens of the source's language it knows. */
    int sourceVocabularySize();

    /** How many tokens of the target's language it knows. */
    int targetVocabularySize();

    /** How many tokens of a target it reads at most, the one that begins it included. */
    default int targetContext() {
        return Integer.MAX_VALUE;
    }

    /** How much of the targets' probability is spread over all tokens in training (Szegedy et al. 2016). */
    default float labelSmoothing() {
        return 0;
    }

    /**
     * The forward pass with teacher forcing: at every step the decoder reads the right token.
     *
     * @param pairs sources, and targets of which all but the last token are read
     * @return the logits of the next token of the target at every step, {@code [TARGET, BATCH, TOKEN]}
     */
    Node logits(Tape tape, Pairs pairs);

    /**
     * The mean cross-entropy in nats of every token of the targets but the first of each.
     *
     * @return a single number; on an observed tape {@code stepLoss} {@code [TARGET, BATCH]} and {@code loss} are named too
     */
    default Node loss(Tape tape, Pairs pairs) {
        return TokenLoss.mean(logits(tape, pairs), pairs.predicted(), tape.training() ? labelSmoothing() : 0);
    }

    /** Reads a source and starts to write: its first token to read is the one that targets begin with. */
    Decoder decoder(Tape tape, int[] source);
}

package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;

import java.util.List;
import java.util.Map;

/**
 * Says how likely each token is to come next. Its forward pass is written once, against a {@link Tape}; training, tracing,
 * explaining and generating all come from it.
 */
public interface LanguageModel {
    /** The kind as it is named in checkpoints and on the command line, such as {@code rnn}. */
    String kind();

    /** What is needed to make a model of the same sizes again, with {@link Models#create}. */
    Map<String, String> configuration();

    /** How many tokens it knows. */
    int vocabularySize();

    /** All parameters, always in the same order. */
    List<Parameter> parameters();

    /**
     * The forward pass.
     *
     * @param ids the tokens, {@code [BATCH][TIME]}, all of one length of at least 1
     * @return the logits of the next token at every step, {@code [TIME, BATCH, TOKEN]}
     */
    Node logits(Tape tape, int[][] ids);

    /**
     * The mean cross-entropy in nats of every next token of the sequences.
     *
     * @param sequences {@code [BATCH][TIME + 1]}: all but the last token are read, all but the first are predicted
     * @return a single number; on an observed tape {@code stepLoss} {@code [TIME, BATCH]} and {@code loss} are named too
     */
    default Node loss(Tape tape, int[][] sequences) {
        Sequences split = Sequences.split(sequences);
        return logits(tape, split.inputs())
                .crossEntropy(split.targets(), 0)
                .named("stepLoss")
                .mean()
                .named("loss");
    }

    /** Starts to read and predict token by token, from an empty past. */
    Decoder decoder(Backend backend);

    /** A model with the same weights that changes no more when this one is trained. */
    default LanguageModel copy() {
        LanguageModel copy = Models.create(kind(), configuration(), 0);
        for (int i = 0; i < parameters().size(); i++) {
            copy.parameters().get(i).value().copyFrom(parameters().get(i).value());
        }
        return copy;
    }

    /** How many numbers the parameters hold. */
    default long parameterCount() {
        return parameters().stream().mapToLong(p -> p.value().length()).sum();
    }
}

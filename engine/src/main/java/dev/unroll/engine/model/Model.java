package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Parameter;

import java.util.List;
import java.util.Map;

/**
 * Something that learns: parameters, and a forward pass against a {@link dev.unroll.engine.autodiff.Tape} that training, tracing,
 * explaining and intervening share.
 */
public interface Model {
    /** The kind as it is named in checkpoints and on the command line, such as {@code rnn}. */
    String kind();

    /** What is needed to make a model of the same sizes again, with {@link Models#create}. */
    Map<String, String> configuration();

    /** All parameters, always in the same order. */
    List<Parameter> parameters();

    /** How many numbers the parameters hold. */
    default long parameterCount() {
        return parameters().stream().mapToLong(p -> p.value().length()).sum();
    }
}

package dev.unroll.app.lesson.rnn;

import dev.unroll.viz.sequence.UnrolledNetwork.Arrow;

import java.util.List;

/** What is computed at one time step, in this order. */
enum RnnOperation {
    /** The one-hot vector of the token. */
    INPUT(List.of()),
    /** {@code W x + b + W h + b}. */
    PREACTIVATION(List.of(Arrow.INPUT, new Arrow.Recurrent(0))),
    /** Its tanh. */
    HIDDEN_STATE(List.of()),
    /** The head's logits. */
    LOGITS(List.of(Arrow.OUTPUT)),
    /** The cross-entropy of their softmax. */
    LOSS(List.of());

    private final List<Arrow> arrows;

    RnnOperation(List<Arrow> arrows) {
        this.arrows = arrows;
    }

    /** The arrows along which it flows. */
    List<Arrow> arrows() {
        return arrows;
    }

    /** The key of its name. */
    String key() {
        return "rnn.operation." + name();
    }
}

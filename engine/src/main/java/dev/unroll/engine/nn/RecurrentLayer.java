package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;

import java.util.List;

/** A layer that reads a sequence step by step and carries a state from each step to the next. */
public sealed interface RecurrentLayer extends Layer permits RnnCell, GruCell, LstmCell {
    /**
     * What a layer gives.
     *
     * @param outputs the hidden state at every step, {@code [TIME, BATCH, UNIT]}
     * @param state all that is carried on after the last step, each {@code [BATCH, UNIT]}, the hidden state first
     */
    record Run(Node outputs, List<Node> state) {}

    /** How many vectors are carried on: the hidden state, and for an LSTM the cell state. */
    int stateCount();

    /**
     * Runs over sequences.
     *
     * @param x {@code [TIME, BATCH, INPUT]}; the activations of each step are named along its first axis
     * @param state what the step before the first carried on, each {@code [BATCH, UNIT]}
     */
    Run forward(Node x, List<Node> state, Steps steps);
}

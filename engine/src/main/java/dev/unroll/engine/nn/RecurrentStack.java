package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.UNIT;

/** Recurrent layers on top of one another, each reading the hidden states of the one below. */
public final class RecurrentStack implements Layer {
    /** The kinds of layers. */
    public enum Cell {
        /** {@link RnnCell}. */
        RNN,
        /** {@link GruCell}. */
        GRU,
        /** {@link LstmCell}. */
        LSTM;

        private RecurrentLayer create(String name, int inputs, int units, Initialization init) {
            return switch (this) {
                case RNN -> new RnnCell(name, inputs, units, init);
                case GRU -> new GruCell(name, inputs, units, init);
                case LSTM -> new LstmCell(name, inputs, units, init);
            };
        }
    }

    private final int units;
    private final List<RecurrentLayer> layers = new ArrayList<>();

    /** @param name what stands before {@code layer.N} in all names, with its slash, or nothing */
    public RecurrentStack(String name, Cell cell, int inputs, int units, int layerCount, Initialization init) {
        this.units = units;
        for (int i = 0; i < layerCount; i++)
            layers.add(cell.create(name + "layer." + i, i == 0 ? inputs : units, units, init));
    }

    /**
     * What the layers give.
     *
     * @param outputs the hidden states of the uppermost layer, {@code [TIME, BATCH, UNIT]}
     * @param states for each layer what it carries on, each {@code [BATCH, UNIT]}
     */
    public record Run(Node outputs, List<List<Node>> states) {
        /** Copies of what is carried on, for another tape. */
        public List<List<Tensor>> stateValues() {
            return states.stream()
                    .map(layer -> layer.stream().map(n -> n.value().copy()).toList())
                    .toList();
        }
    }

    /** The state before any step: zeros. */
    public List<List<Tensor>> zeroState(int batch) {
        Shape shape = Shape.of(BATCH, batch, UNIT, units);
        return layers.stream()
                .map(layer -> Stream.generate(() -> Tensor.zeros(shape))
                        .limit(layer.stateCount())
                        .toList())
                .toList();
    }

    /** Runs over sequences {@code [TIME, BATCH, INPUT]}, from states that another run left or that are given as numbers. */
    public Run forward(Node x, List<List<Node>> states, Steps steps) {
        Node outputs = x;
        List<List<Node>> newStates = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            RecurrentLayer.Run run = layers.get(i).forward(outputs, states.get(i), steps);
            newStates.add(run.state());
            outputs = run.outputs();
        }
        return new Run(outputs, newStates);
    }

    /** States given as numbers, on the tape of {@code x}. */
    public static List<List<Node>> constants(Node x, List<List<Tensor>> states) {
        return states.stream()
                .map(layer -> layer.stream().map(x.tape()::constant).toList())
                .toList();
    }

    /** How many layers there are. */
    public int layerCount() {
        return layers.size();
    }

    @Override
    public List<Parameter> parameters() {
        return layers.stream().flatMap(l -> l.parameters().stream()).toList();
    }
}

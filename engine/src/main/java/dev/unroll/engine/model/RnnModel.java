package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.nn.GruCell;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.Linear;
import dev.unroll.engine.nn.LstmCell;
import dev.unroll.engine.nn.RecurrentLayer;
import dev.unroll.engine.nn.RnnCell;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * A recurrent language model over one-hot tokens (Mikolov et al. 2010): one or more tanh, GRU or LSTM layers and a linear head.
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code input}</td><td>{@code [TIME, TOKEN]}, one-hot</td></tr>
 * <tr><td>{@code layer.N/preactivation}</td><td>{@code [TIME, UNIT]}, before the tanh; tanh layers only</td></tr>
 * <tr><td>{@code layer.N/resetGate}, {@code …/updateGate}, {@code …/candidate}</td><td>{@code [TIME, UNIT]}; GRU only</td></tr>
 * <tr><td>{@code layer.N/inputGate}, {@code …/forgetGate}, {@code …/cellCandidate}, {@code …/outputGate}, {@code
 * …/cellState}</td><td>{@code [TIME, UNIT]}; LSTM only</td></tr>
 * <tr><td>{@code layer.N/hiddenState}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code logits}</td><td>{@code [TIME, TOKEN]}</td></tr>
 * <tr><td>{@code probabilities}</td><td>{@code [TIME, TOKEN]}</td></tr>
 * <tr><td>{@code stepLoss}</td><td>{@code [TIME]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code stepLoss}</td></tr>
 * </table>
 */
public final class RnnModel implements LanguageModel {
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

    private final Cell cell;
    private final int vocabularySize;
    private final int hiddenSize;
    private final List<RecurrentLayer> layers = new ArrayList<>();
    private final Linear head;

    /**
     * A model with random weights.
     *
     * @throws IllegalArgumentException if a size is not at least 1
     */
    public RnnModel(Cell cell, int vocabularySize, int hiddenSize, int layerCount, long seed) {
        if (vocabularySize < 1 || hiddenSize < 1 || layerCount < 1) {
            throw new IllegalArgumentException(
                    "The vocabulary, the hidden size and the number of layers must be at least 1.");
        }
        this.cell = cell;
        this.vocabularySize = vocabularySize;
        this.hiddenSize = hiddenSize;
        Initialization init = new Initialization(seed);
        for (int i = 0; i < layerCount; i++) {
            layers.add(cell.create("layer." + i, i == 0 ? vocabularySize : hiddenSize, hiddenSize, init));
        }
        head = new Linear("head", hiddenSize, TOKEN, vocabularySize, init);
    }

    @Override
    public Node logits(Tape tape, int[][] ids) {
        return logits(tape, ids, zeroState(ids.length), new ArrayList<>());
    }

    /**
     * @param state for each layer what it carries on, before the first step
     * @param newState gets for each layer what it carries on after the last step
     */
    private Node logits(Tape tape, int[][] ids, List<List<Tensor>> state, List<List<Node>> newState) {
        Shape places = Shape.of(TIME, ids[0].length, BATCH, ids.length);
        Node x = tape.oneHot(Sequences.timeMajor(ids), places, vocabularySize).named("input");
        for (int i = 0; i < layers.size(); i++) {
            var run = layers.get(i)
                    .forward(x, state.get(i).stream().map(tape::constant).toList(), null);
            newState.add(run.state());
            x = run.outputs();
        }
        Node logits = head.forward(x).named("logits");
        if (tape.observed()) logits.softmax().named("probabilities");
        return logits;
    }

    private List<List<Tensor>> zeroState(int batch) {
        Shape shape = Shape.of(BATCH, batch, UNIT, hiddenSize);
        return layers.stream()
                .map(layer -> Stream.generate(() -> Tensor.zeros(shape))
                        .limit(layer.stateCount())
                        .toList())
                .toList();
    }

    @Override
    public Decoder decoder(Backend backend) {
        Tape tape = new Tape(backend);
        List<List<Tensor>> state = zeroState(1);
        return id -> {
            tape.reset();
            List<List<Node>> newState = new ArrayList<>();
            Node logits = logits(tape, new int[][] {{id}}, state, newState);
            for (int i = 0; i < state.size(); i++) {
                for (int j = 0; j < state.get(i).size(); j++) {
                    state.get(i).get(j).copyFrom(newState.get(i).get(j).value());
                }
            }
            return logits.value().reshape(Shape.of(TOKEN, vocabularySize));
        };
    }

    @Override
    public String kind() {
        return cell.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<String, String> configuration() {
        return Map.of(
                "vocabulary", Integer.toString(vocabularySize),
                "hidden", Integer.toString(hiddenSize),
                "layers", Integer.toString(layers.size()));
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    /** How many units each layer has. */
    public int hiddenSize() {
        return hiddenSize;
    }

    /** How many recurrent layers there are. */
    public int layerCount() {
        return layers.size();
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.concat(layers.stream().flatMap(layer -> layer.parameters().stream()), head.parameters().stream())
                .toList();
    }
}

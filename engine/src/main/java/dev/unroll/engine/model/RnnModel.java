package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.Linear;
import dev.unroll.engine.nn.RnnCell;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * A recurrent language model over one-hot tokens (Mikolov et al. 2010): one or more tanh layers and a linear head.
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code input}</td><td>{@code [TIME, TOKEN]}, one-hot</td></tr>
 * <tr><td>{@code layer.N/preactivation}</td><td>{@code [TIME, UNIT]}, before the tanh</td></tr>
 * <tr><td>{@code layer.N/hiddenState}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code logits}</td><td>{@code [TIME, TOKEN]}</td></tr>
 * <tr><td>{@code probabilities}</td><td>{@code [TIME, TOKEN]}</td></tr>
 * <tr><td>{@code stepLoss}</td><td>{@code [TIME]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code stepLoss}</td></tr>
 * </table>
 */
public final class RnnModel implements LanguageModel {
    private final int vocabularySize;
    private final int hiddenSize;
    private final List<RnnCell> layers = new ArrayList<>();
    private final Linear head;

    /**
     * A model with random weights.
     *
     * @throws IllegalArgumentException if a size is not at least 1
     */
    public RnnModel(int vocabularySize, int hiddenSize, int layerCount, long seed) {
        if (vocabularySize < 1 || hiddenSize < 1 || layerCount < 1) {
            throw new IllegalArgumentException(
                    "The vocabulary, the hidden size and the number of layers must be at least 1.");
        }
        this.vocabularySize = vocabularySize;
        this.hiddenSize = hiddenSize;
        Initialization init = new Initialization(seed);
        for (int i = 0; i < layerCount; i++) {
            layers.add(new RnnCell("layer." + i, i == 0 ? vocabularySize : hiddenSize, hiddenSize, init));
        }
        head = new Linear("head", hiddenSize, TOKEN, vocabularySize, init);
    }

    @Override
    public Node logits(Tape tape, int[][] ids) {
        return logits(tape, ids, zeroState(ids.length), new ArrayList<>());
    }

    /**
     * @param state the hidden state of each layer before the first step
     * @param newState gets the hidden states of each layer, {@code [TIME, BATCH, UNIT]}
     */
    private Node logits(Tape tape, int[][] ids, List<Tensor> state, List<Node> newState) {
        Shape places = Shape.of(TIME, ids[0].length, BATCH, ids.length);
        Node x = tape.oneHot(Sequences.timeMajor(ids), places, vocabularySize).named("input");
        for (int i = 0; i < layers.size(); i++) {
            x = layers.get(i).forward(x, tape.constant(state.get(i)));
            newState.add(x);
        }
        Node logits = head.forward(x).named("logits");
        if (tape.observed()) logits.softmax().named("probabilities");
        return logits;
    }

    private List<Tensor> zeroState(int batch) {
        return IntStream.range(0, layers.size())
                .mapToObj(i -> Tensor.zeros(Shape.of(BATCH, batch, UNIT, hiddenSize)))
                .toList();
    }

    @Override
    public Decoder decoder(Backend backend) {
        Tape tape = new Tape(backend);
        List<Tensor> state = zeroState(1);
        return id -> {
            tape.reset();
            List<Node> newState = new ArrayList<>();
            Node logits = logits(tape, new int[][] {{id}}, state, newState);
            for (int i = 0; i < state.size(); i++)
                state.get(i).copyFrom(newState.get(i).value());
            return logits.value().reshape(Shape.of(TOKEN, vocabularySize));
        };
    }

    @Override
    public String kind() {
        return "rnn";
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

package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.Linear;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.nn.RecurrentStack.Cell;
import dev.unroll.engine.nn.Steps;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;

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
    static final List<Size> SIZES = List.of(
            Size.Data.VOCABULARY, Size.hidden(64), Size.layers(), new Size.Whole("truncation", 0, 0, 1_000_000));

    static final List<Size> LSTM_SIZES = Stream.concat(
                    SIZES.stream(), Stream.of(new Size.Decimal("forgetBias", 0, -100, 100)))
            .toList();

    private final Cell cell;
    private final int vocabularySize;
    private final int hiddenSize;
    private final RecurrentStack layers;
    private final int truncation;
    private final Linear head;

    /**
     * A model with random weights whose gradient goes back through all steps.
     *
     * @throws IllegalArgumentException if a size is not at least 1
     */
    public RnnModel(Cell cell, int vocabularySize, int hiddenSize, int layerCount, long seed) {
        this(cell, vocabularySize, hiddenSize, layerCount, 0, seed);
    }

    /**
     * A model with random weights.
     *
     * @param truncation as in {@link Steps}
     * @throws IllegalArgumentException if a size is not at least 1, or the truncation negative
     */
    public RnnModel(Cell cell, int vocabularySize, int hiddenSize, int layerCount, int truncation, long seed) {
        if (vocabularySize < 1 || hiddenSize < 1 || layerCount < 1) {
            throw new IllegalArgumentException(
                    "The vocabulary, the hidden size and the number of layers must be at least 1.");
        }
        if (truncation < 0)
            throw new IllegalArgumentException("The truncation must be at least 0, not " + truncation + ".");
        this.truncation = truncation;
        this.cell = cell;
        this.vocabularySize = vocabularySize;
        this.hiddenSize = hiddenSize;
        Initialization init = new Initialization(seed);
        layers = new RecurrentStack("", cell, vocabularySize, hiddenSize, layerCount, init);
        head = new Linear("head", hiddenSize, TOKEN, vocabularySize, init);
    }

    private RnnModel(RnnModel other, int truncation) {
        this.truncation = truncation;
        cell = other.cell;
        vocabularySize = other.vocabularySize;
        hiddenSize = other.hiddenSize;
        layers = other.layers;
        head = other.head;
    }

    /**
     * The same model, of the same weights, whose gradient goes back another way.
     *
     * @param steps as in {@link Steps}
     * @throws IllegalArgumentException if it is negative
     */
    public RnnModel truncated(int steps) {
        if (steps < 0) throw new IllegalArgumentException("The truncation must be at least 0, not " + steps + ".");
        return new RnnModel(this, steps);
    }

    /**
     * Lets every LSTM layer begin with open forget gates (Gers et al. 2000; Jozefowicz et al. 2015), so that it remembers from the
     * start: a gate's bias of 3 keeps 95 % of the cell state from step to step.
     *
     * @throws IllegalArgumentException if the cells have no forget gates
     */
    public RnnModel openForgetGates(float bias) {
        if (cell != Cell.LSTM) throw new RefusedException("model.forgetGates");
        for (Parameter parameter : layers.parameters()) {
            if (!parameter.name().endsWith("/bias_ih")) continue;
            for (int i = hiddenSize; i < 2 * hiddenSize; i++)
                parameter.value().write()[i] = bias; // gate order i, f, g, o
        }
        return this;
    }

    static RnnModel of(String kind, Settings settings, long seed) {
        RnnModel model = create(kind, settings, seed);
        if (model.cell != Cell.LSTM) return model;
        float forgetBias = settings.decimal("forgetBias");
        return forgetBias == 0 ? model : model.openForgetGates(forgetBias);
    }

    private static RnnModel create(String kind, Settings settings, long seed) {
        return new RnnModel(
                Cell.valueOf(kind.toUpperCase(Locale.ROOT)),
                settings.number("vocabulary"),
                settings.number("hidden"),
                settings.number("layers"),
                settings.number("truncation"),
                seed);
    }

    @Override
    public Node logits(Tape tape, int[][] ids) {
        return head(run(tape, ids, layers.zeroState(ids.length)));
    }

    /**
     * A loss, and what is carried on after it.
     *
     * @param states for each layer what it carries on after the last step, each {@code [BATCH, UNIT]}
     */
    public record CarriedLoss(Node loss, List<List<Tensor>> states) {}

    /** As {@link #loss(Tape, int[][])}, going on with what earlier sequences left. */
    public CarriedLoss loss(Tape tape, int[][] sequences, List<List<Tensor>> states) {
        Sequences split = Sequences.split(sequences);
        RecurrentStack.Run run = run(tape, split.inputs(), states);
        return new CarriedLoss(TokenLoss.mean(head(run), split.targets(), 0), run.stateValues());
    }

    /** What the layers carry on before any step: zeros. */
    public List<List<Tensor>> zeroState(int batch) {
        return layers.zeroState(batch);
    }

    /** Reads a text piece by piece, each from the state that the one before left. Not to be used by two threads at once. */
    @FunctionalInterface
    public interface StateReader {
        /**
         * Reads on.
         *
         * @param ids the next tokens, at least one
         * @return the hidden states of the uppermost layer after each of them, {@code [TIME, UNIT]}
         */
        Tensor next(int[] ids);
    }

    /** Reads from an empty past, without predictions: what the units do over a text that is too long for one pass. */
    public StateReader reader(Backend backend) {
        Tape tape = new Tape(backend);
        return new StateReader() {
            private List<List<Tensor>> states = layers.zeroState(1);

            @Override
            public Tensor next(int[] ids) {
                tape.reset();
                RecurrentStack.Run run = run(tape, new int[][] {ids}, states);
                states = run.stateValues();
                return run.outputs()
                        .value()
                        .reshape(Shape.of(TIME, ids.length, UNIT, hiddenSize))
                        .copy();
            }
        };
    }

    /** @param states for each layer what it carries on, before the first step */
    private RecurrentStack.Run run(Tape tape, int[][] ids, List<List<Tensor>> states) {
        Shape places = Shape.of(TIME, ids[0].length, BATCH, ids.length);
        Node x = tape.oneHot(TimeMajor.ids(ids), places, vocabularySize).named("input");
        return layers.forward(x, RecurrentStack.constants(x, states), new Steps(null, truncation));
    }

    private Node head(RecurrentStack.Run run) {
        Node logits = head.forward(run.outputs()).named("logits");
        if (logits.tape().observed()) logits.softmax().named("probabilities");
        return logits;
    }

    @Override
    public Decoder decoder(Tape tape) {
        return new Decoder() {
            private List<List<Tensor>> states = layers.zeroState(1);

            @Override
            public Tensor next(int id) {
                tape.reset();
                RecurrentStack.Run run = run(tape, new int[][] {{id}}, states);
                states = run.stateValues();
                return head(run).value().reshape(Shape.of(TOKEN, vocabularySize));
            }
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
                "layers", Integer.toString(layers.layerCount()),
                "truncation", Integer.toString(truncation));
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
        return layers.layerCount();
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.concat(layers.parameters().stream(), head.parameters().stream())
                .toList();
    }
}

package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.network.LayeredNetwork;
import dev.unroll.viz.network.NetworkLayer;
import dev.unroll.viz.network.NetworkPart;
import dev.unroll.viz.network.NetworkPart.Line;
import dev.unroll.viz.network.NetworkPart.Node;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The network at one step of a text as layers and lines. Its inputs are the one-hot vectors of the window; where words become learnt
 * vectors first, a node for each word of the window, and a layer more.
 *
 * @param text a pass of an {@link dev.unroll.engine.model.MlpModel}
 * @param window how many words it sees
 * @param t the step that is drawn
 */
public record MlpDrawing(TextTrace text, int window, int t) {
    /** Stands where the text has not begun yet. */
    private static final String BEFORE = "∅";

    private static final String EMBEDDING = "embedding/weight";
    private static final String HIDDEN = "hidden/weight";
    private static final String HEAD = "head/weight";

    private Trace trace() {
        return text.trace();
    }

    /** The words of a text, and last what stands before it. */
    public static List<String> words(TextTrace text) {
        List<String> words = new ArrayList<>(text.tokens());
        words.add(BEFORE);
        return words;
    }

    /** Whether words become learnt vectors before they are read. */
    private boolean embedded() {
        return trace().names().contains("embedding");
    }

    /** The words in the window, oldest first, as positions in {@link #words}. */
    private int[] seen() {
        return IntStream.rangeClosed(t - window + 1, t)
                .map(i -> i < 0 ? text.tokens().size() : text.ids()[i])
                .toArray();
    }

    /** Whether another step is read through the same window. */
    public boolean seesTheSameAt(int other) {
        return Arrays.equals(seen(), new MlpDrawing(text, window, other).seen());
    }

    /** How many input nodes a word of the window has. A window of one never reaches beyond the beginning of a text. */
    private int perWord() {
        if (embedded()) return 1;
        return window == 1 ? text.tokens().size() : words(text).size();
    }

    private int last() {
        return embedded() ? 3 : 2;
    }

    /** Lets a view show it. */
    public void draw(LayeredNetwork network, Messages messages) {
        Tensor[] weights = weights(false);
        network.setNetwork(layers(messages), List.of(weights));
        network.setTarget(text.targetIds().get(t));
        network.setLineScale(ColorScale.signed(weights));
        Tensor[] back = weights(true);
        List<Tensor> nodes = new ArrayList<>();
        nodes.add(Tensor.zeros(Shape.of(Axis.UNIT, window * perWord())));
        if (embedded()) nodes.add(flat(trace().gradient("embedding").slice(t)));
        nodes.add(trace().gradient("hidden").slice(t));
        nodes.add(trace().gradient("logits").slice(t));
        network.setGradients(new LayeredNetwork.Gradients(nodes, List.of(back)));
        double largest =
                Arrays.stream(back).mapToDouble(MlpDrawing::largest).max().orElse(0);
        network.setGradientScale(ColorScale.gradientOf(Tensor.scalar((float) largest)));
    }

    private static double largest(Tensor tensor) {
        return IntStream.range(0, tensor.length())
                .mapToDouble(i -> Math.abs(tensor.at(i)))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    private List<NetworkLayer> layers(Messages messages) {
        ColorScale signed = ColorScale.signed(1);
        ColorScale probability = ColorScale.probability();
        List<String> all = words(text);
        int[] seen = seen();
        List<NetworkLayer> layers = new ArrayList<>();
        List<String> groups = window == 1 || embedded()
                ? List.of()
                : IntStream.range(0, seen.length)
                        .mapToObj(i -> messages.get(
                                i == seen.length - 1 ? "network.last" : "network.before", seen.length - 1 - i))
                        .toList();
        List<String> labels = new ArrayList<>();
        Tensor inputs = Tensor.zeros(Shape.of(Axis.UNIT, seen.length * perWord()));
        for (int i = 0; i < seen.length; i++) {
            if (embedded()) labels.add(all.get(seen[i]));
            else labels.addAll(all.subList(0, perWord()));
            inputs.write()[i * perWord() + (embedded() ? 0 : seen[i])] = 1;
        }
        layers.add(new NetworkLayer(messages.get("network.layer.input"), inputs, labels, groups, probability));
        if (embedded()) {
            Tensor vectors = flat(trace().value("embedding").slice(t));
            String title = messages.get("network.layer.embedding");
            layers.add(new NetworkLayer(title, vectors, List.of(), List.of(), ColorScale.signed(vectors)));
        }
        Tensor hidden = trace().value("hidden").slice(t);
        layers.add(new NetworkLayer(messages.get("network.layer.hidden"), hidden, List.of(), List.of(), signed));
        Tensor next = trace().value("probabilities").slice(t);
        List<String> predicted = text.tokens();
        layers.add(new NetworkLayer(messages.get("network.layer.output"), next, predicted, List.of(), probability));
        return layers;
    }

    private static Tensor flat(Tensor tensor) {
        return tensor.reshape(Shape.of(Axis.UNIT, tensor.length()));
    }

    /** The weights between the layers, or their gradients, {@code [UNIT, UNIT]}. */
    private Tensor[] weights(boolean gradient) {
        Tensor hidden = of(HIDDEN, gradient);
        Tensor head = of(HEAD, gradient);
        if (embedded()) return new Tensor[] {picked(of(EMBEDDING, gradient)), hidden, head};
        int inputs = window * perWord();
        if (inputs == hidden.shape().columns()) return new Tensor[] {hidden, head};
        Tensor used = Tensor.zeros(Shape.of(Axis.UNIT, hidden.shape().rows(), Axis.INPUT, inputs));
        for (int i = 0; i < used.length(); i++)
            used.write()[i] = hidden.at(i / inputs * hidden.shape().columns() + i % inputs);
        return new Tensor[] {used, head};
    }

    private Tensor of(String name, boolean gradient) {
        return gradient ? trace().gradient(name) : trace().value(name);
    }

    /** The rows of the embedding that the window picks: from each word to its own units, and no line to others. */
    private Tensor picked(Tensor embedding) {
        int[] seen = seen();
        int units = embedding.shape().columns();
        Tensor lines = Tensor.zeros(Shape.of(Axis.UNIT, seen.length * units, Axis.INPUT, seen.length));
        Arrays.fill(lines.write(), Float.NaN);
        for (int i = 0; i < lines.shape().rows(); i++)
            lines.write()[i * seen.length + i / units] = embedding.at(seen[i / units] * units + i % units);
        return lines;
    }

    // --- where its numbers stand ---

    /** Where the number of a part stands in the trace; null if it stands nowhere. */
    public @Nullable Place place(NetworkPart part, boolean backward) {
        Quantity quantity = backward ? Quantity.GRADIENT : Quantity.VALUE;
        return switch (part) {
            case Node(int layer, int unit) -> {
                if (layer == last()) yield node(backward ? "logits" : "probabilities", Axis.TOKEN, unit, quantity);
                if (layer == last() - 1) yield node("hidden", Axis.UNIT, unit, quantity);
                if (layer == 0) {
                    int token = embedded() ? seen()[unit] : unit % perWord();
                    yield inWindow("input", Axis.TOKEN, unit / perWord(), token, Quantity.VALUE);
                }
                yield inWindow("embedding", Axis.UNIT, unit / units(), unit % units(), quantity);
            }
            case Line(int layer, int from, int to) -> {
                if (layer == last() - 1) yield weight(HEAD, Axis.TOKEN, to, Axis.INPUT, from, quantity);
                if (layer == last() - 2) yield weight(HIDDEN, Axis.UNIT, to, Axis.INPUT, from, quantity);
                yield weight(EMBEDDING, Axis.TOKEN, seen()[from], Axis.UNIT, to % units(), quantity);
            }
        };
    }

    private int units() {
        return trace().value(EMBEDDING).shape().columns();
    }

    private Place node(String name, Axis axis, int unit, Quantity quantity) {
        return new Place(name, List.of(Axis.TIME, axis), List.of(t, unit), quantity);
    }

    private Place inWindow(String name, Axis axis, int item, int index, Quantity quantity) {
        return new Place(name, List.of(Axis.TIME, Axis.ITEM, axis), List.of(t, item, index), quantity);
    }

    private static Place weight(String name, Axis to, int row, Axis from, int column, Quantity quantity) {
        return new Place(name, List.of(to, from), List.of(row, column), quantity);
    }

    /** The part that shows the number at a place; null if none does. */
    public @Nullable NetworkPart part(Place place) {
        List<Integer> at = place.index();
        boolean now = place.along(Axis.TIME) == t;
        return switch (place.name()) {
            case HEAD -> new Line(last() - 1, at.get(1), at.get(0));
            case HIDDEN -> new Line(last() - 2, at.get(1), at.get(0));
            case "probabilities", "logits" -> now ? new Node(last(), at.get(1)) : null;
            case "hidden" -> now ? new Node(last() - 1, at.get(1)) : null;
            case "input" -> now ? new Node(0, embedded() ? at.get(1) : at.get(1) * perWord() + at.get(2)) : null;
            case "embedding" -> now ? new Node(1, at.get(1) * units() + at.get(2)) : null;
            default -> null;
        };
    }
}

package dev.unroll.app.lesson.mlp;

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
 */
record Drawing(MlpReading reading, int t) {
    private static final String EMBEDDING = "embedding/weight";
    private static final String HIDDEN = "hidden/weight";
    private static final String HEAD = "head/weight";

    private Trace trace() {
        return reading.trace();
    }

    /** How many input nodes a word of the window has. A window of one never reaches beyond the beginning of a text. */
    private int perWord() {
        if (reading.embedded()) return 1;
        return reading.window() == 1
                ? reading.text().tokens().size()
                : reading.words().size();
    }

    private int last() {
        return reading.embedded() ? 3 : 2;
    }

    void draw(LayeredNetwork network, Messages messages) {
        Tensor[] weights = weights(false);
        network.setNetwork(layers(messages), List.of(weights));
        network.setTarget(reading.text().targetIds().get(t));
        network.setLineScale(ColorScale.signed(weights));
        Tensor[] back = weights(true);
        List<Tensor> nodes = new ArrayList<>();
        nodes.add(Tensor.zeros(Shape.of(Axis.UNIT, reading.window() * perWord())));
        if (reading.embedded()) nodes.add(flat(trace().gradient("embedding").slice(t)));
        nodes.add(trace().gradient("hidden").slice(t));
        nodes.add(trace().gradient("logits").slice(t));
        network.setGradients(new LayeredNetwork.Gradients(nodes, List.of(back)));
        double largest = Arrays.stream(back).mapToDouble(Drawing::largest).max().orElse(0);
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
        List<String> words = reading.words();
        int[] window = reading.windowAt(t);
        List<NetworkLayer> layers = new ArrayList<>();
        List<String> groups = reading.window() == 1 || reading.embedded()
                ? List.of()
                : IntStream.range(0, window.length)
                        .mapToObj(i ->
                                messages.get(i == window.length - 1 ? "mlp.last" : "mlp.before", window.length - 1 - i))
                        .toList();
        List<String> labels = new ArrayList<>();
        Tensor inputs = Tensor.zeros(Shape.of(Axis.UNIT, window.length * perWord()));
        for (int i = 0; i < window.length; i++) {
            if (reading.embedded()) labels.add(words.get(window[i]));
            else labels.addAll(words.subList(0, perWord()));
            inputs.write()[i * perWord() + (reading.embedded() ? 0 : window[i])] = 1;
        }
        layers.add(new NetworkLayer(messages.get("mlp.layer.input"), inputs, labels, groups, probability));
        if (reading.embedded()) {
            Tensor vectors = flat(trace().value("embedding").slice(t));
            String title = messages.get("mlp.layer.embedding");
            layers.add(new NetworkLayer(title, vectors, List.of(), List.of(), ColorScale.signed(vectors)));
        }
        Tensor hidden = trace().value("hidden").slice(t);
        layers.add(new NetworkLayer(messages.get("mlp.layer.hidden"), hidden, List.of(), List.of(), signed));
        Tensor next = trace().value("probabilities").slice(t);
        List<String> predicted = reading.text().tokens();
        layers.add(new NetworkLayer(messages.get("mlp.layer.output"), next, predicted, List.of(), probability));
        return layers;
    }

    private static Tensor flat(Tensor tensor) {
        return tensor.reshape(Shape.of(Axis.UNIT, tensor.length()));
    }

    /** The weights between the layers, or their gradients, {@code [UNIT, UNIT]}. */
    private Tensor[] weights(boolean gradient) {
        Tensor hidden = of(HIDDEN, gradient);
        Tensor head = of(HEAD, gradient);
        if (reading.embedded()) return new Tensor[] {picked(of(EMBEDDING, gradient)), hidden, head};
        int inputs = reading.window() * perWord();
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
        int[] window = reading.windowAt(t);
        int units = embedding.shape().columns();
        Tensor lines = Tensor.zeros(Shape.of(Axis.UNIT, window.length * units, Axis.INPUT, window.length));
        Arrays.fill(lines.write(), Float.NaN);
        for (int i = 0; i < lines.shape().rows(); i++)
            lines.write()[i * window.length + i / units] = embedding.at(window[i / units] * units + i % units);
        return lines;
    }

    // --- where its numbers stand ---

    /** Where the number of a part stands in the trace; null if it stands nowhere. */
    @Nullable
    Place place(NetworkPart part, boolean backward) {
        Quantity quantity = backward ? Quantity.GRADIENT : Quantity.VALUE;
        return switch (part) {
            case Node(int layer, int unit) -> {
                if (layer == last()) yield node(backward ? "logits" : "probabilities", Axis.TOKEN, unit, quantity);
                if (layer == last() - 1) yield node("hidden", Axis.UNIT, unit, quantity);
                if (layer == 0) {
                    int token = reading.embedded() ? reading.windowAt(t)[unit] : unit % perWord();
                    yield inWindow("input", Axis.TOKEN, unit / perWord(), token, Quantity.VALUE);
                }
                yield inWindow("embedding", Axis.UNIT, unit / units(), unit % units(), quantity);
            }
            case Line(int layer, int from, int to) -> {
                if (layer == last() - 1) yield weight(HEAD, Axis.TOKEN, to, Axis.INPUT, from, quantity);
                if (layer == last() - 2) yield weight(HIDDEN, Axis.UNIT, to, Axis.INPUT, from, quantity);
                yield weight(EMBEDDING, Axis.TOKEN, reading.windowAt(t)[from], Axis.UNIT, to % units(), quantity);
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
    @Nullable
    NetworkPart part(Place place) {
        List<Integer> at = place.index();
        boolean now = place.along(Axis.TIME) == t;
        return switch (place.name()) {
            case HEAD -> new Line(last() - 1, at.get(1), at.get(0));
            case HIDDEN -> new Line(last() - 2, at.get(1), at.get(0));
            case "probabilities", "logits" -> now ? new Node(last(), at.get(1)) : null;
            case "hidden" -> now ? new Node(last() - 1, at.get(1)) : null;
            case "input" ->
                now ? new Node(0, reading.embedded() ? at.get(1) : at.get(1) * perWord() + at.get(2)) : null;
            case "embedding" -> now ? new Node(1, at.get(1) * units() + at.get(2)) : null;
            default -> null;
        };
    }
}

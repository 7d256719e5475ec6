package dev.unroll.engine.trace;

import dev.unroll.engine.model.TransformerModel;
import dev.unroll.engine.nn.TransformerBlock.NormOrder;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The boxes of which an encoder and a decoder are built (Vaswani et al. 2017, figure 1), the lowest first, by the names of what they
 * compute in a trace of a {@link TransformerModel}.
 */
public record Towers(List<Box> encoder, List<Box> decoder) {
    private static final Pattern ROW = Pattern.compile("[ed](\\d{1,3})");

    /** What a box does. */
    public enum Kind {
        /** Tokens become vectors. */
        EMBEDDING,
        /** Each token takes from others of its own sequence. */
        ATTENTION,
        /** Each token takes from those of the other sequence. */
        CROSS_ATTENTION,
        /** Each token is computed by itself. */
        FEED_FORWARD,
        /** Each vector is brought to one size. */
        NORM
    }

    /**
     * A box.
     *
     * @param ofDecoder in which of the two it is
     * @param row from the bottom, from 0
     * @param kind what it does
     * @param layer which block it belongs to; −1 for none
     * @param name of the vectors after it, {@code [TIME, UNIT]} in the encoder and {@code [TARGET, UNIT]} in the decoder
     * @param part what the names of all that is computed in it begin with
     */
    public record Box(boolean ofDecoder, int row, Kind kind, int layer, String name, String part) {
        /** Its tower’s letter and its row: {@code e1}. */
        public String id() {
            return (ofDecoder ? "d" : "e") + row;
        }

        /** Whether tokens take from others in it. */
        public boolean attends() {
            return kind == Kind.ATTENTION || kind == Kind.CROSS_ATTENTION;
        }

        /**
         * How much each token takes from each, on average over the heads.
         *
         * @return {@code [TIME, KEY]}
         * @throws IllegalArgumentException if none takes from others
         */
        public Tensor meanWeights(Trace trace) {
            Tensor weights = trace.value(part + "/weights");
            int heads = weights.shape().size(0);
            int rows = weights.shape().size(1);
            int keys = weights.shape().size(2);
            Tensor mean = Tensor.zeros(Shape.of(Axis.TIME, rows, Axis.KEY, keys));
            for (int i = 0; i < heads * rows * keys; i++) mean.write()[i % (rows * keys)] += weights.at(i) / heads;
            return mean;
        }

        /** How large the vectors after it are: the mean of their lengths. */
        public double meanLength(Trace trace) {
            Tensor values = trace.value(name);
            int tokens = values.shape().rows();
            double sum = 0;
            for (int t = 0; t < tokens; t++) {
                double squares = 0;
                for (float x : values.slice(t).toArray()) squares += (double) x * x;
                sum += Math.sqrt(squares);
            }
            return sum / tokens;
        }
    }

    /** The boxes of a model. */
    public static Towers of(TransformerModel model) {
        return of(model.sizes().layers(), model.sizes().norm() == NormOrder.POST);
    }

    private static Towers of(int layers, boolean normAfter) {
        List<String> encoder = List.of("attention", "mlp");
        List<String> decoder = List.of("attention", "crossAttention", "mlp");
        return new Towers(boxes(false, encoder, layers, normAfter), boxes(true, decoder, layers, normAfter));
    }

    private static List<Box> boxes(boolean ofDecoder, List<String> parts, int layers, boolean normAfter) {
        String tower = ofDecoder ? "decoder" : "encoder";
        List<Box> boxes = new ArrayList<>();
        boxes.add(new Box(ofDecoder, 0, Kind.EMBEDDING, -1, tower + "/embedding", tower));
        for (int layer = 0; layer < layers; layer++) {
            for (int i = 0; i < parts.size(); i++) {
                String block = tower + "." + layer + "/";
                String part = block + parts.get(i);
                String name = normAfter ? block + "norm" + (i + 1) : part + "/residual";
                boxes.add(new Box(ofDecoder, boxes.size(), kind(parts.get(i)), layer, name, part));
            }
        }
        boxes.add(new Box(ofDecoder, boxes.size(), Kind.NORM, -1, ofDecoder ? "finalNorm" : "memory", tower));
        return List.copyOf(boxes);
    }

    private static Kind kind(String part) {
        return switch (part) {
            case "attention" -> Kind.ATTENTION;
            case "crossAttention" -> Kind.CROSS_ATTENTION;
            default -> Kind.FEED_FORWARD;
        };
    }

    /** The boxes of one of the two. */
    public List<Box> tower(boolean ofDecoder) {
        return ofDecoder ? decoder : encoder;
    }

    /** All boxes, those of the encoder first. */
    public List<Box> all() {
        return Stream.concat(encoder.stream(), decoder.stream()).toList();
    }

    /** The boxes of a kind in one of the two, one for each layer. */
    public List<Box> of(boolean ofDecoder, Kind kind) {
        return tower(ofDecoder).stream().filter(box -> box.kind == kind).toList();
    }

    /** The box with an {@linkplain Box#id id}; where there are not so many, the highest, and the lowest where it is no id. */
    public Box box(String id) {
        List<Box> boxes = tower(id.startsWith("d"));
        Matcher digits = ROW.matcher(id);
        return boxes.get(digits.matches() ? Math.min(Integer.parseInt(digits.group(1)), boxes.size() - 1) : 0);
    }

    /**
     * The names of the matrices in a box, in the order in which they are computed: of attention from the queries to what is added, of a norm
     * what goes in and what comes out.
     */
    public List<String> matrices(Box box) {
        return switch (box.kind) {
            case EMBEDDING -> List.of(box.name);
            case ATTENTION, CROSS_ATTENTION ->
                names(box, "query", "key", "scores", "weights", "value", "headOutput", "output");
            case FEED_FORWARD -> names(box, "preactivation", "activation", "output", "residual");
            case NORM -> List.of(tower(box.ofDecoder).get(box.row - 1).name, box.name);
        };
    }

    private static List<String> names(Box box, String... ends) {
        return Stream.of(ends).map(end -> box.part + "/" + end).toList();
    }
}

package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.sequence.TokenStrip;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.util.Map.entry;

/**
 * Places written as the field writes them: {@code h₅[6]}, {@code ∂L/∂c²₃[0]}, {@code W_xf[2, ‘E’]}, {@code α⁰·²[‘mat’ → ‘cat’]}. The
 * step stands below, the layer above (recurrent layers are counted from 1 and only where there are several, blocks from 0, a head
 * stands after its block), all else in brackets.
 */
public final class Symbols {
    /** What a name ends in, and its symbol. A name that ends in weight or bias is a parameter. */
    private static final Map<String, String> TABLE = Map.ofEntries(
            entry("input", "x"),
            entry("source", "x"),
            entry("target", "y"),
            entry("counts", "N"),
            entry("logits", "z"),
            entry("probabilities", "p"),
            entry("stepLoss", "L"),
            entry("pairLoss", "L"),
            entry("loss", "L"),
            entry("head/weight", "W_hy"),
            entry("head/bias", "b_y"),
            // embeddings
            entry("embedding", "e"),
            entry("embedding/weight", "E"),
            entry("tokenEmbedding", "e_tok"),
            entry("tokenEmbedding/weight", "E_tok"),
            entry("positionEmbedding", "e_pos"),
            entry("positionEmbedding/weight", "E_pos"),
            entry("position/weight", "E_pos"),
            // feed-forward and recurrent layers
            entry("hidden", "h"),
            entry("hidden/weight", "W_h"),
            entry("hidden/bias", "b_h"),
            entry("preactivation", "a"),
            entry("hiddenState", "h"),
            entry("weight_ih", "W_x"),
            entry("weight_hh", "W_h"),
            entry("bias_ih", "b_x"),
            entry("bias_hh", "b_h"),
            entry("resetGate", "r"),
            entry("updateGate", "z"),
            entry("candidate", "n"),
            entry("inputGate", "i"),
            entry("forgetGate", "f"),
            entry("cellCandidate", "g"),
            entry("outputGate", "o"),
            entry("cellState", "c"),
            // attention
            entry("attention/queryKeyValue/weight", "W_"),
            entry("attention/queryKeyValue/bias", "b_"),
            entry("attention/keyValue/weight", "W_"),
            entry("attention/keyValue/bias", "b_"),
            entry("attention/query/weight", "W_q"),
            entry("attention/query/bias", "b_q"),
            entry("attention/key/weight", "W_k"),
            entry("attention/query", "q"),
            entry("attention/key", "k"),
            entry("attention/value", "v"),
            entry("attention/energy", "u"),
            entry("attention/score/weight", "v"),
            entry("attention/scores", "s"),
            entry("attention/weights", "α"),
            entry("attention/context", "ctx"),
            entry("attention/headOutput", "head"),
            entry("attention/projection/weight", "W_o"),
            entry("attention/projection/bias", "b_o"),
            entry("attention/output", "attn"),
            entry("attention/residual", "r_mid"),
            // the rest of a transformer
            entry("norm1", "LN_1"),
            entry("norm1/weight", "γ_1"),
            entry("norm1/bias", "β_1"),
            entry("norm2", "LN_2"),
            entry("norm2/weight", "γ_2"),
            entry("norm2/bias", "β_2"),
            entry("norm3", "LN_3"),
            entry("norm3/weight", "γ_3"),
            entry("norm3/bias", "β_3"),
            entry("mlp/up/weight", "W_up"),
            entry("mlp/up/bias", "b_up"),
            entry("mlp/preactivation", "a"),
            entry("mlp/activation", "h"),
            entry("mlp/down/weight", "W_down"),
            entry("mlp/down/bias", "b_down"),
            entry("mlp/output", "mlp"),
            entry("mlp/residual", "r"),
            entry("encoderNorm/weight", "γ_enc"),
            entry("encoderNorm/bias", "β_enc"),
            entry("memory", "m"),
            entry("finalNorm", "LN_f"),
            entry("finalNorm/weight", "γ_f"),
            entry("finalNorm/bias", "β_f"),
            // word vectors
            entry("input/weight", "W_in"),
            entry("output/weight", "W_out"),
            entry("projection", "h"),
            entry("scores", "s"),
            entry("word/weight", "w"),
            entry("context/weight", "c"),
            entry("wordBias/weight", "b_w"),
            entry("contextBias/weight", "b_c"),
            entry("prediction", "ŷ"),
            entry("error", "δ"));

    /** The layer that reads a window of one-hot vectors. */
    static final String WINDOW = "hidden/";

    private static final Set<String> STACKED = Set.of(
            "weight_ih",
            "weight_hh",
            "bias_ih",
            "bias_hh",
            "attention/queryKeyValue/weight",
            "attention/queryKeyValue/bias",
            "attention/keyValue/weight",
            "attention/keyValue/bias");

    private static final Pattern NAME =
            Pattern.compile("(?:(encoder|decoder)/)?(?:(layer|block|encoder|decoder)\\.(\\d+)/)?(.+)");
    private static final Pattern PARAMETER = Pattern.compile(".*(?:/weight|/bias|weight_.h|bias_.h)");
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private final Place place;
    private final AxisNames names;
    private final Set<Integer> running;
    private final String side;
    private final String kind;
    private final int layer;
    private final boolean cross;
    private final String tail;

    private Symbols(Place place, AxisNames names, Set<Integer> running) {
        this.place = place;
        this.names = names;
        this.running = running;
        Matcher parts = NAME.matcher(place.name());
        if (!parts.matches()) throw new IllegalArgumentException("A place without a name has no symbol.");
        kind = part(parts, 2);
        side = kind.endsWith("coder") ? kind : part(parts, 1);
        layer = kind.isEmpty() ? -1 : Integer.parseInt(part(parts, 3));
        cross = part(parts, 4).startsWith("crossAttention/");
        tail = cross ? part(parts, 4).replace("crossAttention/", "attention/") : part(parts, 4);
    }

    private static String part(Matcher parts, int group) {
        String part = parts.group(group);
        return part == null ? "" : part;
    }

    /** The symbol of a place; the last part of its name stands for it if the field has no other. */
    public static String of(Place place, AxisNames names) {
        return of(place, names, Set.of());
    }

    /**
     * The symbol of many places that differ along some axes, as in {@code W_hh[2, j]}.
     *
     * @param running the axes along which the places differ, counted in {@link Place#axes}
     */
    static String of(Place place, AxisNames names, Set<Integer> running) {
        if (place.name().isEmpty()) return "·";
        String symbol = new Symbols(place, names, running).symbol();
        return place.quantity() == Quantity.GRADIENT ? "∂L/∂" + symbol : symbol;
    }

    /** Whether the table has a symbol for a name. */
    static boolean knows(String name) {
        return TABLE.containsKey(
                new Symbols(new Place(name, List.of(), List.of(), Quantity.VALUE), AxisNames.NONE, Set.of()).tail);
    }

    private String symbol() {
        boolean parameter = PARAMETER.matcher(tail).matches();
        List<Integer> steps = !parameter ? along(Axis.TARGET, Axis.TIME, Axis.KEY) : List.of();
        StringBuilder above = new StringBuilder(layerAbove());
        StringBuilder below = new StringBuilder();
        List<String> inside = new ArrayList<>();
        if (steps.size() == 1) below.append(below(steps.getFirst()));
        else if (steps.size() > 1) inside.add(token(steps.getFirst(), false) + " → " + token(steps.getLast(), true));
        for (int i = 0; i < place.axes().size(); i++) {
            Axis axis = place.axes().get(i);
            if (steps.contains(i) || isOnlyCounted(axis)) continue;
            if (axis == Axis.BATCH) above.append('⁽').append(above(i)).append('⁾');
            else if (axis == Axis.HEAD) above.append(above.isEmpty() ? "" : "·").append(above(i));
            else inside.add(inside(i));
        }
        String brackets = inside.isEmpty() ? "" : "[" + String.join(", ", inside) + "]";
        return base() + above + below + brackets;
    }

    /** The letters, those of the block for stacked weights, and the part of the model that they belong to. */
    private String base() {
        String base = TABLE.getOrDefault(tail, tail.substring(tail.lastIndexOf('/') + 1));
        if (STACKED.contains(tail)) base += block();
        String part = cross ? "cross" : side.equals("encoder") ? "enc" : side.equals("decoder") ? "dec" : "";
        return part.isEmpty() ? base : base + (base.contains("_") ? "," : "_") + part;
    }

    private String block() {
        AxisNames.Layer stack = stack();
        List<String> blocks = blocks(stack);
        if (stack != null && !isRunning(0)) return blocks.get(row() / stack.units());
        return tail.startsWith("attention/") ? String.join("", blocks) : "h";
    }

    private List<String> blocks(AxisNames.@Nullable Layer stack) {
        if (tail.contains("keyValue")) return List.of("k", "v");
        return stack == null ? List.of("q", "k", "v") : stack.blocks();
    }

    /** What is known of the stacked weight's layer, if its row is in one of the blocks. */
    private AxisNames.@Nullable Layer stack() {
        String layerName = tail.startsWith("attention/")
                ? place.name().replaceFirst("ttention/.*", "ttention/")
                : place.name().substring(0, place.name().lastIndexOf('/') + 1);
        AxisNames.Layer stack = names.layers().get(layerName);
        return stack == null || row() >= stack.units() * blocks(stack).size() ? null : stack;
    }

    private int row() {
        return place.index().isEmpty() ? 0 : place.index().getFirst();
    }

    private String layerAbove() {
        if (kind.isEmpty()) return "";
        if (!kind.equals("layer")) return digits(layer, SUPERSCRIPTS);
        String before = place.name().substring(0, place.name().indexOf("layer."));
        boolean several = layer > 0 || names.layers().containsKey(before + "layer.1/");
        return several ? digits(layer + 1, SUPERSCRIPTS) : "";
    }

    /** Axes of length 1 that are there for the sake of a matrix: a bias for each word, the one row of v. */
    private boolean isOnlyCounted(Axis axis) {
        return axis == Axis.UNIT && tail.endsWith("Bias/weight")
                || axis == Axis.ITEM && tail.equals("attention/score/weight");
    }

    private List<Integer> along(Axis... axes) {
        List<Integer> found = new ArrayList<>();
        for (Axis axis : axes)
            if (place.axes().contains(axis)) found.add(place.axes().indexOf(axis));
        return found;
    }

    private boolean isRunning(int i) {
        return running.contains(i);
    }

    private String below(int i) {
        return isRunning(i) ? "ⱼ" : digits(place.index().get(i), SUBSCRIPTS);
    }

    private String above(int i) {
        return isRunning(i) ? "ʲ" : digits(place.index().get(i), SUPERSCRIPTS);
    }

    private String inside(int i) {
        if (isRunning(i)) return "j";
        int at = place.index().get(i);
        Axis axis = place.axes().get(i);
        boolean oneHotRead = axis == Axis.INPUT && side.isEmpty() && layer == 0 && tail.equals("weight_ih");
        if (axis == Axis.TOKEN || oneHotRead) {
            boolean ofSource = side.equals("encoder") || tail.equals("source");
            String text = (ofSource ? names.sourceToken() : names.token()).apply(at);
            return text == null ? Integer.toString(at) : quoted(text);
        }
        AxisNames.Layer window = names.layers().get(WINDOW);
        if (window != null && axis == Axis.INPUT && tail.equals("hidden/weight")) return ofWindow(window, at);
        AxisNames.Layer stack = i == 0 && STACKED.contains(tail) ? stack() : null;
        return Integer.toString(stack == null ? at : at % stack.units());
    }

    /** A token of a window, and below it how many places before the last one it stands. */
    private String ofWindow(AxisNames.Layer window, int at) {
        String text = names.token().apply(at % window.units());
        int before = window.blocks().size() - 1 - at / window.units();
        String token = text == null ? Integer.toString(at % window.units()) : quoted(text);
        return before == 0 ? token : token + "₋" + digits(before, SUBSCRIPTS);
    }

    /** The token at a step, with the step below it if the same token stands at another step too. */
    private String token(int i, boolean looked) {
        if (isRunning(i)) return "j";
        int at = place.index().get(i);
        Axis axis = place.axes().get(i);
        boolean itself = side.equals("decoder") && !cross && tail.startsWith("attention/");
        boolean decoded = axis == Axis.TARGET || axis == Axis.KEY && looked && itself;
        List<String> tokens = !decoded ? names.steps() : itself ? readOrWritten() : names.targets();
        if (at < 0 || at >= tokens.size()) return Integer.toString(at);
        String text = tokens.get(at);
        boolean once = tokens.indexOf(text) == tokens.lastIndexOf(text);
        return quoted(text) + (once ? "" : digits(at, SUBSCRIPTS));
    }

    /** What a decoder's own attention looks from and at: the tokens it reads, where these are known. */
    private List<String> readOrWritten() {
        return names.reads().isEmpty() ? names.targets() : names.reads();
    }

    private static String quoted(String text) {
        return "‘" + TokenStrip.display(text) + "’";
    }

    private static String digits(int number, String alphabet) {
        StringBuilder digits = new StringBuilder();
        for (char digit : Integer.toString(number).toCharArray()) digits.append(alphabet.charAt(digit - '0'));
        return digits.toString();
    }
}

package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.ITEM;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;

/**
 * Counts how often each token follows the tokens before it, with add-k smoothing (Jurafsky and Martin, ch. 3): {@code P(w | context) =
 * (count(context, w) + k) / Σ_v (count(context, v) + k)}. With {@code logits = log(count + k)} that is a softmax as in every other
 * model. At the beginning of a text the context is as long as there are tokens.
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code input}</td><td>{@code [TIME, TOKEN]}, one-hot</td></tr>
 * <tr><td>{@code counts}</td><td>{@code [TIME, TOKEN]}: how often each token followed the context of each step</td></tr>
 * <tr><td>{@code logits}, {@code probabilities}</td><td>{@code [TIME, TOKEN]}</td></tr>
 * <tr><td>{@code stepLoss}</td><td>{@code [TIME]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code stepLoss}</td></tr>
 * </table>
 */
public final class NGramModel implements LanguageModel {
    /** As it is named in checkpoints. */
    public static final String KIND = "ngram";

    static final List<Size> SIZES = List.of(
            Size.Data.VOCABULARY,
            new Size.Data("contexts"),
            new Size.Data("entries"),
            new Size.Whole("order", 3, 1, 64),
            new Size.Decimal("smoothing", 1, 1e-6f, 1_000_000));

    private final int vocabularySize;
    private final int order;
    private final float smoothing;
    private final Parameter contexts;
    private final Parameter starts;
    private final Parameter tokens;
    private final Parameter counts;
    private @Nullable Map<List<Integer>, Integer> rows;

    private NGramModel(int vocabularySize, int order, float smoothing, int contextCount, int entryCount) {
        if (vocabularySize < 1 || order < 1)
            throw new IllegalArgumentException("The vocabulary and the order of the n-grams must be at least 1.");
        if (!(smoothing > 0) || Float.isInfinite(smoothing))
            throw new IllegalArgumentException("The smoothing must be a number above 0, not " + smoothing + ".");
        this.vocabularySize = vocabularySize;
        this.order = order;
        this.smoothing = smoothing;
        contexts = new Parameter("contexts", Tensor.zeros(Shape.of(ITEM, contextCount, ITEM, order - 1)));
        starts = new Parameter("starts", Tensor.zeros(Shape.of(ITEM, contextCount + 1)));
        tokens = new Parameter("tokens", Tensor.zeros(Shape.of(ITEM, entryCount)));
        counts = new Parameter("counts", Tensor.zeros(Shape.of(ITEM, entryCount)));
    }

    static NGramModel of(Settings settings) {
        return new NGramModel(
                settings.number("vocabulary"),
                settings.number("order"),
                settings.decimal("smoothing"),
                settings.number("contexts"),
                settings.number("entries"));
    }

    /**
     * Counts a text.
     *
     * @param order how long the n-grams are: 2 for bigrams
     * @param smoothing what is added to each count, above 0
     * @throws IllegalArgumentException if a number is out of range
     */
    public static NGramModel count(int[] ids, int vocabularySize, int order, float smoothing) {
        return count(new HashMap<>(), ids, vocabularySize, order, smoothing);
    }

    /** These counts and those of another text, which begins anew. */
    public NGramModel plus(int[] ids) {
        Map<List<Integer>, TreeMap<Integer, Integer>> seen = new HashMap<>();
        rows().forEach((context, row) -> {
            TreeMap<Integer, Integer> next = new TreeMap<>();
            for (int i = (int) starts.value().at(row); i < (int) starts.value().at(row + 1); i++)
                next.put((int) tokens.value().at(i), (int) counts.value().at(i));
            seen.put(context, next);
        });
        return count(seen, ids, vocabularySize, order, smoothing);
    }

    private static NGramModel count(
            Map<List<Integer>, TreeMap<Integer, Integer>> seen,
            int[] ids,
            int vocabularySize,
            int order,
            float smoothing) {
        for (int t = 0; t < ids.length; t++) {
            for (int length = 0; length <= Math.min(t, order - 1); length++) {
                seen.computeIfAbsent(context(ids, t, length), _ -> new TreeMap<>())
                        .merge(ids[t], 1, Integer::sum);
            }
        }
        int entries = seen.values().stream().mapToInt(Map::size).sum();
        NGramModel model = new NGramModel(vocabularySize, order, smoothing, seen.size(), entries);
        model.write(seen);
        return model;
    }

    /** The same counts with another smoothing. */
    public NGramModel withSmoothing(float other) {
        NGramModel model = new NGramModel(
                vocabularySize,
                order,
                other,
                contexts.value().shape().size(0),
                counts.value().length());
        for (int i = 0; i < parameters().size(); i++)
            model.parameters().get(i).value().copyFrom(parameters().get(i).value());
        return model;
    }

    /** As {@link #count(int[], int, int, float)}, with {@code vocabulary}, {@code order} and {@code smoothing} by name. */
    public static NGramModel count(int[] ids, Map<String, String> configuration) {
        Settings settings = new Settings(configuration);
        return count(ids, settings.number("vocabulary"), settings.number("order"), settings.decimal("smoothing"));
    }

    /** The {@code length} tokens before {@code t}. */
    private static List<Integer> context(int[] ids, int t, int length) {
        return Arrays.stream(ids, t - length, t).boxed().toList();
    }

    /** Contexts in the order of their ids, so that the same text gives the same file. */
    private void write(Map<List<Integer>, TreeMap<Integer, Integer>> seen) {
        List<List<Integer>> ordered =
                seen.keySet().stream().sorted(NGramModel::compare).toList();
        int entry = 0;
        Arrays.fill(contexts.value().write(), -1); // shorter contexts are filled up
        for (int row = 0; row < ordered.size(); row++) {
            List<Integer> context = ordered.get(row);
            for (int i = 0; i < context.size(); i++) contexts.value().write()[row * (order - 1) + i] = context.get(i);
            for (var next : seen.get(context).entrySet()) {
                tokens.value().write()[entry] = next.getKey();
                counts.value().write()[entry++] = next.getValue();
            }
            starts.value().write()[row + 1] = entry;
        }
    }

    private static int compare(List<Integer> a, List<Integer> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = Integer.compare(a.get(i), b.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(a.size(), b.size());
    }

    private Map<List<Integer>, Integer> rows() {
        Map<List<Integer>, Integer> known = rows;
        if (known != null) return known;
        known = new HashMap<>();
        int width = order - 1;
        for (int row = 0; row < contexts.value().shape().size(0); row++) {
            int from = row * width;
            int length = 0;
            while (length < width && contexts.value().at(from + length) >= 0) length++;
            Integer[] context = new Integer[length];
            for (int i = 0; i < length; i++) context[i] = (int) contexts.value().at(from + i);
            known.put(List.of(context), row);
        }
        return rows = known;
    }

    /** Writes how often each token followed what stands before step {@code t + 1} of a sequence. */
    @FunctionalInterface
    interface Counts {
        /** @param at where in {@code seen} the counts begin */
        void write(int[] ids, int t, Tensor seen, int at);
    }

    @Override
    public Node logits(Tape tape, int[][] ids) {
        return logits(tape, ids, vocabularySize, smoothing, this::count);
    }

    /** The forward pass, wherever the counts come from. */
    static Node logits(Tape tape, int[][] ids, int vocabularySize, float smoothing, Counts counts) {
        Shape places = Shape.of(TIME, ids[0].length, BATCH, ids.length);
        tape.oneHot(TimeMajor.ids(ids), places, vocabularySize).named("input");
        Tensor seen = Tensor.zeros(places.append(TOKEN, vocabularySize));
        for (int b = 0; b < ids.length; b++)
            for (int t = 0; t < ids[b].length; t++)
                counts.write(ids[b], t, seen, (t * ids.length + b) * vocabularySize);
        Node logits = tape.input(seen)
                .named("counts")
                .affine(1, smoothing)
                .apply(ElementFunction.LOG)
                .named("logits");
        if (tape.observed()) logits.softmax().named("probabilities");
        return logits;
    }

    /** Writes how often each token followed what stands before step {@code t + 1}. */
    private void count(int[] ids, int t, Tensor seen, int at) {
        Integer row = rows().get(context(ids, t + 1, Math.min(t + 1, order - 1)));
        if (row == null) return;
        for (int i = (int) starts.value().at(row); i < (int) starts.value().at(row + 1); i++)
            seen.write()[at + (int) tokens.value().at(i)] = counts.value().at(i);
    }

    @Override
    public Decoder decoder(Tape tape) {
        return new WindowDecoder(this, Math.max(1, order - 1), tape);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> configuration() {
        return Map.of(
                "vocabulary", Integer.toString(vocabularySize),
                "order", Integer.toString(order),
                "smoothing", Float.toString(smoothing),
                "contexts", Integer.toString(contexts.value().shape().size(0)),
                "entries", Integer.toString(counts.value().length()));
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    /** How long the n-grams are. */
    public int order() {
        return order;
    }

    /**
     * Looks for numbers that are no ids or places, as in a damaged file.
     *
     * @return the name of the parameter that holds one
     */
    public Optional<String> misfit() {
        int entries = counts.value().length();
        if (!allWhole(contexts.value(), -1, vocabularySize - 1)) return Optional.of(contexts.name());
        if (!allWhole(tokens.value(), 0, vocabularySize - 1)) return Optional.of(tokens.name());
        if (!allWhole(starts.value(), 0, entries)) return Optional.of(starts.name());
        return Optional.empty();
    }

    private static boolean allWhole(Tensor numbers, int min, int max) {
        for (int i = 0; i < numbers.length(); i++) {
            float x = numbers.at(i);
            if (!(x >= min && x <= max) || x != Math.rint(x)) return false;
        }
        return true;
    }

    /** The counts, in a form that can be written to a file; they are not for an optimiser. */
    @Override
    public List<Parameter> parameters() {
        return List.of(contexts, starts, tokens, counts);
    }
}

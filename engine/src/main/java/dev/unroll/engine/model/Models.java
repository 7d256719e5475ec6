package dev.unroll.engine.model;

import dev.unroll.engine.message.RefusedException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The kinds of models, the sizes that each has, and how one is made from them. */
public final class Models {
    /** All kinds of models. */
    public static final List<String> KINDS =
            List.of("ngram", "mlp", "word2vec", "glove", "rnn", "gru", "lstm", "seq2seq", "transformer", "gpt");

    private Models() {}

    /**
     * All sizes of a kind of model, those that the data decide first.
     *
     * @param kind as {@link Model#kind} gives it
     * @throws IllegalArgumentException if the kind is unknown
     */
    public static List<Size> sizes(String kind) {
        return switch (kind) {
            case "rnn", "gru" -> RnnModel.SIZES;
            case "lstm" -> RnnModel.LSTM_SIZES;
            case Word2VecModel.KIND -> Word2VecModel.SIZES;
            case GloveModel.KIND -> GloveModel.SIZES;
            case NGramModel.KIND -> NGramModel.SIZES;
            case MlpModel.KIND -> MlpModel.SIZES;
            case Seq2SeqModel.KIND -> Seq2SeqModel.SIZES;
            case TransformerModel.KIND -> TransformerModel.SIZES;
            case GptModel.KIND -> GptModel.SIZES;
            default -> throw new RefusedException("model.unknownKind", kind, String.join(", ", KINDS));
        };
    }

    /** The sizes of a model without those that the data decided: what a recipe says of it. */
    public static Map<String, String> chosen(Model model) {
        Map<String, String> chosen = new TreeMap<>(model.configuration());
        for (Size size : sizes(model.kind())) if (size.decidedByData()) chosen.remove(size.name());
        return chosen;
    }

    /**
     * Refuses what is no size of a kind of model that one may choose, or has a value that it may not have. Sizes that are missing have
     * their defaults.
     *
     * @throws IllegalArgumentException if there is such a size, in one sentence
     */
    public static void requireChosen(String kind, Map<String, String> sizes) {
        List<Size> chosen = sizes(kind).stream().filter(s -> !s.decidedByData()).toList();
        require(kind, chosen, sizes);
    }

    private static void require(String kind, List<Size> known, Map<String, String> sizes) {
        sizes.forEach((name, text) -> {
            Size size = known.stream()
                    .filter(s -> s.name().equals(name))
                    .findAny()
                    .orElseThrow(() -> new RefusedException(
                            "model.unknownSize",
                            kind,
                            name,
                            known.stream().map(Size::name).collect(Collectors.joining(", "))));
            if (!size.allows(text)) throw new RefusedException("model.size", name, kind, size.range(), text);
        });
    }

    /**
     * Sizes with the defaults of those that one may choose and that are missing.
     *
     * @param length how many tokens of each sequence are learnt from
     */
    public static Map<String, String> complete(String kind, Map<String, String> sizes, int length) {
        Map<String, String> others = new TreeMap<>(sizes);
        others.put("length", Integer.toString(length));
        return complete(kind, sizes, others);
    }

    private static Map<String, String> complete(String kind, Map<String, String> sizes, Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(sizes);
        Map<String, String> known = new TreeMap<>(others);
        for (Size size : sizes(kind)) {
            if (size.decidedByData() || all.containsKey(size.name())) continue;
            all.put(size.name(), size.initial(known));
            known.put(size.name(), all.get(size.name()));
        }
        return all;
    }

    /**
     * A model with random weights.
     *
     * @param kind as {@link Model#kind} gives it
     * @param configuration as {@link Model#configuration} gives it; what is missing and not decided by data has its default
     * @throws IllegalArgumentException if the kind or a size is unknown, or something is missing or out of range
     */
    public static Model create(String kind, Map<String, String> configuration, long seed) {
        require(kind, sizes(kind), configuration);
        Settings settings = new Settings(complete(kind, configuration, configuration));
        return switch (kind) {
            case "rnn", "gru", "lstm" -> RnnModel.of(kind, settings, seed);
            case Word2VecModel.KIND ->
                new Word2VecModel(
                        settings.choice("architecture", Word2VecModel.Architecture.class),
                        settings.number("vocabulary"),
                        settings.number("hidden"),
                        settings.number("negatives"),
                        seed);
            case GloveModel.KIND -> new GloveModel(settings.number("vocabulary"), settings.number("hidden"), seed);
            case NGramModel.KIND -> NGramModel.of(settings);
            case MlpModel.KIND -> MlpModel.of(settings, seed);
            case Seq2SeqModel.KIND -> Seq2SeqModel.of(settings, seed);
            case TransformerModel.KIND -> TransformerModel.of(settings, seed);
            case GptModel.KIND -> GptModel.of(settings, seed);
            default -> throw new AssertionError(kind);
        };
    }

    /** A model of the same kind and sizes with the same weights, which stays as it is while the other is trained on. */
    @SuppressWarnings("unchecked") // a kind has one class
    public static <M extends Model> M copy(M model) {
        M copy = (M) create(model.kind(), model.configuration(), 0);
        for (int i = 0; i < model.parameters().size(); i++)
            copy.parameters().get(i).value().copyFrom(model.parameters().get(i).value());
        return copy;
    }
}

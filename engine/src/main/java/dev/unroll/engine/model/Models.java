package dev.unroll.engine.model;

import dev.unroll.engine.embedding.GloveModel;
import dev.unroll.engine.embedding.Word2VecModel;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes models from their configuration. */
public final class Models {
    /** All kinds of models. */
    public static final List<String> KINDS =
            List.of("ngram", "mlp", "word2vec", "glove", "rnn", "gru", "lstm", "seq2seq", "transformer", "gpt");

    private Models() {}

    /**
     * A model with random weights.
     *
     * @param kind as {@link Model#kind} gives it
     * @param configuration as {@link Model#configuration} gives it
     * @throws IllegalArgumentException if the kind is unknown or something is missing or out of range
     */
    public static Model create(String kind, Map<String, String> configuration, long seed) {
        Settings settings = new Settings(configuration);
        return switch (kind) {
            case "rnn", "gru", "lstm" -> RnnModel.of(kind, settings, seed);
            case Word2VecModel.KIND ->
                new Word2VecModel(
                        settings.choice("architecture", Word2VecModel.Architecture.SKIPGRAM),
                        settings.number("vocabulary"),
                        settings.number("hidden"),
                        settings.number("negatives", 5),
                        seed);
            case GloveModel.KIND -> new GloveModel(settings.number("vocabulary"), settings.number("hidden"), seed);
            case NGramModel.KIND -> NGramModel.of(settings);
            case MlpModel.KIND -> MlpModel.of(settings, seed);
            case Seq2SeqModel.KIND -> Seq2SeqModel.of(settings, seed);
            case TransformerModel.KIND -> TransformerModel.of(settings, seed);
            case GptModel.KIND -> GptModel.of(settings, seed);
            default ->
                throw new IllegalArgumentException(
                        "There is no model of kind ‘" + kind + "’; there is: " + String.join(", ", KINDS) + ".");
        };
    }

    /**
     * Sizes that suit a first try with a model of a kind.
     *
     * @param length how many tokens are read at once
     */
    public static Map<String, String> defaultSizes(String kind, int hidden, int layers, int length) {
        Map<String, String> sizes = new TreeMap<>();
        if (!kind.equals(NGramModel.KIND)) sizes.put("hidden", Integer.toString(hidden));
        switch (kind) {
            case NGramModel.KIND -> sizes.put("order", "3");
            case MlpModel.KIND -> sizes.putAll(Map.of("window", "3", "embedding", "16"));
            case Seq2SeqModel.KIND ->
                sizes.putAll(Map.of("layers", Integer.toString(layers), "embedding", Integer.toString(hidden)));
            case TransformerModel.KIND ->
                sizes.putAll(Map.of("layers", Integer.toString(layers), "heads", "4", "context", "64"));
            case GptModel.KIND ->
                sizes.putAll(
                        Map.of("layers", Integer.toString(layers), "heads", "4", "context", Integer.toString(length)));
            default -> sizes.put("layers", Integer.toString(layers));
        }
        return sizes;
    }
}

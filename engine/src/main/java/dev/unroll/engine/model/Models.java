package dev.unroll.engine.model;

import java.util.List;
import java.util.Map;

/** Makes models from their configuration. */
public final class Models {
    /** All kinds of models. */
    public static final List<String> KINDS =
            List.of("ngram", "mlp", "rnn", "gru", "lstm", "seq2seq", "transformer", "gpt");

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

    /** A model with the same weights that changes no more when this one is trained. */
    @SuppressWarnings("unchecked") // a kind and its configuration make a model of the same class
    public static <M extends Model> M copy(M model) {
        M copy = (M) create(model.kind(), model.configuration(), 0);
        for (int i = 0; i < model.parameters().size(); i++) {
            copy.parameters().get(i).value().copyFrom(model.parameters().get(i).value());
        }
        return copy;
    }
}

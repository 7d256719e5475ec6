package dev.unroll.engine.model;

import java.util.Locale;
import java.util.Map;

/** Makes models from their configuration. */
public final class Models {
    private Models() {}

    /**
     * A model with random weights.
     *
     * @param kind as {@link LanguageModel#kind} gives it
     * @param configuration as {@link LanguageModel#configuration} gives it
     * @throws IllegalArgumentException if the kind is unknown or something is missing or out of range
     */
    public static LanguageModel create(String kind, Map<String, String> configuration, long seed) {
        return switch (kind) {
            case "rnn", "gru", "lstm" ->
                new RnnModel(
                        RnnModel.Cell.valueOf(kind.toUpperCase(Locale.ROOT)),
                        number(configuration, "vocabulary"),
                        number(configuration, "hidden"),
                        number(configuration, "layers"),
                        seed);
            default ->
                throw new IllegalArgumentException(
                        "There is no model of kind ‘" + kind + "’; there is: rnn, gru, lstm.");
        };
    }

    private static int number(Map<String, String> configuration, String key) {
        String text = configuration.getOrDefault(key, "");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The model's setting ‘" + key + "’ should be a whole number, not ‘" + text + "’.", e);
        }
    }
}

package dev.unroll.app.lesson;

import dev.unroll.viz.color.CategoricalPalette;

import java.util.List;

/** The colour that a kind of model has in every picture, so that it is known again from lesson to lesson. */
public final class KindColors {
    private static final List<String> KINDS = List.of("rnn", "lstm", "gpt", "gru", "mlp", "ngram");

    private KindColors() {}

    /**
     * The index in the {@link CategoricalPalette}, or −1 if the kind has no colour of its own.
     *
     * @param kind as recipes have it; also a key that ends with it, such as {@code compare.kind.rnn}
     */
    public static int of(String kind) {
        return KINDS.indexOf(kind.substring(kind.lastIndexOf('.') + 1));
    }
}

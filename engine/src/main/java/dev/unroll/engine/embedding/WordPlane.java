package dev.unroll.engine.embedding;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Pictures of words in the plane whose vectors move between one look and the next: each goes on from the one before, so that it moves and
 * does not begin anew. Used by one thread at a time, for one vocabulary.
 */
public final class WordPlane {
    /** t-SNE takes the square of this in time. */
    private static final int MOST_EMBEDDED = 400;

    private static final int FIRST_STEPS = 300;
    private static final int MORE_STEPS = 12;
    private static final double PERPLEXITY = 12;

    private @Nullable Tensor projected;
    private @Nullable Embedded embedded;

    /** Points as t-SNE placed them, and the vectors that they stand for. */
    private record Embedded(float[] vectors, Tensor points) {}

    /** A plane in which nothing lies yet. */
    public WordPlane() {}

    /**
     * The plane in which the vectors differ most (principal component analysis), turned so that the words lie as near as they can to where
     * they lay at the last look.
     *
     * @return {@code [TOKEN, ITEM 2]}; a word alone lies at 0
     * @throws IllegalArgumentException if vectors have only one unit
     */
    public Tensor principal(EmbeddingSpace space) {
        int count = space.vocabulary().size();
        if (count < 2) return Tensor.zeros(Shape.of(Axis.TOKEN, count, Axis.ITEM, 2));
        Tensor now = space.principalComponents(2);
        Tensor before = projected;
        projected = before == null ? now : PlaneAlignment.onto(now, before);
        return projected;
    }

    /**
     * The plane in which neighbours stay neighbours (t-SNE), which goes on for a few steps where vectors have moved since the last look.
     * Of large vocabularies only the first words are placed, for which there is time.
     *
     * @return {@code [TOKEN, ITEM 2]}, NaN for words that are left out; as {@link #principal} where there are fewer than four words
     */
    public Tensor neighbourly(EmbeddingSpace space) {
        int count = Math.min(MOST_EMBEDDED, space.vocabulary().size());
        if (count < 4) return principal(space);
        int units = space.vectors().shape().columns();
        float[] some = new float[count * units];
        for (int i = 0; i < some.length; i++) some[i] = space.vectors().at(i);
        Embedded last = embedded;
        if (last == null || !Arrays.equals(last.vectors, some)) {
            Tensor vectors = Tensor.of(Shape.of(Axis.TOKEN, count, Axis.UNIT, units), some);
            Tsne tsne = last == null ? new Tsne(vectors, PERPLEXITY, 1) : new Tsne(vectors, PERPLEXITY, last.points);
            for (int i = 0; i < (last == null ? FIRST_STEPS : MORE_STEPS); i++) tsne.step();
            last = new Embedded(some, tsne.points());
            embedded = last;
        }
        Tensor placed = Tensor.zeros(Shape.of(Axis.TOKEN, space.vocabulary().size(), Axis.ITEM, 2));
        Arrays.fill(placed.write(), Float.NaN);
        for (int i = 0; i < last.points.length(); i++) placed.write()[i] = last.points.at(i);
        return placed;
    }
}

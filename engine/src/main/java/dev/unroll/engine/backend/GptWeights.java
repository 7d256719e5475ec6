package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

import java.util.List;
import java.util.stream.Stream;

/**
 * The weights of a decoder-only transformer as GPT-2 has it, for whoever keeps them where it computes.
 *
 * @param heads how many heads each attention layer has
 * @param context how many positions the model sees at most
 * @param epsilon of each layer norm
 * @param tokenEmbedding {@code [TOKEN, UNIT]}
 * @param positionEmbedding {@code [TIME, UNIT]}
 * @param head {@code [TOKEN, UNIT]}: what the last norm is multiplied with
 */
public record GptWeights(
        int heads,
        int context,
        float epsilon,
        Tensor tokenEmbedding,
        Tensor positionEmbedding,
        List<Block> blocks,
        Affine finalNorm,
        Tensor head) {
    /**
     * Of a norm, or of a layer whose weight is {@code [outputs, inputs]}.
     *
     * @param bias one number for each output
     */
    public record Affine(Tensor weight, Tensor bias) {}

    /**
     * One block: {@code x ← x + projection(attention(queryKeyValue(norm1(x))))} and then {@code x ← x + down(gelu(up(norm2(x))))}.
     */
    public record Block(Affine norm1, Affine queryKeyValue, Affine projection, Affine norm2, Affine up, Affine down) {
        Stream<Affine> parts() {
            return Stream.of(norm1, queryKeyValue, projection, norm2, up, down);
        }
    }

    /** Units of the residual stream. */
    public int units() {
        return tokenEmbedding.shape().columns();
    }

    /** Units inside each feed-forward network. */
    public int inner() {
        return blocks.getFirst().up().bias().length();
    }

    /** Tokens of the vocabulary. */
    public int vocabulary() {
        return head.shape().rows();
    }

    /** How many weights are read for each token. */
    public long perToken() {
        return head.length()
                + blocks.stream()
                        .flatMap(Block::parts)
                        .filter(part -> part.weight().shape().rank() == 2) // the rest is next to nothing
                        .mapToLong(part -> part.weight().length())
                        .sum();
    }
}

package dev.unroll.engine.backend;

import dev.unroll.engine.backend.GptWeights.Affine;
import dev.unroll.engine.backend.GptWeights.Block;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/**
 * A block of a decoder-only transformer as GPT-2 has it, to be computed as one:
 *
 * <pre>
 *   r = x + projection(attention(queryKeyValue(norm1(x))))     causal
 *   y = r + down(gelu(up(norm2(r))))
 * </pre>
 *
 * @param weights its parameters; or, as the result of a backward pass, their gradients
 * @param heads how many heads the units are divided among
 * @param epsilon of both layer norms
 */
public record GptBlock(Block weights, int heads, float epsilon) {
    /**
     * A block of the parameters in the order in which {@link #tensors} gives them.
     *
     * @throws IndexOutOfBoundsException if there are fewer than twelve
     */
    public static GptBlock of(List<Tensor> tensors, int heads, float epsilon) {
        Affine[] parts = new Affine[6];
        for (int i = 0; i < parts.length; i++) parts[i] = new Affine(tensors.get(2 * i), tensors.get(2 * i + 1));
        return new GptBlock(new Block(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]), heads, epsilon);
    }

    /** Weight and bias of {@code norm1}, {@code queryKeyValue}, {@code projection}, {@code norm2}, {@code up} and {@code down}. */
    public List<Tensor> tensors() {
        return weights.parts()
                .flatMap(part -> List.of(part.weight(), part.bias()).stream())
                .toList();
    }

    /** Units of the residual stream. */
    public int units() {
        return weights.norm1().bias().length();
    }

    /** Units inside the feed-forward network. */
    public int inner() {
        return weights.up().bias().length();
    }

    /** What the scores are multiplied with. */
    public float scale() {
        return (float) (1 / Math.sqrt(units() / (double) heads));
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.model.TransformerModel;
import dev.unroll.engine.tensor.Tensor;

/**
 * The two parts of which the first vectors of a {@link TransformerModel} are the sum (Vaswani et al. 2017, §3.4 and §3.5).
 *
 * @param tokens {@code [TIME, UNIT]} or {@code [TARGET, UNIT]}: the embedding of each token times √units
 * @param positions likewise: what tells its position
 */
public record EmbeddingSum(Tensor tokens, Tensor positions) {
    /**
     * The parts in a tower.
     *
     * @param tower {@code encoder} or {@code decoder}
     * @throws IllegalArgumentException if the trace is of another kind of model
     */
    public static EmbeddingSum of(Trace trace, String tower) {
        Tensor sum = trace.value(tower + "/embedding");
        Tensor oneHot = trace.value(tower.equals("encoder") ? "source" : "target");
        Tensor tokens = scaled(oneHot, trace.value(tower + "/embedding/weight"), sum);
        Tensor positions = Tensor.zeros(sum.shape());
        for (int i = 0; i < sum.length(); i++) positions.write()[i] = sum.at(i) - tokens.at(i);
        return new EmbeddingSum(tokens, positions);
    }

    private static Tensor scaled(Tensor oneHot, Tensor weight, Tensor like) {
        int units = weight.shape().columns();
        int vocabulary = oneHot.shape().columns();
        Tensor tokens = Tensor.zeros(like.shape());
        for (int t = 0; t < oneHot.shape().rows(); t++)
            for (int id = 0; id < vocabulary; id++)
                if (oneHot.at(t * vocabulary + id) == 1)
                    for (int unit = 0; unit < units; unit++)
                        tokens.write()[t * units + unit] = (float) (Math.sqrt(units) * weight.at(id * units + unit));
        return tokens;
    }
}

package dev.unroll.engine.backend;

import dev.unroll.engine.backend.GptWeights.Affine;
import dev.unroll.engine.backend.GptWeights.Block;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

/** A {@link GptBlock} kernel by kernel, where nothing computes it as one; backwards it is computed forwards again first. */
final class GptBlockSteps {
    private final Backend on;
    private final GptBlock block;
    private final Block w;
    private final Tensor x;
    private final Tensor norm1;
    private final Tensor mean1;
    private final Tensor rstd1;
    private final Tensor queryKeyValue;
    private final Tensor q;
    private final Tensor k;
    private final Tensor v;
    private final Tensor logSumExp;
    private final Tensor headOutput;
    private final Tensor mixed;
    private final Tensor residual;
    private final Tensor norm2;
    private final Tensor mean2;
    private final Tensor rstd2;
    private final Tensor preactivation;
    private final Tensor activation;

    /** @param x {@code [TIME, BATCH, UNIT]} */
    GptBlockSteps(Backend on, GptBlock block, Tensor x) {
        this.on = on;
        this.block = block;
        this.x = x;
        w = block.weights();
        Shape rows = x.shape().drop(2);
        Shape heads = heads();
        norm1 = Tensor.zeros(x.shape());
        mean1 = Tensor.zeros(rows);
        rstd1 = Tensor.zeros(rows);
        on.layerNorm(x, w.norm1().weight(), w.norm1().bias(), block.epsilon(), norm1, mean1, rstd1);
        queryKeyValue = linear(norm1, w.queryKeyValue());
        q = Tensor.zeros(heads);
        k = Tensor.zeros(heads);
        v = Tensor.zeros(heads);
        on.splitHeads(queryKeyValue, 0, 3, q, false);
        on.splitHeads(queryKeyValue, 1, 3, k, false);
        on.splitHeads(queryKeyValue, 2, 3, v, false);
        logSumExp = Tensor.zeros(heads.drop(3));
        headOutput = Tensor.zeros(heads);
        on.attention(q, k, v, AttentionMask.CAUSAL, block.scale(), null, logSumExp, headOutput);
        mixed = Tensor.zeros(x.shape());
        on.mergeHeads(headOutput, mixed, 0, 1, false);
        residual = linear(mixed, w.projection());
        on.add(x, residual, residual);
        norm2 = Tensor.zeros(x.shape());
        mean2 = Tensor.zeros(rows);
        rstd2 = Tensor.zeros(rows);
        on.layerNorm(residual, w.norm2().weight(), w.norm2().bias(), block.epsilon(), norm2, mean2, rstd2);
        preactivation = linear(norm2, w.up());
        activation = Tensor.zeros(preactivation.shape());
        on.apply(ElementFunction.GELU, preactivation, activation);
    }

    private Shape heads() {
        Shape s = x.shape();
        int channels = block.units() / block.heads();
        return Shape.of(Axis.BATCH, s.size(1), Axis.HEAD, block.heads(), Axis.TIME, s.size(0), Axis.UNIT, channels);
    }

    private Tensor linear(Tensor in, Affine of) {
        Shape s = x.shape();
        Tensor out = Tensor.zeros(Shape.of(
                Axis.TIME,
                s.size(0),
                Axis.BATCH,
                s.size(1),
                Axis.UNIT,
                of.bias().length()));
        on.repeatRow(of.bias(), out);
        on.matmul(Form.NT, in, of.weight(), out, true);
        return out;
    }

    void forward(Tensor out) {
        on.add(residual, linear(activation, w.down()), out);
    }

    /** Writes the gradients of {@code x} and of the parameters. */
    void backward(Tensor dOut, Tensor dx, Block d) {
        Tensor dResidual = Tensor.zeros(x.shape());
        on.copy(dOut, dResidual);
        Tensor dActivation = linearBackward(activation, w.down(), dOut, d.down());
        Tensor dPreactivation = Tensor.zeros(preactivation.shape());
        on.applyBackward(ElementFunction.GELU, preactivation, activation, dActivation, dPreactivation);
        Tensor dNorm2 = linearBackward(norm2, w.up(), dPreactivation, d.up());
        normBackward(residual, w.norm2(), mean2, rstd2, dNorm2, dResidual, d.norm2());
        Tensor dMixed = linearBackward(mixed, w.projection(), dResidual, d.projection());
        Tensor dHeads = Tensor.zeros(heads());
        on.splitHeads(dMixed, 0, 1, dHeads, false);
        Tensor dq = Tensor.zeros(heads());
        Tensor dk = Tensor.zeros(heads());
        Tensor dv = Tensor.zeros(heads());
        on.attentionBackward(q, k, v, AttentionMask.CAUSAL, block.scale(), logSumExp, headOutput, dHeads, dq, dk, dv);
        Tensor dQueryKeyValue = Tensor.zeros(queryKeyValue.shape());
        on.mergeHeads(dq, dQueryKeyValue, 0, 3, false);
        on.mergeHeads(dk, dQueryKeyValue, 1, 3, false);
        on.mergeHeads(dv, dQueryKeyValue, 2, 3, false);
        Tensor dNorm1 = linearBackward(norm1, w.queryKeyValue(), dQueryKeyValue, d.queryKeyValue());
        on.copy(dResidual, dx);
        normBackward(x, w.norm1(), mean1, rstd1, dNorm1, dx, d.norm1());
    }

    private Tensor linearBackward(Tensor in, Affine of, Tensor dOut, Affine gradient) {
        on.matmul(Form.TN, dOut, in, gradient.weight(), false);
        on.fill(0, gradient.bias());
        on.addBiasBackward(dOut, gradient.bias());
        Tensor dIn = Tensor.zeros(in.shape());
        on.matmul(Form.NN, dOut, of.weight(), dIn, false);
        return dIn;
    }

    private void normBackward(
            Tensor in, Affine of, Tensor mean, Tensor rstd, Tensor dOut, Tensor dIn, Affine gradient) {
        on.fill(0, gradient.weight());
        on.fill(0, gradient.bias());
        on.layerNormBackward(in, of.weight(), mean, rstd, dOut, dIn, gradient.weight(), gradient.bias());
    }
}

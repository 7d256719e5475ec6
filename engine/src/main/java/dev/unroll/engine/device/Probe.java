package dev.unroll.engine.device;

import dev.unroll.engine.backend.AttentionInputs;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A typical call of a kernel at some size, for measuring.
 *
 * @param work as {@link Kernel} counts it
 * @param call makes it on a backend
 */
record Probe(Kernel kernel, long work, Consumer<Backend> call) {
    /** Sizes that are tried, each with about four to eight times the work of the one before. */
    static final int SIZES = 6;

    /** @param size from 0 up to but without {@link #SIZES} */
    static Probe of(Kernel kernel, int size) {
        int n = 32 << size;
        return switch (kernel) {
            case MATMUL -> {
                Tensor[] x = random(3, n, n);
                yield probe(kernel, x[0].length() * (long) n, on -> on.matmul(Form.NT, x[0], x[1], x[2], false));
            }
            case BATCHED_MATMUL -> {
                Tensor[] x = random(3, 16, n, n);
                yield probe(kernel, x[0].length() * (long) n, on -> on.batchedMatmul(Form.NT, x[0], x[1], x[2], false));
            }
            case ELEMENTWISE -> {
                Tensor[] x = random(2, n, n);
                yield probe(kernel, x[0].length(), on -> on.apply(ElementFunction.GELU, x[0], x[1]));
            }
            case ROWS -> {
                Tensor[] x = random(2, n, n);
                Tensor[] bias = random(1, n);
                yield probe(kernel, x[0].length(), on -> on.addBias(x[0], bias[0], x[1]));
            }
            case SOFTMAX -> {
                Tensor[] x = random(2, n, n);
                yield probe(kernel, x[0].length(), on -> on.softmax(x[0], x[1]));
            }
            case LAYER_NORM -> {
                Tensor[] x = random(2, n, n);
                Tensor[] one = random(4, n);
                yield probe(
                        kernel, x[0].length(), on -> on.layerNorm(x[0], one[0], one[1], 1e-5f, x[1], one[2], one[3]));
            }
            case ATTENTION -> {
                Tensor[] x = random(4, 1, 4, n, 64);
                Tensor[] sums = random(1, 1, 4, n);
                AttentionInputs in = new AttentionInputs(x[0], x[1], x[2], AttentionMask.CAUSAL, 0.125f);
                yield probe(kernel, x[0].length() * (long) n, on -> on.attention(in, null, sums[0], x[3]));
            }
            case LSTM -> {
                Tensor[] gates = random(2, n, 4 * n);
                Tensor[] states = random(3, n, n);
                yield probe(
                        kernel,
                        gates[0].length(),
                        on -> on.lstmCell(gates[0], states[0], gates[1], states[1], states[2]));
            }
            case BLOCK -> throw new IllegalArgumentException("blocks are not measured");
            case DECODE -> {
                GptModel model = new GptModel(GptModel.Configuration.of(16 * n, 64, n, 2, n / 32), 1);
                Map<Backend, Decoder> decoders = new IdentityHashMap<>();
                long work = 16L * n * n + 2 * 12L * n * n;
                yield probe(
                        kernel,
                        work,
                        on -> decoders.computeIfAbsent(on, model::decoder).next(1));
            }
        };
    }

    private static Probe probe(Kernel kernel, long work, Consumer<Backend> call) {
        return new Probe(kernel, work, call);
    }

    private static Tensor[] random(int count, int... sizes) {
        SplittableRandom random = new SplittableRandom(1);
        Axis[] axes = {Axis.ITEM, Axis.HEAD, Axis.TIME, Axis.UNIT};
        Tensor[] tensors = new Tensor[count];
        for (int i = 0; i < count; i++) {
            Shape shape = Shape.scalar();
            for (int axis = sizes.length - 1; axis >= 0; axis--) shape = shape.prepend(axes[axis], sizes[axis]);
            tensors[i] = Tensor.zeros(shape);
            float[] values = tensors[i].write();
            for (int j = 0; j < values.length; j++) values[j] = random.nextFloat() - 0.5f;
        }
        return tensors;
    }
}

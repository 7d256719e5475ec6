package dev.unroll.engine.backend;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.LinearInitialization;
import dev.unroll.engine.nn.TransformerBlock;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** Takes a GPT's block as one, as a device does, and computes it with the layer that records its steps. */
public class WholeBlocks extends ScalarBackend {
    private static final List<String> ORDER =
            List.of("norm1", "attention/queryKeyValue", "attention/projection", "norm2", "mlp/up", "mlp/down");

    @Override
    public boolean computesBlocks(GptBlock block, int rows) {
        return true;
    }

    @Override
    public void block(GptBlock block, Tensor x, Tensor out) {
        forward(new ScalarBackend(), block, x, out);
    }

    @Override
    public void blockBackward(GptBlock block, Tensor x, Tensor dOut, Tensor dx, GptWeights.Block gradients) {
        backward(new ScalarBackend(), block, x, dOut, dx, new GptBlock(gradients, block.heads(), block.epsilon()));
    }

    /** The block in steps. */
    static void forward(Backend on, GptBlock block, Tensor x, Tensor out) {
        Tape tape = new Tape(on);
        out.copyFrom(layer(block)
                .forward(tape.input(named(x)), AttentionMask.CAUSAL, null)
                .value());
    }

    /** Its gradients in steps. */
    static void backward(Backend on, GptBlock block, Tensor x, Tensor dOut, Tensor dx, GptBlock gradients) {
        Tape tape = new Tape(on);
        TransformerBlock layer = layer(block);
        Node in = tape.input(named(x));
        Node out = layer.forward(in, AttentionMask.CAUSAL, null);
        tape.backward(out.times(tape.constant(named(dOut))).sum());
        dx.copyFrom(in.gradient());
        for (Parameter parameter : layer.parameters())
            gradients.tensors().get(place(parameter)).copyFrom(tape.gradient(parameter));
    }

    private static TransformerBlock layer(GptBlock block) {
        TransformerBlock.Settings settings = new TransformerBlock.Settings(
                block.units(),
                block.heads(),
                block.inner(),
                ElementFunction.GELU,
                TransformerBlock.NormOrder.PRE,
                0,
                new LinearInitialization.Uniform());
        TransformerBlock layer = TransformerBlock.of("block", settings, new Initialization(0));
        for (Parameter parameter : layer.parameters())
            parameter.value().copyFrom(block.tensors().get(place(parameter)));
        return layer;
    }

    /** Where a parameter stands in {@link GptBlock#tensors}. */
    private static int place(Parameter parameter) {
        String name = parameter.name().substring("block/".length());
        int part = ORDER.indexOf(name.substring(0, name.lastIndexOf('/')));
        return 2 * part + (name.endsWith("/bias") ? 1 : 0);
    }

    private static Tensor named(Tensor x) {
        Shape s = x.shape();
        return x.reshape(Shape.of(Axis.TIME, s.size(0), Axis.BATCH, s.size(1), Axis.UNIT, s.size(2)));
    }
}

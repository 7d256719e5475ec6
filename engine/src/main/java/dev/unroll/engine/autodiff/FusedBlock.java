package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.GptBlock;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/** A {@link GptBlock} as one operation, for whatever computes it without the arrays in between leaving it; its inputs are x and the parameters. */
record FusedBlock(int heads, float epsilon) implements Op.Fused {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.rank() != 3 || inputs.get(1).shape().length() != x.columns())
            throw new IllegalArgumentException("a block of " + inputs.get(1).shape() + " cannot read " + x);
        return x;
    }

    private GptBlock block(Node out) {
        List<Node> parameters = out.inputs().subList(1, out.inputs().size());
        return GptBlock.of(parameters.stream().map(Node::value).toList(), heads, epsilon);
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.block(block(out), out.input(0).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        List<Tensor> gradients = new ArrayList<>();
        List<Node> toAdd = new ArrayList<>();
        for (Node input : out.inputs()) {
            // Whoever has a gradient already gets this one added.
            boolean apart = !input.needsGradient() || input.addsToGradient();
            gradients.add(apart ? out.tape().take(input.shape()) : input.gradientToWrite());
            if (apart && input.needsGradient()) toAdd.add(input);
        }
        GptBlock of = GptBlock.of(gradients.subList(1, gradients.size()), heads, epsilon);
        backend.blockBackward(block(out), out.input(0).value(), out.gradient(), gradients.getFirst(), of.weights());
        for (Node input : toAdd) backend.addScaled(1, gradients.get(out.inputs().indexOf(input)), input.gradient());
    }
}

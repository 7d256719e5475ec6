package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SplittableRandom;

/** Each element is dropped with a probability, and those that stay are scaled up to make up for it (Srivastava et al. 2014). */
final class Dropout implements Op.Explained {
    private final float probability;
    private final long seed;
    private @Nullable Tensor kept;

    Dropout(float probability, long seed) {
        if (!(probability >= 0 && probability < 1))
            throw new IllegalArgumentException("Dropout must be from 0 up and below 1, not " + probability + ".");
        this.probability = probability;
        this.seed = seed;
    }

    @Override
    public Shape shape(List<Node> inputs) {
        return inputs.getFirst().shape();
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor mask = kept = out.tape().take(out.shape());
        SplittableRandom random = new SplittableRandom(seed);
        float scale = 1 / (1 - probability);
        float[] values = mask.write();
        for (int i = mask.offset(); i < mask.offset() + mask.length(); i++)
            values[i] = random.nextFloat() < probability ? 0 : scale;
        backend.multiply(out.input(0).value(), mask, out.value());
    }

    private Tensor kept() {
        Tensor mask = kept;
        if (mask == null) throw new IllegalStateException("backward before forward");
        return mask;
    }

    @Override
    public void backward(Backend backend, Node out) {
        backend.addProduct(out.gradient(), kept(), out.input(0).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        return Product.of(new Constant(kept().at(index)), Operand.of(out.input(0), index));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Product.of(new Constant(kept().at(index)), Operand.gradient(out, index));
    }

    @Override
    public String toString() {
        return "Dropout[" + probability + "]";
    }
}

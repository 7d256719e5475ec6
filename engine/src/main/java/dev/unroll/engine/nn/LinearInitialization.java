package dev.unroll.engine.nn;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

/** Where the weights and biases of a linear layer start from. */
public sealed interface LinearInitialization {
    /** The weight of a layer of {@code inputs} inputs. */
    Tensor weight(Shape shape, int inputs, Initialization init);

    /** The bias of a layer of {@code inputs} inputs. */
    Tensor bias(Shape shape, int inputs, Initialization init);

    /** As this, for a layer whose result is added to the residual stream. */
    LinearInitialization ofResidual();

    /** PyTorch's: both uniform in ±1/√inputs. */
    record Uniform() implements LinearInitialization {
        @Override
        public Tensor weight(Shape shape, int inputs, Initialization init) {
            return init.uniform(shape, 1 / Math.sqrt(inputs));
        }

        @Override
        public Tensor bias(Shape shape, int inputs, Initialization init) {
            return init.uniform(shape, 1 / Math.sqrt(inputs));
        }

        @Override
        public LinearInitialization ofResidual() {
            return this;
        }
    }

    /**
     * GPT-2's (Radford et al. 2019, §2.3): normal weights, no bias, and what is added to the residual stream is smaller by the root of
     * how often something is added.
     *
     * @param additions how often a block adds to the residual stream, in all blocks together
     */
    record Gpt2(double standardDeviation, int additions) implements LinearInitialization {
        @Override
        public Tensor weight(Shape shape, int inputs, Initialization init) {
            return init.normal(shape, standardDeviation);
        }

        @Override
        public Tensor bias(Shape shape, int inputs, Initialization init) {
            return Tensor.zeros(shape);
        }

        @Override
        public LinearInitialization ofResidual() {
            return new Gpt2(standardDeviation / Math.sqrt(additions), additions);
        }
    }
}

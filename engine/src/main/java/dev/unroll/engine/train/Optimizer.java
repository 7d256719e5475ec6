package dev.unroll.engine.train;

import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Moves parameters down their gradients. The formulas are PyTorch's, defaults included. Each keeps its own numbers for every
 * parameter, which {@link #state} gives out so that a run can be gone back to and gone on with.
 */
public sealed interface Optimizer {
    /** Makes one step: changes {@code parameters} in place. The lists belong together and are the same at every call. */
    void step(List<Tensor> parameters, List<Tensor> gradients, double learningRate);

    /** A copy of what it remembers between steps. */
    State state();

    /** Goes on from a remembered state. */
    void restore(State state);

    /**
     * What an optimiser remembers.
     *
     * @param steps how many steps it has made
     * @param slots for each of its quantities and each parameter an array, quantities outermost; empty before the first step
     */
    record State(long steps, float[][] slots) {
        /** How many bytes it takes. */
        public long bytes() {
            return Arrays.stream(slots).mapToLong(slot -> 4L * slot.length).sum();
        }
    }

    /** The optimisers by name, with PyTorch's default settings. */
    enum Kind {
        /** Stochastic gradient descent. */
        SGD,
        /** SGD with momentum 0.9. */
        MOMENTUM,
        /** SGD with Nesterov momentum 0.9. */
        NESTEROV,
        /** Tieleman and Hinton 2012, α 0.99. */
        RMSPROP,
        /** Duchi et al. 2011. */
        ADAGRAD,
        /** Kingma and Ba 2015. */
        ADAM,
        /** Loshchilov and Hutter 2019, weight decay 0.01. */
        ADAMW;

        /** How many numbers it remembers for each number of a parameter. */
        public int slotCount() {
            return switch (this) {
                case SGD -> 0;
                case MOMENTUM, NESTEROV, RMSPROP, ADAGRAD -> 1;
                case ADAM, ADAMW -> 2;
            };
        }

        /** A new optimiser of this kind that has made no step yet. */
        public Optimizer create() {
            return switch (this) {
                case SGD -> new Sgd(0, false);
                case MOMENTUM -> new Sgd(0.9f, false);
                case NESTEROV -> new Sgd(0.9f, true);
                case RMSPROP -> new RmsProp(0.99f, 1e-8f);
                case ADAGRAD -> new Adagrad(1e-10f);
                case ADAM -> new Adam(0);
                case ADAMW -> new Adam(0.01f);
            };
        }
    }

    /** What all optimisers share: a step count, and {@code slotCount} numbers for every number of a parameter. */
    abstract sealed class Slotted implements Optimizer {
        private final int slotCount;
        private long steps;
        private float[][] slots = {};

        private Slotted(int slotCount) {
            this.slotCount = slotCount;
        }

        @Override
        public final void step(List<Tensor> parameters, List<Tensor> gradients, double learningRate) {
            int count = parameters.size();
            if (slots.length == 0) {
                slots = new float[slotCount * count][];
                for (int i = 0; i < slots.length; i++)
                    slots[i] = new float[parameters.get(i % count).length()];
            }
            steps++;
            // Each parameter is one thread's work, so that the bits do not depend on how many there are.
            IntStream.range(0, count).parallel().forEach(i -> {
                float[][] own = new float[slotCount][];
                for (int s = 0; s < slotCount; s++) own[s] = slots[s * count + i];
                Tensor x = parameters.get(i);
                Tensor g = gradients.get(i);
                update(x.write(), x.offset(), g.read(), g.offset(), x.length(), own, learningRate, steps);
            });
        }

        abstract void update(
                float[] x, int xAt, float[] g, int gAt, int length, float[][] own, double learningRate, long step);

        @Override
        public final State state() {
            return new State(steps, Arrays.stream(slots).map(float[]::clone).toArray(float[][]::new));
        }

        @Override
        public final void restore(State state) {
            steps = state.steps();
            slots = Arrays.stream(state.slots()).map(float[]::clone).toArray(float[][]::new);
        }
    }

    /** Stochastic gradient descent: {@code v ← μ v + g}, {@code x ← x − η v}; Nesterov: {@code x ← x − η (g + μ v)}. */
    final class Sgd extends Slotted {
        private final float momentum;
        private final boolean nesterov;

        /** @param momentum μ; 0 for none */
        public Sgd(float momentum, boolean nesterov) {
            super(momentum == 0 ? 0 : 1);
            this.momentum = momentum;
            this.nesterov = nesterov;
        }

        @Override
        void update(float[] x, int xAt, float[] g, int gAt, int length, float[][] own, double learningRate, long step) {
            float rate = (float) learningRate;
            if (momentum == 0) {
                for (int i = 0; i < length; i++) x[xAt + i] -= rate * g[gAt + i];
                return;
            }
            float[] v = own[0];
            for (int i = 0; i < length; i++) {
                float gradient = g[gAt + i];
                v[i] = momentum * v[i] + gradient;
                x[xAt + i] -= rate * (nesterov ? gradient + momentum * v[i] : v[i]);
            }
        }
    }

    /** RMSprop: {@code v ← α v + (1−α) g²}, {@code x ← x − η g / (√v + ε)}. */
    final class RmsProp extends Slotted {
        private final float alpha;
        private final float epsilon;

        /** @param alpha how much of the running mean square is kept at each step */
        public RmsProp(float alpha, float epsilon) {
            super(1);
            this.alpha = alpha;
            this.epsilon = epsilon;
        }

        @Override
        void update(float[] x, int xAt, float[] g, int gAt, int length, float[][] own, double learningRate, long step) {
            float rate = (float) learningRate;
            float[] v = own[0];
            for (int i = 0; i < length; i++) {
                float gradient = g[gAt + i];
                v[i] = alpha * v[i] + (1 - alpha) * gradient * gradient;
                x[xAt + i] -= rate * gradient / ((float) Math.sqrt(v[i]) + epsilon);
            }
        }
    }

    /** Adagrad: {@code v ← v + g²}, {@code x ← x − η g / (√v + ε)}. */
    final class Adagrad extends Slotted {
        private final float epsilon;

        /** @param epsilon keeps the quotient finite */
        public Adagrad(float epsilon) {
            super(1);
            this.epsilon = epsilon;
        }

        @Override
        void update(float[] x, int xAt, float[] g, int gAt, int length, float[][] own, double learningRate, long step) {
            float rate = (float) learningRate;
            float[] v = own[0];
            for (int i = 0; i < length; i++) {
                float gradient = g[gAt + i];
                v[i] += gradient * gradient;
                x[xAt + i] -= rate * gradient / ((float) Math.sqrt(v[i]) + epsilon);
            }
        }
    }

    /**
     * Adam, and AdamW where there is weight decay: {@code m ← β₁ m + (1−β₁) g}, {@code v ← β₂ v + (1−β₂) g²}, {@code x ← x − η (m̂
     * / (√v̂ + ε) + λ x)} with β₁ 0.9, β₂ 0.999, ε 1e-8 and bias-corrected m̂ and v̂.
     */
    final class Adam extends Slotted {
        private static final float BETA1 = 0.9f;
        private static final float BETA2 = 0.999f;
        private static final float EPSILON = 1e-8f;
        private final float weightDecay;

        /** @param weightDecay λ; 0 for plain Adam */
        public Adam(float weightDecay) {
            super(2);
            this.weightDecay = weightDecay;
        }

        @Override
        void update(float[] x, int xAt, float[] g, int gAt, int length, float[][] own, double learningRate, long step) {
            float[] m = own[0];
            float[] v = own[1];
            float rate = (float) (learningRate / (1 - Math.pow(BETA1, step)));
            float vScale = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, step)));
            float keep = (float) (1 - learningRate * weightDecay);
            for (int i = 0; i < length; i++) {
                float gradient = g[gAt + i];
                m[i] = BETA1 * m[i] + (1 - BETA1) * gradient;
                v[i] = BETA2 * v[i] + (1 - BETA2) * gradient * gradient;
                x[xAt + i] = keep * x[xAt + i] - rate * m[i] / ((float) Math.sqrt(v[i]) * vScale + EPSILON);
            }
        }
    }
}

package dev.unroll.engine.train;

import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** How gradients are kept from being too large. */
public sealed interface Clipping {
    /** Changes the gradients of all parameters in place. */
    void clip(List<Tensor> gradients);

    /** Whether gradients whose norm together is {@code norm} are sure to be changed. */
    boolean exceededBy(double norm);

    /** They are left as they are. */
    record None() implements Clipping {
        @Override
        public void clip(List<Tensor> gradients) {}

        @Override
        public boolean exceededBy(double norm) {
            return false;
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    /** All together are scaled down to this norm if theirs is larger (Pascanu, Mikolov and Bengio 2013), as PyTorch does it. */
    record ByNorm(double maxNorm) implements Clipping {
        /** @throws IllegalArgumentException if the norm is not above 0 */
        public ByNorm {
            if (!(maxNorm > 0)) throw new RefusedException("training.clipNorm", maxNorm);
        }

        @Override
        public void clip(List<Tensor> gradients) {
            float factor = (float) Math.min(1, maxNorm / (GradientNorms.norm(gradients) + 1e-6));
            if (factor == 1) return;
            for (Tensor tensor : gradients) {
                float[] values = tensor.write();
                for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) values[i] *= factor;
            }
        }

        @Override
        public boolean exceededBy(double norm) {
            return norm > maxNorm;
        }

        @Override
        public String toString() {
            return "norm:" + maxNorm;
        }
    }

    /** Each number is kept between −max and max. */
    record ByValue(double max) implements Clipping {
        /** @throws IllegalArgumentException if the bound is not above 0 */
        public ByValue {
            if (!(max > 0)) throw new RefusedException("training.clipValue", max);
        }

        @Override
        public void clip(List<Tensor> gradients) {
            float bound = (float) max;
            for (Tensor tensor : gradients) {
                float[] values = tensor.write();
                for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++)
                    values[i] = Math.clamp(values[i], -bound, bound);
            }
        }

        @Override
        public boolean exceededBy(double norm) {
            return false;
        }

        @Override
        public String toString() {
            return "value:" + max;
        }
    }

    /**
     * Reads what {@code toString} writes: {@code none}, {@code norm:MAX} or {@code value:MAX}.
     *
     * @throws IllegalArgumentException if it cannot be read, in one sentence
     */
    static Clipping parse(String text) {
        String[] parts = text.split(":", 2);
        try {
            return switch (parts[0] + "/" + (parts.length - 1)) {
                case "none/0" -> new None();
                case "norm/1" -> new ByNorm(Double.parseDouble(parts[1]));
                case "value/1" -> new ByValue(Double.parseDouble(parts[1]));
                default -> throw new NumberFormatException();
            };
        } catch (NumberFormatException e) {
            throw new RefusedException(e, Message.of("training.clipping", text));
        }
    }
}

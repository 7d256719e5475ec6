package dev.unroll.app.run;

/**
 * The loss at each step from the first on. The numbers are shared with the run, which only appends to them.
 *
 * @param first the step of the first of them
 * @param values more of them than count
 * @param size how many count
 */
public record Losses(long first, float[] values, int size) {
    /** Collects losses as a run makes its steps; used on the trainer's thread. */
    static final class Collector {
        private final long first;
        private float[] values = new float[1024];
        private int size;

        /** @param first the step that the run begins at */
        Collector(long first) {
            this.first = first;
        }

        /** The loss of the weights after {@code step} updates. Steps that are made again say the same again. */
        void add(long step, double loss) {
            if (step - first < size) return;
            if (size == values.length) {
                float[] longer = new float[2 * size];
                System.arraycopy(values, 0, longer, 0, size);
                values = longer;
            }
            values[size++] = (float) loss;
        }

        /** Forgets what came after the first {@code steps}, without a change to what was handed out. */
        void cut(int steps) {
            if (steps >= size) return;
            float[] kept = new float[values.length];
            System.arraycopy(values, 0, kept, 0, steps);
            values = kept;
            size = steps;
        }

        Losses soFar() {
            return new Losses(first, values, size);
        }
    }
}

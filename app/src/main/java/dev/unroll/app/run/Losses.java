package dev.unroll.app.run;

import dev.unroll.engine.train.StepReport;

import java.util.Arrays;

/**
 * The loss at each step from the first on. The numbers are shared with the run, which only appends to them.
 *
 * @param first the step of the first of them
 * @param values more of them than count
 * @param seconds for each of them, how long training had taken when its weights were there
 * @param size how many count
 */
public record Losses(long first, float[] values, float[] seconds, int size) {
    /** How long training took until the last of the weights were there, in seconds. */
    public double duration() {
        return size == 0 ? 0 : seconds[size - 1];
    }

    /** The losses as a watch sees them: after every {@code tick} seconds of training, that of the newest weights. */
    public float[] overTime(double tick) {
        float[] seen = new float[size == 0 ? 0 : (int) (duration() / tick) + 1];
        int step = 0;
        for (int i = 0; i < seen.length; i++) {
            while (step + 1 < size && seconds[step + 1] <= i * tick) step++;
            seen[i] = values[step];
        }
        return seen;
    }

    /** Collects losses as a run makes its steps; used on the trainer's thread. */
    static final class Collector {
        private final long first;
        private float[] values = new float[1024];
        private float[] seconds = new float[1024];
        private double elapsed;
        private int size;

        /** @param first the step that the run begins at */
        Collector(long first) {
            this.first = first;
        }

        /** The loss of the weights after some updates. Steps that are made again say the same again. */
        void add(StepReport report) {
            if (report.step() - first < size) return;
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
                seconds = Arrays.copyOf(seconds, 2 * size);
            }
            values[size] = (float) report.loss();
            seconds[size++] = (float) elapsed;
            elapsed += report.seconds();
        }

        /** Forgets what came after the first {@code steps}, without a change to what was handed out. */
        void cut(int steps) {
            if (steps >= size) return;
            elapsed = seconds[steps];
            values = Arrays.copyOf(Arrays.copyOf(values, steps), values.length);
            seconds = Arrays.copyOf(Arrays.copyOf(seconds, steps), seconds.length);
            size = steps;
        }

        Losses soFar() {
            return new Losses(first, values, seconds, size);
        }
    }
}

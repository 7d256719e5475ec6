package dev.unroll.engine.train;

import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the learning rate changes over a run: what it is multiplied with at each step. */
public sealed interface Schedule {
    /** The factor of the step that makes update {@code step + 1}. */
    double factor(long step);

    /** Always the same. */
    record Constant() implements Schedule {
        @Override
        public double factor(long step) {
            return 1;
        }

        @Override
        public String toString() {
            return "constant";
        }
    }

    /** Multiplied by {@code factor} after every {@code every} steps. */
    record Step(long every, double factor) implements Schedule {
        /** @throws IllegalArgumentException if a number is out of range */
        public Step {
            requireSteps(every);
            requireFraction(factor);
        }

        @Override
        public double factor(long step) {
            return Math.pow(factor, step / every);
        }

        @Override
        public String toString() {
            return "step:" + every + ":" + factor;
        }
    }

    /** Half a cosine from 1 down to {@code floor} over {@code steps} steps, and the floor after them (Loshchilov and Hutter 2017). */
    record Cosine(long steps, double floor) implements Schedule {
        /** @throws IllegalArgumentException if a number is out of range */
        public Cosine {
            requireSteps(steps);
            requireFraction(floor);
        }

        @Override
        public double factor(long step) {
            double done = Math.min(1, (double) step / steps);
            return floor + (1 - floor) * (1 + Math.cos(Math.PI * done)) / 2;
        }

        @Override
        public String toString() {
            return "cosine:" + steps + ":" + floor;
        }
    }

    /** Rises in a line over {@code steps} steps to 1, and goes on with another schedule, which begins there. */
    record WarmUp(long steps, Schedule then) implements Schedule {
        /** @throws IllegalArgumentException if a number is out of range */
        public WarmUp {
            requireSteps(steps);
        }

        @Override
        public double factor(long step) {
            return step < steps ? (step + 1.0) / steps : then.factor(step - steps);
        }

        @Override
        public String toString() {
            return "warmup:" + steps + "," + then;
        }
    }

    /**
     * Rises in a line over {@code warmUp} steps and falls with the root of the step after them, as in Vaswani et al. (2017, eq. 3), but
     * with 1 at the peak: their rate is that of a learning rate of {@code (units · warmUp)^−0.5}.
     */
    record InverseSquareRoot(long warmUp) implements Schedule {
        /** @throws IllegalArgumentException if a number is out of range */
        public InverseSquareRoot {
            requireSteps(warmUp);
        }

        @Override
        public double factor(long step) {
            double n = step + 1.0;
            return Math.min(n / warmUp, Math.sqrt(warmUp / n));
        }

        @Override
        public String toString() {
            return "inverse-sqrt:" + warmUp;
        }
    }

    /** How many steps the rate rises before it is what it was set to be. */
    default long rise() {
        return switch (this) {
            case WarmUp(long steps, Schedule _) -> steps;
            case InverseSquareRoot(long steps) -> steps;
            case Constant _, Step _, Cosine _ -> 0;
        };
    }

    /**
     * Makes sure that a run gets beyond the rise, and that what comes after it is not shorter.
     *
     * @param steps how many steps are made from the first on
     * @throws IllegalArgumentException if the run would end before the rate is what it was set to be
     */
    default void requireRoom(long steps) {
        if (this instanceof WarmUp(long rise, Cosine(long fall, double _)) && fall < rise)
            throw new RefusedException("training.scheduleWarmUp", fall, rise);
        if (steps > 0 && steps <= rise()) throw new RefusedException("training.scheduleTooShort", steps, this, rise());
    }

    private static void requireSteps(long steps) {
        if (steps < 1) throw new RefusedException("training.scheduleSteps", steps);
    }

    private static void requireFraction(double factor) {
        if (!(factor >= 0 && factor <= 1)) throw new RefusedException("training.scheduleFactor", factor);
    }

    /**
     * Reads what {@code toString} writes: {@code constant}, {@code step:STEPS:FACTOR}, {@code cosine:STEPS} or {@code
     * cosine:STEPS:FLOOR}, {@code inverse-sqrt:STEPS}, or {@code warmup:STEPS,} before any of them.
     *
     * @throws IllegalArgumentException if it cannot be read, in one sentence
     */
    static Schedule parse(String text) {
        Matcher warmUp = Pattern.compile("warmup:([^,:]+),(.+)").matcher(text);
        if (warmUp.matches()) return new WarmUp(steps(text, warmUp.group(1)), parse(warmUp.group(2)));
        String[] parts = text.split(":", -1);
        return switch (parts[0] + "/" + (parts.length - 1)) {
            case "constant/0" -> new Constant();
            case "step/2" -> new Step(steps(text, parts[1]), number(text, parts[2]));
            case "cosine/1" -> new Cosine(steps(text, parts[1]), 0);
            case "cosine/2" -> new Cosine(steps(text, parts[1]), number(text, parts[2]));
            case "inverse-sqrt/1" -> new InverseSquareRoot(steps(text, parts[1]));
            default -> throw new RefusedException("training.schedule", text);
        };
    }

    private static long steps(String text, String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw new RefusedException(e, Message.of("training.scheduleWhole", number, text));
        }
    }

    private static double number(String text, String number) {
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw new RefusedException(e, Message.of("training.scheduleNumber", number, text));
        }
    }
}

package dev.unroll.engine.backend;

/** {@link ElementFunction} for one number. */
final class ElementFunctions {
    private static final double ROOT = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    private ElementFunctions() {}

    static float value(ElementFunction f, float x) {
        return switch (f) {
            case TANH -> (float) Math.tanh(x);
            case SIGMOID -> sigmoid(x);
            case RELU -> Math.max(0, x);
            case GELU -> (float) (0.5 * x * (1 + Math.tanh(ROOT * (x + CUBIC * x * x * x))));
            case LOG_SIGMOID -> (float) (Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x))));
            case EXP -> (float) Math.exp(x);
            case LOG -> (float) Math.log(x);
        };
    }

    /** f′(x), where y = f(x). */
    static float slope(ElementFunction f, float x, float y) {
        return switch (f) {
            case TANH -> 1 - y * y;
            case SIGMOID -> y * (1 - y);
            case RELU -> x > 0 ? 1 : 0;
            case GELU -> {
                double t = Math.tanh(ROOT * (x + CUBIC * x * x * x));
                yield (float) (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * ROOT * (1 + 3 * CUBIC * x * x));
            }
            case LOG_SIGMOID -> sigmoid(-x);
            case EXP -> y;
            case LOG -> 1 / x;
        };
    }

    static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

/**
 * Attention followed through several layers (Abnar and Zuidema 2020): each layer passes on half of what stands at a position and half
 * of what its heads, on average, attend to.
 */
public final class AttentionRollout {
    private AttentionRollout() {}

    /**
     * The rollout up to each layer.
     *
     * @param block what stands before the number of a layer, such as {@code block.} or {@code encoder.}
     * @return {@code [ITEM, TIME, KEY]}: for each layer how much of each input position is at each position; rows sum to 1
     * @throws IllegalArgumentException if the trace has no attention of this name
     */
    public static Tensor of(Trace trace, String block) {
        int layers = 0;
        while (trace.names().contains(name(block, layers))) layers++;
        Shape shape = trace.value(name(block, 0)).shape();
        int times = shape.size(1);
        Tensor rollout = Tensor.zeros(Shape.of(Axis.ITEM, layers, Axis.TIME, times, Axis.KEY, times));
        double[][] before = null;
        for (int layer = 0; layer < layers; layer++) {
            double[][] mixing = mixing(trace.value(name(block, layer)));
            double[][] now = before == null ? mixing : product(mixing, before);
            for (int i = 0; i < times; i++)
                for (int j = 0; j < times; j++) rollout.write()[(layer * times + i) * times + j] = (float) now[i][j];
            before = now;
        }
        return rollout;
    }

    private static String name(String block, int layer) {
        return block + layer + "/attention/weights";
    }

    private static double[][] mixing(Tensor weights) {
        int heads = weights.shape().size(0);
        int times = weights.shape().size(1);
        double[][] mixing = new double[times][times];
        for (int i = 0; i < times; i++) {
            for (int j = 0; j < times; j++) {
                for (int head = 0; head < heads; head++) mixing[i][j] += weights.get(head, i, j) / (2.0 * heads);
            }
            mixing[i][i] += 0.5;
        }
        return mixing;
    }

    private static double[][] product(double[][] a, double[][] b) {
        int n = a.length;
        double[][] product = new double[n][n];
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++) for (int j = 0; j < n; j++) product[i][j] += a[i][k] * b[k][j];
        return product;
    }
}

package dev.unroll.engine.embedding;

import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.SplittableRandom;

/**
 * Points in the plane whose neighbours are those of the given vectors: exact t-SNE (van der Maaten and Hinton 2008), with momentum,
 * gains and early exaggeration as in their program. Its cost grows with the square of the number of points.
 */
public final class Tsne {
    private static final int EXAGGERATED = 100;
    /** From this step on the points keep more of their speed. */
    private static final int UNHURRIED = 250;

    private static final double EXAGGERATION = 4;
    private static final double LEARNING_RATE = 100;

    private final int count;
    private final double[][] affinities;
    private final double[][] points;
    private final double[][] speed;
    private final double[][] gain;
    private int step;

    /**
     * Begins with points near 0.
     *
     * @param vectors {@code [TOKEN, UNIT]}
     * @param perplexity how many neighbours each point has, roughly; at most a third of the points
     * @throws IllegalArgumentException if there are fewer than four points
     */
    public Tsne(Tensor vectors, double perplexity, long seed) {
        count = vectors.shape().size(0);
        if (count < 4) throw new RefusedException("words.tsne", count);
        affinities = affinities(squaredDistances(vectors), Math.min(perplexity, (count - 1) / 3.0));
        SplittableRandom random = new SplittableRandom(seed);
        points = new double[count][2];
        for (double[] point : points) for (int d = 0; d < 2; d++) point[d] = random.nextGaussian() * 1e-4;
        speed = new double[count][2];
        gain = new double[count][2];
        for (double[] g : gain) g[0] = g[1] = 1;
    }

    /**
     * Goes on from points for vectors that have moved since, so that a picture moves and does not begin again.
     *
     * @param from {@code [TOKEN, ITEM 2]}, as {@link #points} gave them
     */
    public Tsne(Tensor vectors, double perplexity, Tensor from) {
        this(vectors, perplexity, 0);
        for (int i = 0; i < count; i++) for (int d = 0; d < 2; d++) points[i][d] = from.at(i * 2 + d);
        step = UNHURRIED;
    }

    private static double[][] squaredDistances(Tensor vectors) {
        int n = vectors.shape().size(0);
        int units = vectors.shape().columns();
        double[][] distances = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int u = 0; u < units; u++) {
                    double difference = (double) vectors.at(i * units + u) - vectors.at(j * units + u);
                    sum += difference * difference;
                }
                distances[i][j] = distances[j][i] = sum;
            }
        }
        return distances;
    }

    /** {@code p_ij} of their eq. 1 and §3.1: for each point the width that gives it the wanted perplexity. */
    private static double[][] affinities(double[][] distances, double perplexity) {
        int n = distances.length;
        double[][] conditional = new double[n][];
        for (int i = 0; i < n; i++) conditional[i] = row(distances[i], i, Math.log(perplexity));
        double[][] joint = new double[n][n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                if (i != j) joint[i][j] = Math.max(1e-12, (conditional[i][j] + conditional[j][i]) / (2 * n));
        return joint;
    }

    private static double[] row(double[] distances, int self, double wantedEntropy) {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double precision = 1;
        double[] p = new double[distances.length];
        double nearest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < p.length; j++) if (j != self) nearest = Math.min(nearest, distances[j]);
        for (int tries = 0; tries < 60; tries++) {
            double sum = 0;
            double weighted = 0;
            for (int j = 0; j < p.length; j++) {
                p[j] = j == self ? 0 : Math.exp(-(distances[j] - nearest) * precision);
                sum += p[j];
                weighted += p[j] * (distances[j] - nearest);
            }
            double entropy = Math.log(sum) + precision * weighted / sum;
            for (int j = 0; j < p.length; j++) p[j] /= sum;
            if (Math.abs(entropy - wantedEntropy) < 1e-5) break;
            if (entropy > wantedEntropy) low = precision;
            else high = precision;
            precision = high == Double.POSITIVE_INFINITY ? precision * 2 : (low + high) / 2;
        }
        return p;
    }

    /** Moves all points once. */
    public void step() {
        double exaggeration = step < EXAGGERATED ? EXAGGERATION : 1;
        double momentum = step < UNHURRIED ? 0.5 : 0.8;
        double[][] closeness = new double[count][count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                double dx = points[i][0] - points[j][0];
                double dy = points[i][1] - points[j][1];
                closeness[i][j] = closeness[j][i] = 1 / (1 + dx * dx + dy * dy);
                sum += 2 * closeness[i][j];
            }
        }
        double[][] gradients = new double[count][2];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double pull = 4 * (exaggeration * affinities[i][j] - closeness[i][j] / sum) * closeness[i][j];
                for (int d = 0; d < 2; d++) gradients[i][d] += pull * (points[i][d] - points[j][d]);
            }
        }
        for (int i = 0; i < count; i++) for (int d = 0; d < 2; d++) move(i, d, gradients[i][d], momentum);
        step++;
    }

    private void move(int i, int d, double gradient, double momentum) {
        boolean turned = gradient > 0 == speed[i][d] > 0;
        gain[i][d] = Math.max(0.01, turned ? gain[i][d] * 0.8 : gain[i][d] + 0.2);
        speed[i][d] = momentum * speed[i][d] - LEARNING_RATE * gain[i][d] * gradient;
        points[i][d] += speed[i][d];
    }

    /** How many times the points have been moved; about 500 is enough. */
    public int steps() {
        return step;
    }

    /** The Kullback-Leibler divergence that it makes smaller (their eq. 2). */
    public double divergence() {
        double sum = 0;
        for (int i = 0; i < count; i++) for (int j = 0; j < count; j++) if (i != j) sum += closeness(i, j);
        double divergence = 0;
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
                if (i != j) divergence += affinities[i][j] * Math.log(affinities[i][j] * sum / closeness(i, j));
        return divergence;
    }

    private double closeness(int i, int j) {
        double dx = points[i][0] - points[j][0];
        double dy = points[i][1] - points[j][1];
        return 1 / (1 + dx * dx + dy * dy);
    }

    /** Where the points are now, around their middle: {@code [TOKEN, ITEM 2]}. */
    public Tensor points() {
        double[] middle = new double[2];
        for (double[] point : points) for (int d = 0; d < 2; d++) middle[d] += point[d] / count;
        Tensor result = Tensor.zeros(Shape.of(Axis.TOKEN, count, Axis.ITEM, 2));
        for (int i = 0; i < count; i++)
            for (int d = 0; d < 2; d++) result.write()[i * 2 + d] = (float) (points[i][d] - middle[d]);
        return result;
    }
}

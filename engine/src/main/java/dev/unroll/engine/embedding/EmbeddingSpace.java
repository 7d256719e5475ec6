package dev.unroll.engine.embedding;

import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.message.UnusableException;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Vocabulary;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Words as points: who is near whom, and pictures in fewer dimensions.
 *
 * @param vectors {@code [TOKEN, UNIT]}
 */
public record EmbeddingSpace(Vocabulary vocabulary, Tensor vectors) {
    /** @throws IllegalArgumentException if there is not a vector for each token, or one has entries that are no finite numbers */
    public EmbeddingSpace {
        if (vectors.shape().rank() != 2 || vectors.shape().size(0) != vocabulary.size())
            throw new IllegalArgumentException(
                    vectors.shape() + " are no vectors for a vocabulary of " + vocabulary.size());
        for (int i = 0; i < vectors.length(); i++)
            if (!Float.isFinite(vectors.at(i))) throw new UnusableException("embedding.noNumbers");
    }

    /** A word and the cosine of the angle between its vector and what it was asked for. */
    public record Neighbour(int id, double cosine) {}

    /** The {@code count} words nearest to a word by cosine, the nearest first, without the word itself. */
    public List<Neighbour> neighbours(int id, int count) {
        return nearest(vector(id), Set.of(id), count);
    }

    /** The words nearest to {@code b − a + c}: <em>a</em> is to <em>b</em> as <em>c</em> is to what (Mikolov, Yih and Zweig 2013)? */
    public List<Neighbour> analogy(int a, int b, int c, int count) {
        double[] wanted = new double[vectors.shape().columns()];
        double[] from = unit(vector(a));
        double[] to = unit(vector(b));
        double[] start = unit(vector(c));
        for (int i = 0; i < wanted.length; i++) wanted[i] = to[i] - from[i] + start[i];
        return nearest(wanted, Set.copyOf(List.of(a, b, c)), count);
    }

    /**
     * The cosines of some words by their ids.
     *
     * @param count how many words there are in all
     * @param others what stands for all other words, such as for one that was asked about and is none of its own neighbours
     * @return {@code [TOKEN]}
     */
    public static Tensor cosines(List<Neighbour> words, int count, float others) {
        Tensor cosines = Tensor.zeros(Shape.of(Axis.TOKEN, count));
        Arrays.fill(cosines.write(), others);
        for (Neighbour one : words) cosines.write()[one.id] = (float) one.cosine;
        return cosines;
    }

    private List<Neighbour> nearest(double[] wanted, Set<Integer> without, int count) {
        return IntStream.range(0, vocabulary.size())
                .filter(id -> !without.contains(id))
                .mapToObj(id -> new Neighbour(id, cosine(wanted, vector(id))))
                .sorted(Comparator.comparingDouble(Neighbour::cosine).reversed().thenComparingInt(Neighbour::id))
                .limit(count)
                .toList();
    }

    /** The cosine of the angle between two vectors {@code [UNIT]}; 0 where one has no length. */
    public static double cosine(Tensor a, Tensor b) {
        return cosine(numbers(a), numbers(b));
    }

    /** How far two vectors {@code [UNIT]} are apart: the length of their difference. */
    public static double distance(Tensor a, Tensor b) {
        double[] difference = minus(numbers(a), numbers(b), 1);
        return Math.sqrt(dot(difference, difference));
    }

    /** How far any two vectors are apart on average; NaN for fewer than two. */
    public double meanDistance() {
        double sum = 0;
        int count = vocabulary.size();
        for (int a = 0; a < count; a++) for (int b = 0; b < a; b++) sum += distance(vectors.slice(a), vectors.slice(b));
        return sum / (count * (count - 1) / 2.);
    }

    private double[] vector(int id) {
        return numbers(vectors.slice(id));
    }

    private static double[] numbers(Tensor vector) {
        return IntStream.range(0, vector.length()).mapToDouble(vector::at).toArray();
    }

    private static double[] unit(double[] x) {
        double norm = Math.sqrt(dot(x, x));
        return IntStream.range(0, x.length)
                .mapToDouble(i -> norm == 0 ? 0 : x[i] / norm)
                .toArray();
    }

    private static double cosine(double[] x, double[] y) {
        double norms = Math.sqrt(dot(x, x) * dot(y, y));
        return norms == 0 ? 0 : dot(x, y) / norms;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
        return sum;
    }

    /**
     * The vectors along the directions in which they differ most (principal component analysis, Pearson 1901).
     *
     * @return {@code [TOKEN, ITEM]}, with a column for each of {@code dimensions} directions
     * @throws IllegalArgumentException if there are fewer units than dimensions, or fewer than two words
     */
    public Tensor principalComponents(int dimensions) {
        int count = vocabulary.size();
        int units = vectors.shape().columns();
        if (dimensions < 1 || dimensions > units || count < 2)
            throw new RefusedException("words.directions", dimensions, count, units);
        RealMatrix points = new Array2DRowRealMatrix(
                IntStream.range(0, count).mapToObj(this::vector).toArray(double[][]::new));
        double[] mean = new double[units];
        for (int u = 0; u < units; u++) for (int i = 0; i < count; i++) mean[u] += points.getEntry(i, u) / count;
        EigenDecomposition directions = new EigenDecomposition(new Covariance(points).getCovarianceMatrix());
        Tensor projected = Tensor.zeros(Shape.of(Axis.TOKEN, count, Axis.ITEM, dimensions));
        for (int d = 0; d < dimensions; d++) {
            double[] direction = facingForward(directions.getEigenvector(d).toArray());
            for (int i = 0; i < count; i++) {
                double along = 0;
                for (int u = 0; u < units; u++) along += (points.getEntry(i, u) - mean[u]) * direction[u];
                projected.write()[i * dimensions + d] = (float) along;
            }
        }
        return projected;
    }

    /**
     * All words, at length 1, seen from straight above the plane in which {@code a}, {@code b} and {@code c} lie: the only one that shows
     * {@code b − a} laid on at {@code c} in its full length.
     *
     * @return {@code [TOKEN, ITEM 2]}, around the middle of the three; {@code a} to {@code c} runs to the right
     */
    public Tensor planeOf(int a, int b, int c) {
        double[] origin = unit(vector(a));
        double[] right = unit(minus(unit(vector(c)), origin, 1));
        double[] step = minus(unit(vector(b)), origin, 1);
        double[] up = unit(minus(step, right, dot(step, right)));
        int count = vocabulary.size();
        Tensor plane = Tensor.zeros(Shape.of(Axis.TOKEN, count, Axis.ITEM, 2));
        for (int i = 0; i < count; i++) {
            double[] from = minus(unit(vector(i)), origin, 1);
            plane.write()[2 * i] = (float) dot(from, right);
            plane.write()[2 * i + 1] = (float) dot(from, up);
        }
        for (int d = 0; d < 2; d++) {
            float middle = (plane.at(2 * a + d) + plane.at(2 * b + d) + plane.at(2 * c + d)) / 3;
            for (int i = 0; i < count; i++) plane.write()[2 * i + d] -= middle;
        }
        return plane;
    }

    private static double[] minus(double[] x, double[] y, double times) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> x[i] - times * y[i])
                .toArray();
    }

    /** A direction has no sign of its own: its largest entry becomes positive, so that pictures do not flip. */
    private static double[] facingForward(double[] direction) {
        double largest = 0;
        for (double x : direction) if (Math.abs(x) > Math.abs(largest)) largest = x;
        double sign = Math.signum(largest);
        return IntStream.range(0, direction.length)
                .mapToDouble(i -> sign * direction[i])
                .toArray();
    }
}

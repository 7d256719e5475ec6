package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What every backend promises: the reference's values, and the same bits at any number of threads. */
class BackendContractTest {
    private static final Backend SCALAR = new ScalarBackend();

    /** A kernel call on fresh random inputs, giving all that it wrote. */
    private record Kernel(String name, Function<Backend, List<Tensor>> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final SplittableRandom random = new SplittableRandom(11);

    private Tensor random(int... sizes) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) axes.add(Axis.ITEM);
        Tensor tensor = Tensor.zeros(Shape.of(axes, sizes));
        for (int i = 0; i < tensor.length(); i++) tensor.write()[i] = (float) random.nextGaussian();
        return tensor;
    }

    /** The same numbers somewhere inside a larger storage. */
    private static Tensor displaced(Tensor tensor) {
        Tensor around = Tensor.zeros(tensor.shape().prepend(Axis.ITEM, 3));
        around.slice(1).copyFrom(tensor);
        return around.slice(1);
    }

    static Stream<Backend> others() {
        return Stream.concat(
                Backends.all().stream().filter(backend -> backend.getClass() != ScalarBackend.class),
                Stream.of(new SimdBackend(1), new SimdBackend(3)));
    }

    private static void assertClose(Tensor actual, Tensor expected, String what) {
        float largest = 1e-6f;
        for (int i = 0; i < expected.length(); i++) largest = Math.max(largest, Math.abs(expected.at(i)));
        for (int i = 0; i < expected.length(); i++) {
            assertThat(Math.abs(actual.at(i) - expected.at(i)) / largest)
                    .as("%s, element %d", what, i)
                    .isLessThan(1e-4f);
        }
    }

    // --- products ---

    private static final int[][] SIZES = {
        {1, 1, 1},
        {1, 7, 5},
        {3, 1, 4},
        {8, 8, 8},
        {13, 17, 19},
        {64, 64, 64},
        {67, 131, 59},
        {1, 300, 513},
        {130, 257, 49},
        {509, 131, 67},
        {33, 700, 150},
        {0, 4, 3},
        {4, 0, 3},
        {2, 3, 0}
    };

    @ParameterizedTest
    @EnumSource(Form.class)
    void referenceProductIsTheSum(Form form) {
        for (int[] size : new int[][] {{2, 3, 4}, {5, 1, 2}, {1, 9, 1}}) {
            Tensor a = left(form, size);
            Tensor b = right(form, size);
            Tensor out = random(size[0], size[2]);
            SCALAR.matmul(form, a, b, out, false);
            for (int i = 0; i < size[0]; i++) {
                for (int j = 0; j < size[2]; j++) {
                    double sum = 0;
                    for (int p = 0; p < size[1]; p++) {
                        sum += (double) (form.transposeLeft() ? a.get(p, i) : a.get(i, p))
                                * (form.transposeRight() ? b.get(j, p) : b.get(p, j));
                    }
                    assertThat(out.get(i, j)).isCloseTo((float) sum, within(1e-5f));
                }
            }
        }
    }

    private Tensor left(Form form, int[] size) {
        return form.transposeLeft() ? random(size[1], size[0]) : random(size[0], size[1]);
    }

    private Tensor right(Form form, int[] size) {
        return form.transposeRight() ? random(size[2], size[1]) : random(size[1], size[2]);
    }

    @ParameterizedTest
    @MethodSource("others")
    void productsAreTheReferences(Backend backend) {
        for (Form form : Form.values()) {
            for (int[] size : SIZES) {
                Tensor a = displaced(left(form, size));
                Tensor b = displaced(right(form, size));
                for (boolean accumulate : new boolean[] {false, true}) {
                    Tensor expected = random(size[0], size[2]);
                    Tensor actual = displaced(expected);
                    SCALAR.matmul(form, a, b, expected, accumulate);
                    backend.matmul(form, a, b, actual, accumulate);
                    assertClose(actual, expected, form + " " + size[0] + " × " + size[1] + " × " + size[2]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void batchedProductsAreTheReferences(Backend backend) {
        for (Form form : Form.values()) {
            Tensor a = form.transposeLeft() ? random(2, 3, 9, 5) : random(2, 3, 5, 9);
            Tensor b = form.transposeRight() ? random(2, 3, 7, 9) : random(2, 3, 9, 7);
            Tensor expected = random(2, 3, 5, 7);
            Tensor actual = expected.copy();
            SCALAR.batchedMatmul(form, a, b, expected, true);
            backend.batchedMatmul(form, a, b, actual, true);
            assertClose(actual, expected, form.name());
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void productsThatDoNotFitAreRefused(Backend backend) {
        assertThatThrownBy(() -> backend.matmul(Form.NN, random(2, 3), random(4, 5), random(2, 5), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void productsHaveTheSameBitsAtAnyNumberOfThreads() {
        List<Backend> backends = List.of(new SimdBackend(1), new SimdBackend(2), new SimdBackend(3));
        for (Form form : Form.values()) {
            for (int[] size : SIZES) {
                Tensor a = left(form, size);
                Tensor b = right(form, size);
                List<float[]> results = new ArrayList<>();
                for (Backend backend : backends) {
                    Tensor out = Tensor.zeros(Shape.of(Axis.ITEM, size[0], Axis.ITEM, size[2]));
                    backend.matmul(form, a, b, out, false);
                    results.add(out.toArray());
                }
                assertThat(results.get(1)).containsExactly(results.get(0));
                assertThat(results.get(2)).containsExactly(results.get(0));
            }
        }
    }

    // --- everything else ---

    private Stream<Kernel> kernels() {
        List<Kernel> kernels = new ArrayList<>();
        for (int rows : new int[] {0, 1, 5, 301}) {
            for (int columns : new int[] {1, 3, 16, 37}) {
                Tensor x = displaced(random(rows, columns));
                Tensor dy = random(rows, columns);
                Tensor out = random(rows, columns);
                Tensor bias = random(columns);
                Tensor losses = random(rows);
                int[] targets = random.ints(rows, -1, columns).toArray();
                String size = " of " + rows + " × " + columns;
                for (ElementFunction f : ElementFunction.values()) {
                    kernels.add(new Kernel(
                            f + size, b -> write(out, y -> b.apply(f, f == ElementFunction.LOG ? squares(x) : x, y))));
                    kernels.add(new Kernel(f + " backward" + size, b -> {
                        Tensor in = f == ElementFunction.LOG ? squares(x) : x;
                        Tensor y = out.copy();
                        SCALAR.apply(f, in, y);
                        return write(out, dx -> b.applyBackward(f, in, y, dy, dx));
                    }));
                }
                kernels.add(new Kernel("add" + size, b -> write(out, y -> b.add(x, dy, y))));
                kernels.add(new Kernel("add in place" + size, b -> write(out, y -> b.add(y, dy, y))));
                kernels.add(new Kernel("multiply" + size, b -> write(out, y -> b.multiply(x, dy, y))));
                kernels.add(new Kernel("addProduct" + size, b -> write(out, y -> b.addProduct(x, dy, y))));
                kernels.add(new Kernel("addScaled" + size, b -> write(out, y -> b.addScaled(-0.3f, x, y))));
                kernels.add(new Kernel("addBias" + size, b -> write(out, y -> b.addBias(x, bias, y))));
                kernels.add(new Kernel("addBias backward" + size, b -> write(bias, d -> b.addBiasBackward(dy, d))));
                kernels.add(new Kernel("softmax" + size, b -> write(out, y -> b.softmax(x, y))));
                kernels.add(new Kernel("softmax in place" + size, b -> write(out, y -> b.softmax(y, y))));
                kernels.add(new Kernel("softmax backward" + size, b -> write(out, d -> b.softmaxBackward(x, dy, d))));
                for (float smoothing : new float[] {0, 0.1f}) {
                    kernels.add(new Kernel("cross-entropy" + size, b -> {
                        Tensor p = out.copy();
                        Tensor loss = losses.copy();
                        b.crossEntropy(x, targets, smoothing, p, loss);
                        Tensor d = out.copy();
                        b.crossEntropyBackward(p, targets, smoothing, losses, d);
                        return List.of(p, loss, d);
                    }));
                }
                kernels.add(new Kernel("layer norm" + size, b -> {
                    Tensor y = out.copy();
                    Tensor mean = losses.copy();
                    Tensor rstd = losses.copy();
                    b.layerNorm(x, bias, bias, 1e-3f, y, mean, rstd);
                    Tensor dx = out.copy();
                    Tensor dWeight = bias.copy();
                    Tensor dBias = bias.copy();
                    b.layerNormBackward(x, bias, mean, rstd, dy, dx, dWeight, dBias);
                    return List.of(y, mean, rstd, dx, dWeight, dBias);
                }));
                kernels.add(gathers(rows, columns, size));
                kernels.add(lstm(rows, columns, size));
            }
        }
        kernels.add(attention("attention, causal", AttentionMask.CAUSAL, 6));
        kernels.add(attention("attention, cross", AttentionMask.ofKeyLengths(3, 0), 4));
        return kernels.stream();
    }

    private Kernel gathers(int rows, int columns, String size) {
        Tensor table = random(columns, columns);
        Tensor dy = random(rows, columns);
        int[] ids = random.ints(rows, 0, columns).toArray();
        return new Kernel("gathers" + size, b -> {
            Tensor byRow = dy.copy();
            Tensor byColumn = dy.copy();
            Tensor dRows = table.copy();
            Tensor dColumns = table.copy();
            b.gatherRows(table, ids, byRow);
            b.gatherColumns(table, ids, byColumn);
            b.gatherRowsBackward(dy, ids, dRows);
            b.gatherColumnsBackward(dy, ids, dColumns);
            return List.of(byRow, byColumn, dRows, dColumns);
        });
    }

    private Kernel lstm(int rows, int units, String size) {
        Tensor a = random(rows, 4 * units);
        Tensor before = random(rows, units);
        Tensor d = random(rows, units);
        return new Kernel("LSTM cell" + size, b -> {
            Tensor gates = a.copy();
            Tensor c = before.copy();
            Tensor h = before.copy();
            b.lstmCell(a, before, gates, c, h);
            Tensor da = a.copy();
            Tensor dBefore = before.copy();
            b.lstmCellBackward(gates, before, c, d, before, da, dBefore);
            return List.of(gates, c, h, da, dBefore);
        });
    }

    private Kernel attention(String name, AttentionMask mask, int keys) {
        Tensor q = random(2, 3, 6, 5);
        Tensor k = random(2, 3, keys, 5);
        Tensor v = random(2, 3, keys, 5);
        Tensor dOut = random(2, 3, 6, 5);
        return new Kernel(name, b -> {
            Tensor weights = random(2, 3, 6, keys);
            Tensor lse = random(2, 3, 6);
            Tensor out = q.copy();
            b.attention(q, k, v, mask, 0.4f, weights, lse, out);
            Tensor dq = q.copy();
            Tensor dk = k.copy();
            Tensor dv = v.copy();
            b.attentionBackward(q, k, v, mask, 0.4f, lse, out, dOut, dq, dk, dv);
            return List.of(weights, lse, out, dq, dk, dv);
        });
    }

    private static List<Tensor> write(Tensor before, Consumer<Tensor> kernel) {
        Tensor out = displaced(before);
        kernel.accept(out);
        return List.of(out);
    }

    private static Tensor squares(Tensor x) {
        Tensor squares = x.copy();
        SCALAR.multiply(x, x, squares);
        return squares;
    }

    @ParameterizedTest
    @MethodSource("others")
    void kernelsGiveTheReferencesValues(Backend backend) {
        kernels().forEach(kernel -> {
            List<Tensor> expected = kernel.call.apply(SCALAR);
            List<Tensor> actual = kernel.call.apply(backend);
            for (int i = 0; i < expected.size(); i++)
                assertClose(actual.get(i), expected.get(i), kernel + ", output " + i);
        });
    }

    @Test
    void kernelsHaveTheSameBitsAtAnyNumberOfThreads() {
        Backend alone = new SimdBackend(1);
        Backend together = new SimdBackend(2);
        kernels().forEach(kernel -> {
            List<Tensor> one = kernel.call.apply(alone);
            List<Tensor> two = kernel.call.apply(together);
            for (int i = 0; i < one.size(); i++) {
                assertThat(two.get(i).toArray())
                        .as(kernel.name)
                        .containsExactly(one.get(i).toArray());
            }
        });
    }

    @Test
    void functionsAreRightFarOutAndForNoNumber() {
        float[] far = {
            -1e30f, -100, -20, -9, -1, -1e-6f, 0, 1e-6f, 0.6f, 0.7f, 9, 100, 1e30f, Float.NaN, Float.POSITIVE_INFINITY
        };
        Tensor x = Tensor.of(Shape.of(Axis.ITEM, far.length), far);
        Tensor out = Tensor.zeros(x.shape());
        Backend simd = new SimdBackend(1);
        simd.apply(ElementFunction.TANH, x, out);
        for (int i = 0; i < far.length; i++) assertThat(out.at(i)).isCloseTo((float) Math.tanh(far[i]), within(3e-7f));
        simd.apply(ElementFunction.SIGMOID, x, out);
        for (int i = 0; i < far.length; i++) {
            assertThat(out.at(i)).isCloseTo((float) (1 / (1 + Math.exp(-far[i]))), within(3e-7f));
        }
    }
}

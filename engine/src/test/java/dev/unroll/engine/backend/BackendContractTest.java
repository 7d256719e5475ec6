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
import java.util.stream.Stream;

import static dev.unroll.engine.backend.KernelCalls.displaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What every backend promises: the reference's values, and the same bits at any number of threads. */
class BackendContractTest {
    private static final Backend SCALAR = new ScalarBackend();

    private final SplittableRandom random = new SplittableRandom(11);

    private Tensor random(int... sizes) {
        return KernelCalls.random(random, sizes);
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
            float error = Math.abs(actual.at(i) - expected.at(i)) / largest;
            if (!(error < 1e-4f)) {
                assertThat(actual.at(i))
                        .as("%s, element %d", what, i)
                        .isCloseTo(expected.at(i), within(1e-4f * largest));
            }
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
        {12, 70, 36},
        {70, 1100, 33},
        {65, 2100, 128},
        {67, 131, 59},
        {1, 300, 513},
        {1, 128, 512},
        {1, 512, 128},
        {1, 130, 300},
        {130, 257, 49},
        {509, 131, 67},
        {210, 600, 300},
        {33, 700, 150},
        {0, 4, 3},
        {4, 0, 3},
        {2, 3, 0},
        {2, 300, 513},
        {3, 514, 300},
        {4, 129, 700},
        {5, 300, 250},
        {7, 5, 33},
        {300, 200, 1},
        {100, 64, 2},
        {64, 600, 64},
        {40, 400, 500},
        {200, 30, 400}
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
            for (int[] size : new int[][] {{5, 9, 7}, {1, 33, 16}, {40, 32, 40}, {64, 65, 66}}) {
                int m = size[0];
                int k = size[1];
                int n = size[2];
                Tensor a = form.transposeLeft() ? random(4, 3, k, m) : random(4, 3, m, k);
                Tensor b = form.transposeRight() ? random(4, 3, n, k) : random(4, 3, k, n);
                for (boolean accumulate : new boolean[] {false, true}) {
                    Tensor expected = random(4, 3, m, n);
                    Tensor actual = displaced(expected);
                    SCALAR.batchedMatmul(form, a, b, expected, accumulate);
                    backend.batchedMatmul(form, a, b, actual, accumulate);
                    assertClose(actual, expected, form + " " + m + " × " + k + " × " + n);
                }
            }
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
                assertThat(results.get(1)).isEqualTo(results.get(0));
                assertThat(results.get(2)).isEqualTo(results.get(0));
            }
        }
    }

    // --- everything else ---

    @ParameterizedTest
    @MethodSource("others")
    void kernelsGiveTheReferencesValues(Backend backend) {
        KernelCalls.all().forEach(kernel -> {
            List<Tensor> expected = kernel.call().apply(SCALAR);
            List<Tensor> actual = kernel.call().apply(backend);
            for (int i = 0; i < expected.size(); i++)
                assertClose(actual.get(i), expected.get(i), kernel + ", output " + i);
        });
    }

    @Test
    void kernelsHaveTheSameBitsAtAnyNumberOfThreads() {
        Backend alone = new SimdBackend(1);
        Backend together = new SimdBackend(2);
        KernelCalls.all().forEach(kernel -> {
            List<Tensor> one = kernel.call().apply(alone);
            List<Tensor> two = kernel.call().apply(together);
            for (int i = 0; i < one.size(); i++) {
                assertThat(two.get(i).toArray())
                        .as(kernel.name())
                        .isEqualTo(one.get(i).toArray());
            }
        });
    }

    @Test
    void functionsAreRightFarOut() {
        float[] far = {-1e15f, -100, -20, -9, -1, -1e-6f, 0, 1e-6f, 0.6f, 0.7f, 9, 60, 1e15f};
        Tensor x = Tensor.of(Shape.of(Axis.ITEM, far.length), far);
        Tensor ones = x.copy();
        ones.fill(1);
        Backend simd = new SimdBackend(1);
        for (ElementFunction f : ElementFunction.values()) {
            Tensor y = Tensor.zeros(x.shape());
            Tensor slope = Tensor.zeros(x.shape());
            simd.apply(f, x, y);
            simd.applyBackward(f, x, y, ones, slope);
            for (int i = 0; i < far.length; i++) {
                float expected = ElementFunctions.value(f, far[i]);
                assertClose(y.at(i), expected, f + " of " + far[i]);
                assertClose(slope.at(i), ElementFunctions.slope(f, far[i], expected), f + "′ of " + far[i]);
            }
        }
    }

    private static void assertClose(float actual, float expected, String what) {
        if (!Float.isFinite(expected)) assertThat(actual).as(what).isEqualTo(Float.valueOf(expected));
        else assertThat(actual).as(what).isCloseTo(expected, within(1e-6f * Math.max(1, Math.abs(expected))));
    }

    @Test
    void functionsKeepWhatIsNoNumber() {
        Tensor x = Tensor.of(Shape.of(Axis.ITEM, 1), Float.NaN);
        for (ElementFunction f : ElementFunction.values()) {
            Tensor y = Tensor.zeros(x.shape());
            new SimdBackend(1).apply(f, x, y);
            assertThat(y.item()).as(f.name()).isNaN();
        }
    }

    @Test
    void whatIsHiddenByMinusInfinityHasNoProbability() {
        Tensor x = Tensor.of(Shape.of(Axis.ITEM, 1, Axis.ITEM, 3), 1, Float.NEGATIVE_INFINITY, 1);
        Tensor out = Tensor.zeros(x.shape());
        new SimdBackend(1).softmax(x, out);
        assertThat(out.toArray()).containsExactly(0.5f, 0, 0.5f);
    }
}

package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** Kernels that go over a matrix row by row or number by number. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RowBenchmark {
    /** Rows and columns. */
    @Param({"32x128", "2048x65", "2048x384"})
    public String size = "";

    private final Backend backend = Backends.best();
    private Tensor x = Tensor.scalar(0);
    private Tensor y = x;
    private Tensor out = x;
    private Tensor weight = x;
    private Tensor dWeight = x;
    private Tensor bias = x;
    private Tensor mean = x;
    private Tensor rstd = x;
    private Tensor wide = x;
    private Tensor gates = x;
    private int[] targets = {};

    /** Fills the inputs. */
    @Setup
    public void fill() {
        int[] s = Inputs.sizes(size);
        x = Inputs.random(s);
        y = Inputs.random(s);
        out = Inputs.random(s);
        weight = Inputs.random(s[1]);
        dWeight = Inputs.random(s[1]);
        bias = Inputs.random(s[1]);
        mean = Inputs.random(s[0]);
        rstd = Inputs.random(s[0]);
        wide = Inputs.random(s[0], 4 * s[1]);
        gates = Inputs.random(s[0], 4 * s[1]);
        targets = new int[s[0]];
    }

    /** Sum of two tensors. */
    @Benchmark
    public Tensor add() {
        backend.add(x, y, out);
        return out;
    }

    /** Adding a bias to every row. */
    @Benchmark
    public Tensor addBias() {
        backend.addBias(x, bias, out);
        return out;
    }

    /** The bias's gradient. */
    @Benchmark
    public Tensor addBiasBackward() {
        backend.addBiasBackward(x, dWeight);
        return dWeight;
    }

    /** GELU. */
    @Benchmark
    public Tensor gelu() {
        backend.apply(ElementFunction.GELU, x, out);
        return out;
    }

    /** GELU's gradient. */
    @Benchmark
    public Tensor geluBackward() {
        backend.applyBackward(ElementFunction.GELU, x, y, y, out);
        return out;
    }

    /** Tanh. */
    @Benchmark
    public Tensor tanh() {
        backend.apply(ElementFunction.TANH, x, out);
        return out;
    }

    /** Softmax. */
    @Benchmark
    public Tensor softmax() {
        backend.softmax(x, out);
        return out;
    }

    /** Cross-entropy. */
    @Benchmark
    public Tensor crossEntropy() {
        backend.crossEntropy(x, targets, 0.1f, out, mean);
        return out;
    }

    /** Layer normalisation. */
    @Benchmark
    public Tensor layerNorm() {
        backend.layerNorm(x, weight, bias, 1e-5f, out, mean, rstd);
        return out;
    }

    /** Its gradients. */
    @Benchmark
    public Tensor layerNormBackward() {
        backend.layerNormBackward(x, weight, mean, rstd, y, out, dWeight, bias);
        return out;
    }

    /** An LSTM cell. */
    @Benchmark
    public Tensor lstmCell() {
        backend.lstmCell(wide, x, gates, y, out);
        return out;
    }

    /** Its gradients. */
    @Benchmark
    public Tensor lstmCellBackward() {
        backend.lstmCellBackward(gates, x, y, y, x, wide, out);
        return out;
    }
}

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

/** Many products of the same sizes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BatchedProductBenchmark {
    /** Products, rows, terms of each sum, columns. */
    @Param({"64x64x64x64", "32x128x64x128", "48x256x64x256"})
    public String size = "";

    private final Backend backend = Backends.best();
    private Tensor a = Tensor.scalar(0);
    private Tensor b = a;
    private Tensor out = a;

    /** Fills the factors. */
    @Setup
    public void fill() {
        int[] s = Inputs.sizes(size);
        a = Inputs.random(s[0], s[1], s[2]);
        b = Inputs.random(s[0], s[2], s[3]);
        out = Inputs.random(s[0], s[1], s[3]);
    }

    /** All products. */
    @Benchmark
    public Tensor products() {
        backend.batchedMatmul(Form.NN, a, b, out, false);
        return out;
    }
}

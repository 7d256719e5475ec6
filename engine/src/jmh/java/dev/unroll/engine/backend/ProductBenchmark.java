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

/** Matrix products: small and odd ones, large ones, and those of decoding, which have one row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ProductBenchmark {
    /** Rows, terms of each sum, columns. */
    @Param({
        "64x64x64",
        "128x128x128",
        "509x131x67",
        "512x512x512",
        "1024x1024x1024",
        "1x768x768",
        "1x768x3072",
        "1x3072x768",
        "4x768x3072",
        "1x768x50257"
    })
    public String size = "";

    /** Which factors are transposed. */
    @Param({"NN", "NT", "TN"})
    public Form form = Form.NN;

    private final Backend backend = Backends.best();
    private Tensor a = Tensor.scalar(0);
    private Tensor b = a;
    private Tensor out = a;

    /** Fills the factors. */
    @Setup
    public void fill() {
        int[] s = Inputs.sizes(size);
        a = form.transposeLeft() ? Inputs.random(s[1], s[0]) : Inputs.random(s[0], s[1]);
        b = form.transposeRight() ? Inputs.random(s[2], s[1]) : Inputs.random(s[1], s[2]);
        out = Inputs.random(s[0], s[2]);
    }

    /** One product. */
    @Benchmark
    public Tensor product() {
        backend.matmul(form, a, b, out, false);
        return out;
    }
}

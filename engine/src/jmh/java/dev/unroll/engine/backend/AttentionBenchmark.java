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

/** Causal attention in training, and of one token over a cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class AttentionBenchmark {
    /** Examples, heads, positions, channels of a head. */
    @Param({"16x4x64x16", "8x4x128x32", "8x6x256x64", "1x12x1024x64"})
    public String size = "";

    private final Backend backend = Backends.best();
    private Tensor q = Tensor.scalar(0);
    private Tensor k = q;
    private Tensor v = q;
    private Tensor out = q;
    private Tensor logSumExp = q;
    private Tensor dOut = q;
    private Tensor dq = q;
    private Tensor dk = q;
    private Tensor dv = q;
    private Tensor last = q;
    private Tensor lastOut = q;
    private AttentionInputs inputs = new AttentionInputs(q, k, v, AttentionMask.CAUSAL, 0.2f);
    private int positions;

    /** Fills the inputs, and what the backward pass needs of the forward one. */
    @Setup
    public void fill() {
        int[] s = Inputs.sizes(size);
        positions = s[2];
        q = Inputs.random(s);
        k = Inputs.random(s);
        v = Inputs.random(s);
        out = Inputs.random(s);
        dOut = Inputs.random(s);
        dq = Inputs.random(s);
        dk = Inputs.random(s);
        dv = Inputs.random(s);
        inputs = new AttentionInputs(q, k, v, AttentionMask.CAUSAL, 0.2f);
        logSumExp = Inputs.random(s[0], s[1], s[2]);
        last = Inputs.random(s[0], s[1], 1, s[3]);
        lastOut = Inputs.random(s[0], s[1], 1, s[3]);
        backend.attention(inputs, null, logSumExp, out);
    }

    /** The forward pass. */
    @Benchmark
    public Tensor forward() {
        backend.attention(inputs, null, logSumExp, out);
        return out;
    }

    /** The backward pass. */
    @Benchmark
    public Tensor backward() {
        backend.attentionBackward(inputs, logSumExp, out, dOut, dq, dk, dv);
        return dq;
    }

    /** The last position over all keys. */
    @Benchmark
    public Tensor token() {
        AttentionMask mask = new AttentionMask(true, positions - 1, null);
        backend.attention(new AttentionInputs(last, k, v, mask, 0.2f), null, logSumExp, lastOut);
        return lastOut;
    }
}

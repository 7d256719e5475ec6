package dev.unroll.app.bench;

import dev.unroll.engine.backend.SimdBackend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** How the cost of the engine grows with the size of what it computes, measured in the cases of {@link BenchCases}. */
public final class ScalingCurves {
    private ScalingCurves() {}

    /**
     * A diagram.
     *
     * @param title what is measured
     * @param sizeName what the sizes count
     * @param exponent the power of the size that the seconds should grow with, such as 3 for a matrix product
     */
    public record Diagram(String title, String sizeName, double exponent, List<Curve> curves) {}

    /**
     * A curve.
     *
     * @param name what it is of
     * @param sizes ascending, each at least 1
     * @param seconds at each size
     */
    public record Curve(String name, List<Integer> sizes, List<Double> seconds) {}

    /** Measures all diagrams; takes some minutes. @param progress is told each case before it is measured */
    public static List<Diagram> measure(Consumer<String> progress) {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Integer> threads = new ArrayList<>();
        for (int count = 1; count < cores; count *= 2) threads.add(count);
        threads.add(cores);
        BenchCases all = new BenchCases(new SimdBackend(cores));
        ToDoubleFunction<String> median = name -> seconds(all, name, progress);
        return List.of(
                new Diagram(
                        "Matrix product, n × n by n × n",
                        "n",
                        3,
                        List.of(curve("NN", "gemm_%d", List.of(64, 128, 512, 1024, 2048), median))),
                new Diagram(
                        "Attention with its backward pass, 4 heads of 64",
                        "context length T",
                        2,
                        List.of(curve("causal", "attention_%d", List.of(64, 128, 256, 512, 1024, 2048), median))),
                new Diagram(
                        "Training step of an RNN, H 128, batch 32",
                        "time steps",
                        1,
                        List.of(curve("tanh RNN", "rnn_steps_%d", List.of(16, 32, 64, 128, 256), median))),
                new Diagram("Training step by threads", "threads", -1, byThreads(threads, progress)));
    }

    private static Curve curve(String name, String cases, List<Integer> sizes, ToDoubleFunction<String> seconds) {
        List<Double> measured = sizes.stream()
                .map(size -> seconds.applyAsDouble(String.format(Locale.ROOT, cases, size)))
                .toList();
        return new Curve(name, sizes, measured);
    }

    private static List<Curve> byThreads(List<Integer> threads, Consumer<String> progress) {
        List<Curve> curves = new ArrayList<>();
        for (String name : List.of("gpt_train_step", "charlstm_train_step", "gpt_lesson_train_step")) {
            List<Double> measured = threads.stream()
                    .map(count -> seconds(new BenchCases(new SimdBackend(count)), name, progress))
                    .toList();
            curves.add(new Curve(name, threads, measured));
        }
        return curves;
    }

    private static double seconds(BenchCases cases, String name, Consumer<String> progress) {
        progress.accept(name);
        var measured = cases.all().get(name);
        if (measured == null) throw new IllegalStateException("There is no case " + name + ".");
        return measured.get().median();
    }
}

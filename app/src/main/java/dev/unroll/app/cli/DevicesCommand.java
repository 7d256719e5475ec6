package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code unroll devices}. */
@Command(
        name = "devices",
        description = "List what can compute on this machine, with its measured matrix product rate.",
        mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
    private static final int SIZE = 384;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Backend backend : Backends.all()) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-20s %7.1f GFLOP/s in a %d × %d product",
                    backend.name(),
                    rate(backend),
                    SIZE,
                    SIZE));
            out.flush();
        }
        return 0;
    }

    /** The median over a third of a second, after as much of warming up. */
    private static double rate(Backend backend) {
        Shape shape = Shape.of(Axis.ITEM, SIZE, Axis.ITEM, SIZE);
        Tensor a = backend.allocate(shape);
        Tensor b = backend.allocate(shape);
        Tensor c = backend.allocate(shape);
        a.fill(0.5f);
        b.fill(0.25f);
        measure(backend, a, b, c);
        double[] seconds = measure(backend, a, b, c);
        return 2.0 * SIZE * SIZE * SIZE / seconds[seconds.length / 2] * 1e-9;
    }

    private static double[] measure(Backend backend, Tensor a, Tensor b, Tensor c) {
        double[] seconds = new double[1000];
        long begin = System.nanoTime();
        int n = 0;
        while (n < 3 || (n < seconds.length && System.nanoTime() - begin < 330_000_000L)) {
            long start = System.nanoTime();
            backend.matmul(Form.NN, a, b, c, false);
            seconds[n++] = (System.nanoTime() - start) * 1e-9;
        }
        double[] measured = Arrays.copyOf(seconds, n);
        Arrays.sort(measured);
        return measured;
    }
}

package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.ScalarBackend;
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
        description = "List what can compute on this machine, with its memory and its measured matrix product rate.",
        mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
    private static final int SIZE = 512;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Backend best = Backends.best();
        line("cpu", best.name(), "JVM", Runtime.getRuntime().maxMemory(), rate(best));
        int number = 0;
        for (Device device : Backends.devices()) {
            number++;
            String rate;
            try {
                rate = rate(device.open());
            } catch (DeviceException e) {
                rate = e.getMessage();
            } catch (RuntimeException | LinkageError | AssertionError e) {
                rate = "It does not compute here (" + DeviceException.reason(e) + "): the processor does.";
            }
            line(Integer.toString(number), device.name(), device.technology(), device.memoryBytes(), rate);
        }
        if (best.getClass() != ScalarBackend.class) {
            Backend reference = new ScalarBackend();
            line("", reference.name(), "JVM", Runtime.getRuntime().maxMemory(), rate(reference) + ", the reference");
        }
        for (String problem : Backends.problems()) spec.commandLine().getErr().println("unroll: " + problem);
        return 0;
    }

    private void line(String choice, String name, String technology, long memory, String rate) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "%-4s %-34s %-7s %6.1f GiB  %s",
                choice,
                name,
                technology,
                memory / (double) (1 << 30),
                rate));
        out.flush();
    }

    /** The median over a third of a second, after as much of warming up. */
    private static String rate(Backend backend) {
        Shape shape = Shape.of(Axis.ITEM, SIZE, Axis.ITEM, SIZE);
        Tensor a = backend.allocate(shape);
        Tensor b = backend.allocate(shape);
        Tensor c = backend.allocate(shape);
        a.fill(0.5f);
        b.fill(0.25f);
        measure(backend, a, b, c);
        double[] seconds = measure(backend, a, b, c);
        double rate = 2.0 * SIZE * SIZE * SIZE / seconds[seconds.length / 2] * 1e-9;
        return String.format(Locale.ROOT, "%7.1f GFLOP/s in a %d × %d product", rate, SIZE, SIZE);
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

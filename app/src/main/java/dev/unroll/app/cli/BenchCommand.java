package dev.unroll.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.app.bench.BenchCases;
import dev.unroll.app.bench.BusyThreads;
import dev.unroll.app.bench.Measurement;
import dev.unroll.app.bench.ScalingCurves;
import dev.unroll.app.bench.ScalingPicture;
import dev.unroll.app.shell.HeadlessRender;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.SimdBackend;
import dev.unroll.engine.device.CalibrationFile;
import dev.unroll.engine.device.DeviceChoice;
import dev.unroll.engine.device.Devices;
import dev.unroll.engine.io.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code unroll bench}. */
@Command(
        name = "bench",
        description = "Time the engine. Each case is run until it is fast, and then often enough for a median.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "CASE",
            arity = "0..*",
            description = "A case, or the beginning of the names of several; all if none is given. --list names them.")
    private List<String> wanted = List.of();

    @Option(names = "--json", description = "A line of JSON for each case, as the comparison with PyTorch prints it.")
    private boolean json;

    @Option(names = "--list", description = "Only name the cases.")
    private boolean list;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads compute; as many as there are cores.")
    private @Nullable Integer threads;

    @Option(
            names = "--beside",
            paramLabel = "N",
            description = "How many threads loop for ever beside the cases, as other programs do; none.")
    private int beside;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description =
                    "What computes: ‘cpu’, or the number of a device that ‘unroll devices’ lists: all kernels run on it.")
    private String device = "cpu";

    @Option(
            names = "--curves",
            paramLabel = "FILE",
            description = "Instead, draw into a PNG how the cost grows with sizes and threads; takes some minutes.")
    private @Nullable Path curves;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path picture = curves;
        if (picture != null) {
            draw(picture, out);
            return 0;
        }
        Map<String, Supplier<Measurement>> cases = new LinkedHashMap<>(new BenchCases(backend()).all());
        if (list || wanted.stream().anyMatch(name -> name.startsWith("ui_"))) cases.putAll(BenchCases.windows());
        for (String name : wanted)
            if (cases.keySet().stream().noneMatch(c -> c.startsWith(name)))
                throw CommandException.wrongOption(
                        "There is no case ‘" + name + "’; there is: " + String.join(", ", cases.keySet()) + ".");
        CommandException.requireAtLeast(0, "number of busy threads", beside);
        try (BusyThreads _ = new BusyThreads(list ? 0 : beside)) {
            measure(cases, out);
        }
        return 0;
    }

    private void measure(Map<String, Supplier<Measurement>> cases, PrintWriter out) throws JsonProcessingException {
        for (var entry : cases.entrySet()) {
            if (!wanted.isEmpty() && wanted.stream().noneMatch(entry.getKey()::startsWith)) continue;
            out.println(list ? entry.getKey() : line(entry.getValue().get()));
            out.flush();
        }
    }

    private static void draw(Path picture, PrintWriter out) throws IOException {
        OutputFile.at(picture); // before some minutes are lost
        List<ScalingCurves.Diagram> diagrams = ScalingCurves.measure(name -> {
            out.println(name);
            out.flush();
        });
        HeadlessRender.run(() -> HeadlessRender.onFxThread(() -> {
            ScalingPicture.write(diagrams, picture);
            return picture;
        }));
        for (ScalingCurves.Diagram diagram : diagrams) {
            out.println(diagram.title());
            for (ScalingCurves.Curve curve : diagram.curves()) out.println("  " + curve);
        }
        out.println(picture);
    }

    private Backend backend() {
        Integer count = threads;
        DeviceChoice choice = DeviceChoice.parse(device);
        if (!(choice instanceof DeviceChoice.Cpu)) {
            if (count != null) throw CommandException.wrongOption("Give --threads or --device, not both.");
            PrintWriter err = spec.commandLine().getErr();
            return new Devices(
                            Backends.devices(),
                            CalibrationFile.ofUser(),
                            notice -> err.println("unroll: " + notice.english()))
                    .open(choice, Backends.best());
        }
        if (count == null) return Backends.best();
        CommandException.requireAtLeast(1, "number of threads", count);
        return new SimdBackend(count);
    }

    private String line(Measurement m) throws JsonProcessingException {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("case", m.name());
            fields.put("median_s", m.median());
            fields.put("min_s", m.min());
            fields.put("spread", Math.round(m.spread() * 1000) / 1000.0);
            fields.putAll(m.more());
            return JSON.writeValueAsString(fields);
        }
        String more = m.more().entrySet().stream()
                .map(field -> "   " + field.getKey() + " " + value(field.getValue()))
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                "%-26s median %s   least %s   spread %3.0f %%%s",
                m.name(),
                time(m.median()),
                time(m.min()),
                100 * m.spread(),
                more);
    }

    private static String time(double seconds) {
        if (seconds < 1e-3) return String.format(Locale.ROOT, "%7.2f µs", seconds * 1e6);
        if (seconds < 1) return String.format(Locale.ROOT, "%7.2f ms", seconds * 1e3);
        return String.format(Locale.ROOT, "%7.2f s ", seconds);
    }

    private static String value(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : value.toString();
    }
}

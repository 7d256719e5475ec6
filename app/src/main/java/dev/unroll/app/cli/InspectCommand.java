package dev.unroll.app.cli;

import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code unroll inspect}. */
@Command(
        name = "inspect",
        description = "Show what is in a model, a trace or any other safetensors file.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        SafetensorsFile content = SafetensorsFile.open(file);
        PrintWriter out = spec.commandLine().getOut();
        content.metadata().forEach((key, value) -> {
            if (!key.startsWith("axes.")) out.println(oneLine(key) + ": " + oneLine(value));
        });
        int width = content.entries().keySet().stream()
                .map(InspectCommand::oneLine)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        long numbers = 0;
        for (var entry : content.entries().values()) {
            Tensor tensor = content.tensor(entry.name());
            out.println(String.format(
                    Locale.ROOT,
                    "%-" + Math.max(1, width) + "s  %-4s %-24s %s",
                    oneLine(entry.name()),
                    entry.type(),
                    tensor.shape(),
                    range(tensor)));
            numbers += entry.length();
        }
        out.println(content.entries().size() + " tensors, " + numbers + " numbers");
        return 0;
    }

    /** What a file says of itself may hold anything: here it is cut, and without a terminal's control sequences. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\R", "⏎").replaceAll("\\p{Cc}", "\uFFFD");
        return line.codePointCount(0, line.length()) <= 200
                ? line
                : line.substring(0, line.offsetByCodePoints(0, 200)) + " …";
    }

    private static String range(Tensor tensor) {
        if (tensor.length() == 0) return "empty";
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < tensor.length(); i++) {
            min = Math.min(min, tensor.at(i));
            max = Math.max(max, tensor.at(i));
            sum += tensor.at(i);
        }
        return String.format(Locale.ROOT, "min %.4g  mean %.4g  max %.4g", min, sum / tensor.length(), max);
    }
}

package dev.unroll.app.cli;

import dev.unroll.engine.io.SafetensorsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Parameters(paramLabel = "FILE", description = "The file, or a folder with such files in it.")
    private Path file = Path.of("");

    /** How much was listed. */
    private record Total(int tensors, long numbers) {
        Total plus(Total other) {
            return new Total(tensors + other.tensors, numbers + other.numbers);
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Total total = new Total(0, 0);
        if (Files.isDirectory(file)) {
            List<Path> inside = SafetensorsFile.inside(file);
            if (inside.isEmpty())
                throw CommandException.failure(
                        "The folder " + file + " holds no file that ends in .safetensors: name another.");
            for (Path one : inside) {
                out.println(oneLine(one.getFileName() + ":"));
                total = total.plus(list(SafetensorsFile.open(one), out));
            }
        } else {
            total = list(SafetensorsFile.open(file), out);
        }
        out.println(total.tensors + " tensors, " + total.numbers + " numbers");
        return 0;
    }

    private static Total list(SafetensorsFile content, PrintWriter out) throws IOException {
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
            out.println(String.format(
                    Locale.ROOT,
                    "%-" + Math.max(1, width) + "s  %-4s %-24s %s",
                    oneLine(entry.name()),
                    entry.type(),
                    content.shape(entry.name()),
                    numbers(content.statistics(entry.name()))));
            numbers += entry.length();
        }
        return new Total(content.entries().size(), numbers);
    }

    /** What a file says of itself may hold anything. */
    private static String oneLine(String text) {
        return TerminalText.oneLine(text, 200);
    }

    private static String numbers(SafetensorsFile.Statistics of) {
        List<String> parts = new ArrayList<>();
        if (!Double.isNaN(of.mean()))
            parts.add(String.format(Locale.ROOT, "min %.4g  mean %.4g  max %.4g", of.min(), of.mean(), of.max()));
        if (of.nan() > 0) parts.add(of.nan() + " NaN");
        if (of.infinite() > 0) parts.add(of.infinite() + " infinite");
        return parts.isEmpty() ? "empty" : String.join("  ", parts);
    }
}

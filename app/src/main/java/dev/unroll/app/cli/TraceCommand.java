package dev.unroll.app.cli;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.io.SafetensorsWriter;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code unroll trace}. */
@Command(
        name = "trace",
        description = "Write all named activations of one pass to a safetensors file.",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model that ‘unroll train’ wrote.")
    private Path model = Path.of("");

    @ArgGroup(multiplicity = "1")
    private Input input = new Input();

    /** What is read: a text or ids. */
    static final class Input {
        @Option(names = "--text", required = true, description = "The text to read.")
        private @Nullable String text;

        @Option(names = "--ids", required = true, split = ",", description = "The token ids to read, as in 1,2,3.")
        private int @Nullable [] ids;
    }

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the trace.")
    private Path out = Path.of("");

    @Option(
            names = "--gradients",
            description =
                    "Write ∂loss/∂X as grad.X too. All but the last token are then read, and all but the first predicted.")
    private boolean gradients;

    @Override
    public Integer call() throws IOException {
        Checkpoint checkpoint = Checkpoint.read(model);
        OutputFile.requireWritable(out, model, "the model");
        int[] ids = ids(checkpoint);
        Trace trace = gradients
                ? Trace.ofPrediction(checkpoint.model(), ids, Backends.best())
                : Trace.ofReading(checkpoint.model(), ids, Backends.best());
        Set<String> parameters =
                checkpoint.model().parameters().stream().map(Parameter::name).collect(Collectors.toSet());
        SafetensorsWriter writer =
                new SafetensorsWriter().metadata("kind", checkpoint.model().kind());
        for (String name : trace.names()) {
            if (!parameters.contains(name)) writer.tensor(name, trace.value(name));
            if (gradients && trace.hasGradient(name)) writer.tensor("grad." + name, trace.gradient(name));
        }
        writer.ints("ids", ids).write(out);
        return 0;
    }

    private int[] ids(Checkpoint checkpoint) {
        String text = input.text;
        int[] ids = text != null ? checkpoint.tokenizer().encode(text) : input.ids;
        int needed = gradients ? 2 : 1;
        if (ids == null || ids.length < needed) {
            throw new IllegalArgumentException("There is too little to read: give at least " + needed + " tokens.");
        }
        int size = checkpoint.model().vocabularySize();
        for (int id : ids) {
            if (id < 0 || id >= size) {
                throw new IllegalArgumentException(
                        "The model has no token " + id + ": its ids go from 0 to " + (size - 1) + ".");
            }
        }
        return ids;
    }
}

package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.generate.Generation;
import dev.unroll.engine.generate.Sampler;
import dev.unroll.engine.io.Checkpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code unroll generate}. */
@Command(
        name = "generate",
        description =
                "Go on from a prompt. Standard output holds the text alone: the prompt and what the model adds to it.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model that ‘unroll train’ wrote.")
    private Path model = Path.of("");

    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What to go on from.")
    private String prompt = "";

    @Option(names = "--tokens", defaultValue = "100", paramLabel = "N", description = "How many tokens to add.")
    private int tokens;

    @Option(names = "--temperature", defaultValue = "0.8", description = "0 always takes the likeliest token.")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "2147483647", description = "Choose among the k likeliest only.")
    private int topK;

    @Option(
            names = "--top-p",
            defaultValue = "1",
            description = "Choose among the fewest that have this probability together.")
    private double topP;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed gives the same text.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (tokens < 0)
            throw new IllegalArgumentException("The number of tokens must be at least 0, not " + tokens + ".");
        Sampler sampler = new Sampler(temperature, topK, topP);
        Checkpoint checkpoint = Checkpoint.read(model);
        int[] ids = checkpoint.tokenizer().encode(prompt);
        Generation generation = new Generation(checkpoint.model(), ids, sampler, seed, Backends.best());
        PrintWriter out = spec.commandLine().getOut();
        out.print(prompt);
        for (int i = 0; i < tokens; i++) {
            out.print(checkpoint.tokenizer().decode(generation.next().chosen().id()));
            out.flush();
        }
        out.println();
        return 0;
    }
}

package dev.unroll.app.cli;

import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.ParallelGrammar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** {@code unroll data}. */
@Command(
        name = "data",
        description = "Print data to learn from, made from rules; the same seed gives the same lines.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "translation",
            description = "Print German sentences and their translations, a tab between the two.",
            mixinStandardHelpOptions = true,
            showDefaultValues = true)
    int translation(
            @Option(names = "--grammar", required = true, paramLabel = "FILE", description = "The grammar.")
                    Path grammar,
            @Option(names = "--pairs", defaultValue = "4000", description = "How many pairs.") long pairs,
            @Option(names = "--seed", defaultValue = "1", description = "Which ones.") long seed)
            throws IOException {
        CommandException.requireAtLeast(0, "number of pairs", pairs);
        PrintWriter out = spec.commandLine().getOut();
        long made = ParallelGrammar.read(grammar)
                .generate(pairs, seed, pair -> out.println(pair.source() + "\t" + pair.target()));
        out.flush();
        if (made < pairs)
            throw CommandException.failure("The grammar " + grammar + " makes no more than these " + made
                    + " sentences: ask for fewer, or add words to it.");
        return 0;
    }

    @Command(
            name = "task",
            description =
                    "Print examples of a task that needs memory: what is read, a tab, and the answers, with . where"
                            + " nothing is asked.",
            mixinStandardHelpOptions = true,
            showDefaultValues = true)
    int task(
            @Option(names = "--task", required = true, description = "recall, copy, brackets or adding.") String name,
            @Option(names = "--length", defaultValue = "10", description = "How long it has to be remembered.")
                    int length,
            @Option(names = "--examples", defaultValue = "10", description = "How many examples.") long examples,
            @Option(names = "--seed", defaultValue = "1", description = "Which ones.") long seed) {
        CommandException.requireAtLeast(0, "number of examples", examples);
        MemoryTask task = MemoryTask.of(name, length);
        SplittableRandom random = new SplittableRandom(seed);
        PrintWriter out = spec.commandLine().getOut();
        for (long i = 0; i < examples; i++) {
            MemoryTask.Example example = task.example(random);
            out.print(String.join(" ", example.tokens()) + "\t");
            out.println(String.join(
                    " ",
                    example.answers().stream().map(a -> a == null ? "." : a).toList()));
        }
        out.flush();
        return 0;
    }
}

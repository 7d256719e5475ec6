package dev.unroll.app.cli;

import dev.unroll.engine.generate.Generation;
import dev.unroll.engine.generate.Translator;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.text.TextStream;
import dev.unroll.engine.text.Tokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code unroll generate}. */
@Command(
        name = "generate",
        description =
                "Go on from a prompt, or translate it. Standard output holds the text alone: the prompt and what the model adds to"
                        + " it, or the translation.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class GenerateCommand implements Callable<Integer> {
    /** More tokens than any translation here needs. */
    private static final int MAX_TRANSLATION = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model that ‘unroll train’ wrote, or the folder of a GPT-2 checkpoint.")
    private Path model = Path.of("");

    @ArgGroup(multiplicity = "1")
    private Prompt prompt = new Prompt();

    /** What is gone on from: a text or ids. */
    static final class Prompt {
        @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What to go on from.")
        private @Nullable String text;

        @Option(
                names = "--ids",
                required = true,
                split = ",",
                description = "The token ids to go on from, as in 1,2,3; ids come out, too.")
        private int @Nullable [] ids;
    }

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

    @Option(
            names = "--repetition-penalty",
            defaultValue = "1",
            description = "Makes tokens that have been there less likely; 1 does not.")
    private double repetitionPenalty;

    @Option(
            names = "--ignore-eos",
            description = "Goes on after the token with which GPT-2 ends a text; otherwise nothing follows it.")
    private boolean ignoreEnd;

    @Option(
            names = "--beam",
            defaultValue = "4",
            description = "For a translation: how many sequences a beam search keeps; 1 is greedy.")
    private int beam;

    @Option(names = "--length-penalty", defaultValue = "0.6", description = "For a translation: favours longer ones.")
    private double lengthPenalty;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed gives the same text.")
    private long seed;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Override
    public Integer call() throws IOException {
        CommandException.requireAtLeast(0, "number of tokens", tokens);
        Sampler sampler = new Sampler(temperature, topK, topP, repetitionPenalty);
        ModelFile file = ModelFile.read(model);
        PrintWriter out = spec.commandLine().getOut();
        String text = prompt.text;
        int[] ids = prompt.ids;
        if (file.model() instanceof TranslationModel translation) {
            if (text == null) throw CommandException.wrongOption("A translation needs a text: give it with --prompt.");
            Translator translator =
                    new Translator(translation, file.source(), file.target(), MAX_TRANSLATION, device.open());
            out.println(translator.beam(text, beam, lengthPenalty));
        } else if (text != null) {
            continueText(file, text, sampler, out);
        } else if (ids != null) {
            file.requireIds(ids);
            Generation generation = new Generation(file.languageModel(), ids, sampler, seed, device.open());
            String written = Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
            for (int i = 0; i < tokens; i++) {
                int id = generation.next().chosen().id();
                out.print(written + "," + id);
                out.flush();
                written = "";
                if (ends(file, id)) break;
            }
            out.println(written);
        }
        out.flush();
        return 0;
    }

    private void continueText(ModelFile file, String text, Sampler sampler, PrintWriter out) {
        Tokenizer tokenizer = file.knownTokenizer();
        int[] ids = tokenizer.encode(text);
        Generation generation = new Generation(file.languageModel(), ids, sampler, seed, device.open());
        TextStream stream = tokenizer.stream().after(ids);
        String written = text; // not before it is known that something can follow
        for (int i = 0; i < tokens; i++) {
            int id = generation.next().chosen().id();
            if (ends(file, id)) break;
            out.print(written + stream.add(id));
            out.flush();
            written = "";
        }
        out.println(written + stream.end());
    }

    private boolean ends(ModelFile file, int id) {
        return !ignoreEnd && file.ends().contains(id);
    }
}

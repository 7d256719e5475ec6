package dev.unroll.app.cli;

import dev.unroll.app.compare.Contest;
import dev.unroll.app.compare.EqualSizes;
import dev.unroll.app.compare.SideFlow;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.OutputFile;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Swaps;
import dev.unroll.engine.train.Evaluation;
import dev.unroll.engine.train.StepReport;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code unroll compare}. */
@Command(
        name = "compare",
        description =
                "Write how far back models of equal size send the gradient of one loss, untrained and as they are trained.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class CompareCommand implements Callable<Integer> {
    private static final Set<String> KINDS = Set.of("rnn", "gru", "lstm", "gpt");
    private static final Pattern TASK = Pattern.compile("([a-z]+):(\\d{1,5})");
    private static final double CLIP_NORM = 1;

    @Option(
            names = "--models",
            split = ",",
            defaultValue = "rnn,lstm,gpt",
            description = "Kinds of models: rnn, gru, lstm or gpt.")
    private List<String> models = List.of();

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** What is learnt from. */
    static final class Source {
        @Option(names = "--text", required = true, paramLabel = "FILE", description = "The text to learn, in UTF-8.")
        private @Nullable Path text;

        @Option(
                names = "--task",
                required = true,
                paramLabel = "TASK:LENGTH",
                description = "A memory task and how long it is, as in recall:50.")
        private @Nullable String task;
    }

    @Option(names = "--length", defaultValue = "50", description = "How many tokens of a text are looked at.")
    private int length;

    @Option(
            names = "--loss-at",
            description = "The step whose loss is differentiated, from 0; the last unless told otherwise.")
    private @Nullable Integer lossAt;

    @Option(
            names = "--by",
            defaultValue = "input",
            description = "What it is differentiated by: ${COMPLETION-CANDIDATES}.")
    private SideFlow.By by = SideFlow.By.INPUT;

    @Option(names = "--steps", defaultValue = "0", description = "How many updates to make.")
    private int steps;

    @Option(
            names = "--at",
            split = ",",
            description = "The training steps that are written; the first and the last unless told otherwise.")
    private List<Integer> at = List.of();

    @Option(
            names = "--parameters",
            defaultValue = "5800",
            description = "How many parameters each model has, as near as may be.")
    private int parameters;

    @Option(names = "--blocks", defaultValue = "1", description = "Blocks of a gpt.")
    private int blocks;

    @Option(
            names = "--forget-bias",
            defaultValue = "3",
            description = "Forget bias of an lstm; 0 for as it usually starts.")
    private double forgetBias;

    @Option(names = "--lr", defaultValue = "0.002", description = "Learning rate.")
    private double learningRate;

    @Option(names = "--seed", defaultValue = "1", description = "Where weights and batches come from.")
    private long seed;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write the table, as comma-separated values.")
    private Path out = Path.of("");

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Override
    public Integer call() throws IOException {
        for (String kind : models)
            if (!KINDS.contains(kind))
                throw CommandException.wrongOption(
                        "There is no model ‘" + kind + "’ to compare: there are rnn, gru, lstm and gpt.");
        CommandException.requireAtLeast(0, "number of steps", steps);
        CommandException.requireAtLeast(1, "length", length);
        CommandException.requireAtLeast(1, "number of parameters", parameters);
        CommandException.requireAtLeast(1, "number of blocks", blocks);
        if (!Double.isFinite(forgetBias))
            throw CommandException.wrongOption("The forget bias must be a number, not " + forgetBias + ".");
        for (int step : at)
            if (step < 0 || step > steps)
                throw CommandException.wrongOption(
                        "There is no step " + step + ": there are steps 0 to " + steps + ".");
        TrainingSettings settings = new TrainingSettings(learningRate, CLIP_NORM);
        OutputFile file = OutputFile.at(out);
        if (source.text != null) file.apartFrom(OutputFile.Role.TEXT, List.of(source.text));
        Contest contest = contest();
        if (lossAt != null
                && (lossAt < 0 || lossAt >= contest.steps() || contest.passage().targets()[lossAt] < 0))
            throw CommandException.wrongOption("There is no loss at step " + lossAt + ".");
        int place = contest.lossAt(lossAt == null ? contest.steps() - 1 : lossAt);
        Backend backend = device.open();
        StringBuilder table = new StringBuilder("model,parameters,step,t,token,loss,gradient,swap,g,accuracy\n");
        for (String kind : models) add(kind, contest, place, settings, backend, table);
        file.write(to -> to.write(table.toString().getBytes(StandardCharsets.UTF_8)));
        return 0;
    }

    private Contest contest() throws IOException {
        if (source.text != null) return Contest.ofText(Corpus.of(Corpus.readText(source.text)), length);
        Matcher task = TASK.matcher(String.valueOf(source.task));
        if (!task.matches())
            throw CommandException.wrongOption(
                    "A task is a name and a length, as in recall:50, not ‘" + source.task + "’.");
        return Contest.ofTask(MemoryTask.of(task.group(1), Integer.parseInt(task.group(2))), seed);
    }

    private void add(
            String kind, Contest contest, int place, TrainingSettings settings, Backend backend, StringBuilder table) {
        Training training = contest.recipe(kind, new EqualSizes(parameters, blocks, forgetBias), settings, seed)
                .start(contest.data(), backend);
        Set<Integer> asked = new TreeSet<>(at.isEmpty() ? List.of(0, steps) : at);
        Progress progress = new Progress(Math.max(1, steps));
        for (int step = 0; step <= steps; step++) {
            if (asked.contains(step)) rows(contest, training, place, backend, table);
            if (step == steps) return;
            StepReport report = training.step(settings);
            if (report.diverged()) {
                progress.abandon();
                System.err.println("unroll: the loss of the " + kind + " is no finite number at step " + step
                        + ", so its table ends there: try a learning rate below " + learningRate + ".");
                return;
            }
            progress.show(step + 1, String.format(Locale.ROOT, "%s: loss %.4f nats", kind, report.loss()));
        }
    }

    private void rows(Contest contest, Training training, int place, Backend backend, StringBuilder table) {
        LanguageModel model = (LanguageModel) training.model();
        SideFlow flow = SideFlow.of(model, contest, place, false, by, 0, Swaps.FEW, backend);
        MemoryTask task = contest.task();
        String accuracy = task == null ? "" : number(Evaluation.accuracy(model, task, backend));
        Vocabulary vocabulary = contest.data().tokenizer().vocabulary();
        for (int t = 0; t < contest.steps(); t++) {
            boolean seen = t <= place && flow.swaps() != null;
            table.append(String.join(
                            ",",
                            model.kind(),
                            Long.toString(flow.parameters()),
                            Long.toString(training.step()),
                            Integer.toString(t),
                            quoted(vocabulary.display(contest.read()[t])),
                            contest.passage().targets()[t] < 0
                                    ? ""
                                    : number(flow.trace().value("stepLoss").at(t)),
                            number(flow.sizes().at(t)),
                            seen ? number(flow.swaps().at(t)) : "",
                            number(flow.g()),
                            accuracy))
                    .append('\n');
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Float.toString((float) value);
    }

    private static String quoted(String token) {
        return '"' + token.replace("\"", "\"\"") + '"';
    }
}

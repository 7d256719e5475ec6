package dev.unroll.app.cli;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.ModelParts;
import dev.unroll.engine.io.OutputFile;
import dev.unroll.engine.io.SafetensorsWriter;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            description = "A model that ‘unroll train’ wrote, or the folder of a GPT-2 checkpoint.")
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

    @Option(
            names = "--target",
            description = "For a model that translates: the translation that it reads as it writes.")
    private @Nullable String target;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the trace.")
    private Path out = Path.of("");

    @Option(
            names = "--gradients",
            description =
                    "Write ∂loss/∂X as grad.X too. All but the last token are then read, and all but the first predicted.")
    private boolean gradients;

    @Option(
            names = "--intervene",
            paramLabel = "CHANGE",
            description =
                    "Change what is computed, as in ‘layer.0/hiddenState[t=1,unit=3] = 0’, ‘… *= 2’ or ‘… in -1..1’.")
    private String[] interventions = {};

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Override
    public Integer call() throws IOException {
        Intervention[] changes =
                Stream.of(interventions).map(Intervention::parse).toArray(Intervention[]::new);
        OutputFile written = OutputFile.at(out).apartFrom(OutputFile.Role.MODEL, ModelParts.of(model));
        ModelFile file = ModelFile.read(model);
        int[] ids = ids(file);
        Trace trace = trace(file, ids, changes);
        Set<String> parameters =
                file.model().parameters().stream().map(Parameter::name).collect(Collectors.toSet());
        SafetensorsWriter writer =
                new SafetensorsWriter().metadata("kind", file.model().kind());
        for (String name : trace.names()) {
            if (!parameters.contains(name)) writer.tensor(name, trace.value(name));
            if (gradients && trace.hasGradient(name)) writer.tensor("grad." + name, trace.gradient(name));
        }
        writer.ints("ids", ids).write(written);
        return 0;
    }

    private Trace trace(ModelFile file, int[] ids, Intervention[] changes) {
        Backend backend = device.open();
        if (file.model() instanceof TranslationModel translation) {
            String translated = target;
            if (translated == null)
                throw CommandException.wrongOption(
                        "A model that translates needs a translation: give it with --target.");
            return Trace.ofTranslation(translation, ids, file.target().encodeTarget(translated), backend, changes);
        }
        LanguageModel language = file.languageModel();
        return gradients
                ? Trace.ofPrediction(language, ids, backend, changes)
                : Trace.ofReading(language, ids, backend, changes);
    }

    private int[] ids(ModelFile file) {
        String text = input.text;
        int[] ids;
        if (text == null) ids = input.ids;
        else if (file.model() instanceof TranslationModel) ids = file.source().encode(text);
        else ids = file.knownTokenizer().encode(text);
        int needed = gradients && file.model() instanceof LanguageModel ? 2 : 1;
        if (ids == null || ids.length < needed) {
            throw CommandException.wrongOption("There is too little to read: give at least " + needed + " tokens.");
        }
        file.requireIds(ids);
        return ids;
    }
}

package dev.unroll.app.cli;

import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.guide.Situation;
import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import dev.unroll.app.shell.Appearance;
import dev.unroll.app.shell.HeadlessRender;
import dev.unroll.app.shell.Screenshots;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code unroll render}. */
@Command(
        name = "render",
        description = "Draw the screen of a lesson, or of its guide, into PNG files, without a display.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class RenderCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RenderCommand.class);
    private static final Pattern SIZE = Pattern.compile("(\\d{3,4})x(\\d{3,4})");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--lesson", required = true, paramLabel = "NAME", description = "The lesson, such as rnn, or all.")
    private String lesson = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder that NAME.png is written to.")
    private Path out = Path.of("");

    @Option(
            names = "--size",
            defaultValue = "1280x720",
            description = "Width and height in pixels, each from 100 to 9999.")
    private String size = "";

    @Option(names = "--theme", defaultValue = "light", description = "light or dark.")
    private Appearance.Theme theme = Appearance.Theme.LIGHT;

    @Option(names = "--lang", defaultValue = "en", description = "en or zh.")
    private Language language = Language.EN;

    @Option(names = "--presenter", description = "With the larger type for a projector.")
    private boolean presenter;

    @Option(
            names = "--set",
            paramLabel = "KNOB=VALUE",
            description = "What a knob of the lesson stands at, such as hidden=8; can be given several times.")
    private Map<String, String> knobs = new LinkedHashMap<>();

    @Option(names = "--step", defaultValue = "0", paramLabel = "N", description = "Training steps made before.")
    private long step;

    @Option(
            names = "--time-step",
            defaultValue = "0",
            paramLabel = "T",
            description = "Where the transport stands, from 0.")
    private int timeStep;

    @Option(
            names = "--operation",
            defaultValue = "0",
            paramLabel = "K",
            description = "The operation at that time step, from 0, with --scale operation.")
    private int operation;

    @Option(
            names = "--scale",
            defaultValue = "training_step",
            description = "How finely the pass is looked at: training_step, time_step or operation.")
    private Scale scale = Scale.TRAINING_STEP;

    @Option(
            names = "--select",
            paramLabel = "PLACE",
            description = "The number whose arithmetic is shown, such as 'layer.0/hiddenState[t=2, unit=1]'.")
    private @Nullable String select;

    @Option(names = "--text", paramLabel = "TEXT", description = "The text of the lesson: the same as --set text=TEXT.")
    private @Nullable String text;

    @Option(names = "--gradients", description = "With the gradients that flow back: the same as --set gradients=on.")
    private boolean gradients;

    @Option(
            names = "--guide",
            paramLabel = "K",
            description = "A step of the guide, from 1, or all, which adds a sheet of the pictures.")
    private @Nullable String guide;

    @Override
    public Integer call() throws IOException {
        List<Lesson> lessons = lessons();
        Matcher wanted = SIZE.matcher(size);
        if (!wanted.matches())
            throw wrong("The size should look like 1280x720, each number from 100 to 9999, not ‘" + size + "’.");
        if (step < 0) throw wrong("The number of training steps must be at least 0, not " + step + ".");
        if (timeStep < 0) throw wrong("The time step must be at least 0, not " + timeStep + ".");
        if (operation < 0) throw wrong("The operation must be at least 0, not " + operation + ".");
        Situation situation = situation();
        createFolder();
        Appearance appearance = new Appearance();
        int width = Integer.parseInt(wanted.group(1));
        int height = Integer.parseInt(wanted.group(2));
        HeadlessRender.run(() -> {
            HeadlessRender.onFxThread(() -> {
                appearance.themeProperty().set(theme);
                appearance.messages().languageProperty().set(language);
                appearance.presenterProperty().set(presenter);
                return appearance;
            });
            for (Lesson one : lessons) {
                try (Screenshots pictures = new Screenshots(one, width, height, appearance, out)) {
                    draw(pictures, situation);
                    for (Path file : pictures.written())
                        spec.commandLine().getOut().println(file);
                } catch (SaidException e) {
                    throw wrong(new Messages().get(e.sentence()));
                }
            }
        });
        return 0;
    }

    private List<Lesson> lessons() {
        List<Lesson> available = Road.LESSONS.stream().filter(Lesson::available).toList();
        if (lesson.equals("all")) return available;
        return List.of(available.stream()
                .filter(one -> one.id().equals(lesson))
                .findAny()
                .orElseThrow(() -> wrong("There is no lesson ‘" + lesson + "’ that can be drawn; there is: "
                        + available.stream().map(Lesson::id).collect(Collectors.joining(", ")) + ", all.")));
    }

    private Situation situation() {
        if (text != null) knobs.put("text", text);
        if (gradients) knobs.put("gradients", "on");
        try {
            return new Situation(
                    knobs,
                    step,
                    scale,
                    timeStep,
                    operation,
                    select == null ? null : FormulaParser.element(select),
                    List.of(),
                    List.of());
        } catch (IllegalArgumentException e) {
            throw wrong("The place to select cannot be read: " + e.getMessage() + ".");
        }
    }

    private void draw(Screenshots pictures, Situation situation) throws IOException, SaidException {
        String steps = guide;
        if (steps == null) {
            pictures.draw(situation);
        } else if (steps.equals("all")) {
            for (int k = 0; k < pictures.guideSteps(); k++) pictures.drawGuideStep(k);
            pictures.drawSheet();
        } else {
            pictures.drawGuideStep(guideStep(steps, pictures.guideSteps()) - 1);
        }
    }

    private int guideStep(String number, int last) {
        try {
            int k = Integer.parseInt(number);
            if (k >= 1 && k <= last) return k;
        } catch (NumberFormatException e) {
            LOG.debug("no number: {}", number);
        }
        throw wrong("The step of the guide must be a number from 1 to " + last + ", or all, not ‘" + number + "’.");
    }

    private void createFolder() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            LOG.debug("no folder", e);
            throw CommandException.failure(
                    "The folder " + out + " cannot be written to: check its name and its permissions.");
        }
        if (!Files.isWritable(out))
            throw CommandException.failure("The folder " + out + " may not be written to: check its permissions.");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

package dev.unroll.app.cli;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.lesson.Road;
import dev.unroll.app.shell.Appearance;
import dev.unroll.app.shell.HeadlessRender;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code unroll render}. */
@Command(
        name = "render",
        description = "Draw the screen of a lesson into a PNG, without a display.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class RenderCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{3,4})x(\\d{3,4})");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--lesson", required = true, paramLabel = "NAME", description = "The lesson, such as rnn.")
    private String lesson = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder that NAME.png is written to.")
    private Path out = Path.of("");

    @Option(names = "--size", defaultValue = "1280x720", description = "Width and height in pixels.")
    private String size = "";

    @Option(names = "--theme", defaultValue = "light", description = "light or dark.")
    private Appearance.Theme theme = Appearance.Theme.LIGHT;

    @Option(names = "--lang", defaultValue = "en", description = "en or zh.")
    private Language language = Language.EN;

    @Option(names = "--presenter", description = "With the larger type for a projector.")
    private boolean presenter;

    @Option(names = "--step", defaultValue = "0", paramLabel = "N", description = "Training steps made before.")
    private long step;

    @Option(
            names = "--time-step",
            defaultValue = "0",
            paramLabel = "T",
            description = "Where the transport stands, from 0.")
    private int timeStep;

    @Option(names = "--text", paramLabel = "TEXT", description = "The text of the lesson, in place of its own.")
    private @Nullable String text;

    @Option(names = "--gradients", description = "With the gradients that flow back.")
    private boolean gradients;

    @Override
    public Integer call() throws IOException {
        Lesson found = Road.find(lesson)
                .filter(Lesson::available)
                .orElseThrow(() -> wrong("There is no lesson ‘" + lesson + "’ that can be drawn; there is: "
                        + Road.LESSONS.stream()
                                .filter(Lesson::available)
                                .map(Lesson::id)
                                .collect(Collectors.joining(", "))
                        + "."));
        Matcher wanted = SIZE.matcher(size);
        if (!wanted.matches()) throw wrong("The size should look like 1280x720, not ‘" + size + "’.");
        if (step < 0) throw wrong("The number of training steps must be at least 0, not " + step + ".");
        if (timeStep < 0) throw wrong("The time step must be at least 0, not " + timeStep + ".");
        createFolder();
        Appearance appearance = new Appearance();
        appearance.themeProperty().set(theme);
        appearance.messages().languageProperty().set(language);
        appearance.presenterProperty().set(presenter);
        Path file = out.resolve(found.id() + ".png");
        int width = Integer.parseInt(wanted.group(1));
        int height = Integer.parseInt(wanted.group(2));
        HeadlessRender.render(found, new HeadlessRender.Options(width, height, appearance, this::prepare), file);
        spec.commandLine().getOut().println(file);
        return 0;
    }

    private void prepare(LessonSession session) {
        if (text != null) session.useText(text);
        session.showGradients(gradients);
        session.prepare(step);
        session.showTimeStep(timeStep);
    }

    private void createFolder() throws IOException {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new IOException(
                    "The folder " + out + " cannot be written to: check its name and its permissions.", e);
        }
        if (!Files.isWritable(out))
            throw new IOException("The folder " + out + " may not be written to: check its permissions.");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

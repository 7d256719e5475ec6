package dev.unroll.app.cli;

import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.message.Translatable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/** {@code unroll}: opens the window, or does one of its commands without one. */
@Command(
        name = "unroll",
        description = "Watch language models think. Without a command, the window opens.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TrainCommand.class,
            GenerateCommand.class,
            TraceCommand.class,
            InspectCommand.class,
            DataCommand.class,
            WordsCommand.class,
            CompareCommand.class,
            BenchCommand.class,
            RenderCommand.class,
            DevicesCommand.class
        })
public final class UnrollCommand implements Callable<Integer> {
    private final Callable<Integer> openWindow;

    private UnrollCommand(Callable<Integer> openWindow) {
        this.openWindow = openWindow;
    }

    /**
     * The command line, ready to be executed. A wrong option gives one line and the exit status 2; anything else that the user
     * can mend gives one line and the exit status 1.
     *
     * @param openWindow what to do when there are no arguments; gives the exit status
     */
    public static CommandLine commandLine(Callable<Integer> openWindow) {
        CommandLine line = new CommandLine(new UnrollCommand(openWindow));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false); // a prompt may begin with @
        line.setAllowOptionsAsOptionParameters(true); // and be like an option, as in --prompt=--tokens
        OptionTypes.register(line);
        tellVersion(line);
        line.setParameterExceptionHandler((e, _) -> wrongArguments(e));
        line.setExecutionStrategy(UnrollCommand::run);
        line.setExecutionExceptionHandler((e, command, _) -> failed(e, command));
        return line;
    }

    private static void tellVersion(CommandLine line) {
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(UnrollCommand::tellVersion);
    }

    private static int wrongArguments(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String message = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        String names = command.getCommandSpec().qualifiedName();
        say(command, message + " (‘" + names + " --help’ lists the options)");
        return 2;
    }

    private static void say(CommandLine command, String sentence) {
        command.getErr().println("unroll: " + TerminalText.oneLine(sentence));
        command.getErr().flush();
    }

    private static int run(ParseResult parsed) {
        CommandLine command = parsed.commandSpec().commandLine();
        requireValues(parsed);
        try {
            int status = new CommandLine.RunLast().execute(parsed);
            command.getOut().flush();
            return status;
        } catch (StandardOutput.LostException e) {
            return failed(e, command);
        } catch (Error e) {
            return failed(e, command);
        }
    }

    /** What is written with = is a value; what stands after an option and is one, too, shows that a value was forgotten. */
    private static void requireValues(ParseResult parsed) {
        ParseResult inner = parsed;
        while (inner.hasSubcommand()) inner = inner.subcommand();
        CommandSpec spec = inner.commandSpec();
        List<String> arguments = parsed.originalArgs();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (isOption(spec, arguments.get(i), 1) && isOption(spec, arguments.get(i + 1), 0))
                throw new ParameterException(
                        spec.commandLine(),
                        "After ‘" + arguments.get(i) + "’ a value is missing: ‘" + arguments.get(i + 1)
                                + "’ is an option");
        }
    }

    private static boolean isOption(CommandSpec spec, String argument, int values) {
        OptionSpec option = spec.optionsMap().get(argument);
        return option != null && option.arity().min() >= values;
    }

    private static int failed(Throwable e, CommandLine command) {
        return switch (e) {
            case CompletionException elsewhere
            when elsewhere.getCause() != null -> failed(elsewhere.getCause(), command);
            case StandardOutput.LostException lost -> {
                if (!lost.readerGone()) say(command, String.valueOf(lost.getMessage()));
                yield lost.status();
            }
            case CommandException refused -> {
                say(command, String.valueOf(refused.getMessage()));
                yield refused.status();
            }
            case Throwable said
            when said instanceof Translatable translatable -> {
                say(command, translatable.message().english());
                yield said instanceof RefusedException ? 2 : 1;
            }
            case DeviceException device -> {
                say(command, String.valueOf(device.getMessage()));
                yield 1;
            }
            case FileSystemException file
            when file.getFile() != null -> {
                say(
                        command,
                        "The file " + file.getFile()
                                + " cannot be read or written: check its name, its permissions and its disk.");
                yield 1;
            }
            // Sizes are the user's to choose, so too large ones are no fault of the program.
            case Throwable large
            when lacksMemory(large) -> {
                say(command, "There is too little memory for this: use a smaller model, batch or file.");
                yield 1;
            }
            default -> {
                LoggerFactory.getLogger(UnrollCommand.class).error("{} failed", command.getCommandName(), e);
                say(
                        command,
                        "Something went wrong in the program itself ("
                                + e.getClass().getSimpleName() + "); ~/.unroll/unroll.log says more.");
                yield 1;
            }
        };
    }

    private static boolean lacksMemory(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            if (cause instanceof OutOfMemoryError) return true;
        return false;
    }

    @Override
    public Integer call() throws Exception {
        return openWindow.call();
    }

    /** The version that the build wrote into the resources. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (var in = UnrollCommand.class.getResourceAsStream("version.txt")) {
                if (in == null) throw new IOException("The version is missing from this build.");
                return new String[] {"unroll " + new String(in.readAllBytes()).strip()};
            }
        }
    }
}

package dev.unroll.app.cli;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code unroll}: opens the window, or does one of its commands without one. */
@Command(
        name = "unroll",
        description = "Watch language models think. Without a command, the window opens.",
        mixinStandardHelpOptions = true,
        versionProvider = UnrollCommand.Version.class,
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
        line.setParameterExceptionHandler(UnrollCommand::wrongArguments);
        line.setExecutionStrategy(UnrollCommand::runInMemory);
        line.setExecutionExceptionHandler((e, command, _) -> failed(e, command));
        return line;
    }

    private static int wrongArguments(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String message = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        command.getErr()
                .println("unroll: " + message + " (‘" + command.getCommandSpec().qualifiedName()
                        + " --help’ lists the options)");
        return 2;
    }

    /** Sizes are the user's to choose, so too large ones are no fault of the program. */
    private static int runInMemory(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            parsed.commandSpec()
                    .commandLine()
                    .getErr()
                    .println("unroll: There is too little memory for this: use a smaller model, batch or file.");
            return 1;
        }
    }

    private static int failed(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        if (e instanceof IOException || e instanceof IllegalArgumentException) {
            err.println("unroll: " + e.getMessage());
        } else {
            LoggerFactory.getLogger(UnrollCommand.class).error("{} failed", command.getCommandName(), e);
            err.println(
                    "unroll: Something went wrong in the program itself (" + e + "); ~/.unroll/unroll.log says more.");
        }
        return 1;
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

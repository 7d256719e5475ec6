package dev.unroll.app;

import dev.unroll.app.cli.UnrollCommand;
import dev.unroll.app.shell.UnrollApplication;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import javafx.application.Application;

/** Where the program begins. */
public final class Main {
    private Main() {}

    /** Opens the window, or does what the arguments say. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = UnrollCommand.commandLine(Main::openWindow)
                .setOut(out)
                .setErr(err)
                .execute(arguments);
        out.flush();
        System.exit(status);
    }

    private static int openWindow() {
        if (!hasDisplay()) {
            System.err.println(
                    "unroll: There is no display to open a window on; ‘unroll render --lesson rnn --out FOLDER’ makes"
                            + " pictures of the screens without one.");
            return 1;
        }
        Application.launch(UnrollApplication.class);
        return 0;
    }

    private static boolean hasDisplay() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        return !linux || System.getenv("DISPLAY") != null || System.getProperty("glass.platform") != null;
    }
}

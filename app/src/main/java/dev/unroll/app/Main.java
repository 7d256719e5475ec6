package dev.unroll.app;

import dev.unroll.app.cli.StandardOutput;
import dev.unroll.app.cli.UnrollCommand;
import dev.unroll.app.shell.UnrollApplication;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import javafx.application.Application;

/** Where the program begins. */
public final class Main {
    private Main() {}

    /** Opens the window, or does what the arguments say. */
    public static void main(String[] arguments) {
        // Reading the commands' options takes a fifth of the time until the window shows, and without arguments there
        // are none.
        System.exit(arguments.length == 0 ? openWindow() : command(arguments));
    }

    private static int command(String[] arguments) {
        return UnrollCommand.commandLine(Main::openWindow)
                .setOut(StandardOutput.printer())
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    private static int openWindow() {
        if (!namesDisplay()) return withoutWindow("There is no display to open a window on");
        try {
            Application.launch(UnrollApplication.class);
            return 0;
        } catch (UnsupportedOperationException e) { // JavaFX found nothing to draw on, or not the library to draw with
            boolean gtk = String.valueOf(e.getMessage()).contains("GTK");
            return withoutWindow(
                    gtk
                            ? "A window needs GTK 3 (libgtk-3-0 in Debian and Ubuntu, gtk3 elsewhere), which is not installed"
                            : "The display ‘" + System.getenv("DISPLAY")
                                    + "’ does not answer, so no window can open on it");
        }
    }

    private static int withoutWindow(String reason) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        err.println("unroll: " + reason
                + "; ‘unroll render --lesson rnn --out FOLDER’ makes pictures of the screens without one.");
        return 1;
    }

    /** Elsewhere than on Linux a display has no name and is always there; the tests' own platform needs none. */
    private static boolean namesDisplay() {
        if (!System.getProperty("os.name").equals("Linux") || System.getProperty("glass.platform") != null) return true;
        String display = System.getenv("DISPLAY");
        return display != null && !display.isBlank();
    }
}

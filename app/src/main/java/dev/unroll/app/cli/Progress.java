package dev.unroll.app.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Shows how far long work has come: a bar that moves on a terminal, a plain line now and then elsewhere. */
final class Progress {
    /** Whether standard error is one, which Java cannot tell: the launcher does where it can. */
    private static final boolean TERMINAL = Boolean.parseBoolean(System.getProperty(
            "unroll.terminal",
            Boolean.toString(System.console() != null && System.console().isTerminal())));

    private static final int WIDTH = 30;
    private final PrintStream out;
    private final boolean terminal;
    private final long total;
    private long firstDone;
    private long firstShown;
    private long lastShown;

    Progress(long total) {
        this(System.err, TERMINAL, total);
    }

    Progress(PrintStream out, boolean terminal, long total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    /** @param done how many of the steps have been made */
    void show(long done, String what) {
        long now = System.nanoTime();
        boolean last = done == total;
        double interval = terminal ? 0.1 : 5;
        if (!last && (now - lastShown) * 1e-9 < interval && lastShown != 0) return;
        if (lastShown == 0) {
            firstDone = done;
            firstShown = now;
        }
        lastShown = now;
        // From the first step on: it takes as long as hundreds of others, until the program has been compiled.
        double seconds = (now - firstShown) * 1e-9;
        double left = seconds / Math.max(1, done - firstDone) * (total - done);
        String text = String.format(
                Locale.ROOT,
                "%d/%d  %s%s",
                done,
                total,
                what,
                seconds < 1 || last ? "" : "  " + duration(left) + " left");
        if (!terminal) {
            out.println(text);
            return;
        }
        int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
        out.print("\r" + "█".repeat(filled) + "░".repeat(WIDTH - filled) + "  " + text + "\u001b[K");
        if (last) out.println();
        out.flush();
    }

    /** Ends the line of a bar that did not get to its end. */
    void abandon() {
        if (terminal) out.println();
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }
}

package dev.unroll.app.cli;

/** Texts from elsewhere, such as names in a file, as they may be shown on a terminal. */
final class TerminalText {
    private TerminalText() {}

    /** On one line, without a terminal's control sequences. */
    static String oneLine(String text) {
        return text.replaceAll("\\R", "↵").replaceAll("\\p{Cc}", "\uFFFD");
    }

    /** As {@link #oneLine(String)}, and cut where it is long. */
    static String oneLine(String text, int longest) {
        String line = oneLine(text);
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest)) + " …";
    }
}

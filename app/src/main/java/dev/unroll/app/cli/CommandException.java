package dev.unroll.app.cli;

/** Something that a person can mend. The message is one sentence that says what is wrong, where, and what to do. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private CommandException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** An option has a value that it cannot have. */
    static CommandException wrongOption(String sentence) {
        return new CommandException(2, sentence);
    }

    /** Any other mistake, such as a file that does not do. */
    static CommandException failure(String sentence) {
        return new CommandException(1, sentence);
    }

    /** The exit status that it gives. */
    int status() {
        return status;
    }

    /** @throws CommandException if a number that was chosen is below a bound */
    static void requireAtLeast(long least, String what, long value) {
        if (value < least) throw wrongOption("The " + what + " must be at least " + least + ", not " + value + ".");
    }
}

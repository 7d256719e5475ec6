package dev.unroll.engine.backend;

import java.util.regex.Pattern;

/** A device that does not do what it was asked. The message is a sentence for people. */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MAX_CAUSES = 50;

    /** A control sequence of a terminal. */
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");

    /** @param message what is wrong */
    public DeviceException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong
     * @param cause what the driver said
     */
    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What a driver or its compiler has to say, as the end of a sentence: the first line of the innermost cause that says something,
     * without colours and the full stop.
     */
    public static String reason(Throwable failure) {
        String reason = "";
        int depth = 0;
        for (Throwable t = failure; t != null && depth < MAX_CAUSES; t = t.getCause(), depth++) {
            String line = firstLine(String.valueOf(t.getMessage()));
            if (t.getMessage() != null && !line.isEmpty()) reason = line;
        }
        return reason.isEmpty() ? failure.getClass().getSimpleName() : reason;
    }

    private static String firstLine(String message) {
        return COLOUR.matcher(message)
                .replaceAll("")
                .lines()
                .map(line -> line.replaceAll("\\p{Cc}", " ").strip().replaceAll("[.\\s]+$", ""))
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** What does not fit the device's memory; something smaller may. */
    public static final class OutOfMemory extends DeviceException {
        private static final long serialVersionUID = 1;

        /**
         * @param message what is wrong
         * @param cause what the driver said
         */
        public OutOfMemory(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * A pass that recorded operations as one for a device that does not compute them any more. What was computed of it is lost; made
     * again, it records them in steps.
     */
    public static final class PassLost extends DeviceException {
        private static final long serialVersionUID = 1;

        /** A pass for a device that was given up. */
        public PassLost() {
            super("The device that the pass was recorded for is no longer in use.");
        }

        /** @param cause what the device could not do */
        public PassLost(Throwable cause) {
            super("The device could not go on with the pass.", cause);
        }
    }

    /** What the device held for somebody has made room for something else. It works as before. */
    public static final class Released extends DeviceException {
        private static final long serialVersionUID = 1;

        /** @param message what it does instead */
        public Released(String message) {
            super(message);
        }
    }
}

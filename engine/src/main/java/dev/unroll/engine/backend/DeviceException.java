package dev.unroll.engine.backend;

/** A device that does not do what it was asked. The message is a sentence for people. */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

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

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

    /** What the device held for somebody has made room for something else. It works as before. */
    public static final class Released extends DeviceException {
        private static final long serialVersionUID = 1;

        /** @param message what it does instead */
        public Released(String message) {
            super(message);
        }
    }
}

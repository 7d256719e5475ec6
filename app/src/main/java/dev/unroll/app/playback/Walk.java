package dev.unroll.app.playback;

/** One scale of a transport: steps that can be gone forward and back. */
public interface Walk {
    /** Goes one step forward; what is not known yet is computed. */
    void forward();

    /** Goes back one step. */
    void back();

    /** Goes to the beginning. */
    void toStart();

    /** Goes as far as is known. */
    void toEnd();

    /** Whether there is something before. */
    boolean canGoBack();

    /** Whether there is something after. */
    boolean canGoForward();

    /** Whether what was asked for last is still being computed, so that playing waits for it. */
    default boolean busy() {
        return false;
    }

    /**
     * Starts to go forward as fast as it can, where that is more than step by step, until {@link #stopRunning}.
     *
     * @return whether it is
     */
    default boolean startRunning() {
        return false;
    }

    /** Stops what {@link #startRunning} began. */
    default void stopRunning() {}
}

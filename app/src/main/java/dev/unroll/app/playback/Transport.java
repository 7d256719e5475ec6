package dev.unroll.app.playback;

import java.util.List;
import javafx.beans.value.ObservableValue;

/** What a lesson does when the transport is used: the position itself is the lesson's. */
public interface Transport {
    /** The scales that it can be moved along, from coarse to fine. */
    List<Scale> scales();

    /** Goes back one step. */
    void back(Scale scale);

    /** Goes forward one step; what is not known yet is computed. */
    void forward(Scale scale);

    /** Goes to the beginning. */
    void toStart(Scale scale);

    /** Goes as far as is known. */
    void toEnd(Scale scale);

    /** Whether there is something before. */
    boolean canGoBack(Scale scale);

    /** Whether there is something after. */
    boolean canGoForward(Scale scale);

    /**
     * Starts to go forward as fast as it can, where a scale offers it, until {@link #stopRunning}.
     *
     * @return whether the scale offers it
     */
    boolean startRunning(Scale scale);

    /** Stops what {@link #startRunning} began. */
    void stopRunning();

    /** Where it stands, in words; it changes with every move. */
    ObservableValue<String> position();
}

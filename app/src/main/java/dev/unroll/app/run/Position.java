package dev.unroll.app.run;

import dev.unroll.app.playback.Scale;

/**
 * Where the screen stands in a pass over a sequence.
 *
 * @param scale how finely the pass is looked at: down to {@link Scale#TRAINING_STEP} it is seen whole, below that what comes after the
 *     position is not computed yet
 * @param timeStep the token, from 0
 * @param operation the operation at that token, from 0
 */
public record Position(Scale scale, int timeStep, int operation) {
    /** Whether what comes after the position is still to be computed. */
    public boolean inPass() {
        return scale.compareTo(Scale.TRAINING_STEP) > 0;
    }

    /** Whether at the token itself an operation has been made. */
    public boolean computed(int made) {
        return scale != Scale.OPERATION || operation >= made;
    }
}

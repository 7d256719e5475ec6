package dev.unroll.app.lesson.rnn;

import dev.unroll.app.lesson.TokenText;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.StepReport;

import java.util.Arrays;
import java.util.List;

/**
 * The run as it stood after some step: what the screen shows, and nothing that changes any more.
 *
 * @param shown the tokens of the sequence that is looked at: all but the last are read, all but the first predicted
 * @param lastStep the furthest step that has been computed
 */
record RnnSnapshot(
        long step, long lastStep, List<StepReport> reports, Trace trace, Vocabulary vocabulary, int[] shown) {
    /** How many time steps there are. */
    int timeSteps() {
        return shown.length - 1;
    }

    /** The tokens that are read, as they can be seen. */
    List<String> inputs() {
        return display(0, shown.length - 1);
    }

    /** The tokens that are to be predicted, as they can be seen. */
    List<String> targets() {
        return display(1, shown.length);
    }

    private List<String> display(int from, int to) {
        return Arrays.stream(shown, from, to)
                .mapToObj(id -> TokenText.of(vocabulary, id))
                .toList();
    }

    /** The mean loss of the sequence that is looked at, in nats. */
    double loss() {
        return trace.value("loss").item();
    }
}

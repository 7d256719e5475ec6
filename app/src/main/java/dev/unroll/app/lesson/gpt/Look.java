package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.Measuring.Report;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * What a large model has to be computed for before it can be shown, which takes a while.
 *
 * @param pass of which it is asked
 * @param asked tells it from others of this pass
 * @param work is handed whom to tell how far it is
 */
record Look(LeanPass pass, String asked, Consumer<DoubleConsumer> work) {
    /** Tells it from all others: another text or another head switched off is another pass. */
    Object subject() {
        return List.of(pass, asked);
    }

    /** Computes it. At 1 it is known, and the reading can be taken again. */
    void compute(Report<Double> report) {
        work.accept(share -> report.tell(.99 * share, .99 * share));
        report.tell(1, 1.0);
    }
}

package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.app.run.Snapshot;

import java.util.Locale;

/** Says where the screen stands, in a lesson's own words where it has them. */
final class PositionText<S extends Traced> {
    private final LessonPlan<S> plan;
    private final Messages messages;
    private final String id;

    /** @param id of the lesson, before the keys of its own texts */
    PositionText(LessonPlan<S> plan, Messages messages, String id) {
        this.plan = plan;
        this.messages = messages;
        this.id = id;
    }

    /** A lesson whose steps are others than those of a training names them in its own texts. */
    String nameOfScale(String key) {
        String own = id + "." + key;
        return messages.has(own) ? own : key;
    }

    String of(Snapshot<S> now, Position at) {
        double loss = now.reading().tensor("loss").item();
        String where = messages.get(
                now.reading().positionKey(),
                now.step(),
                String.format(Locale.ROOT, "%.4f", loss),
                at.timeStep() + 1,
                now.reading().timeSteps());
        return at.scale() == Scale.OPERATION ? where + " · " + messages.get(operationKey(at.operation())) : where;
    }

    private String operationKey(int operation) {
        String shared = "operation." + plan.operations().get(operation).id();
        return messages.has(shared) ? shared : id + "." + shared;
    }
}

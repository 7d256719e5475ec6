package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.run.Run;
import dev.unroll.app.run.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;
import javafx.application.Platform;

/** Says what befalls a run, and what can be done about it. */
final class Mishaps<S extends Traced> {
    private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);

    private final LessonContext context;
    private final LessonPlan<S> plan;
    private final Runs<S> runs;
    private final Runnable stopPlaying;
    private Notice said = () -> {};

    Mishaps(LessonContext context, LessonPlan<S> plan, Runs<S> runs, Runnable stopPlaying) {
        this.context = context;
        this.plan = plan;
        this.runs = runs;
        this.stopPlaying = stopPlaying;
    }

    /** Says something in place of what was said before. */
    void say(Sentence sentence) {
        said.dismiss();
        said = context.say(sentence);
    }

    /** What was said is true no more. */
    void dismiss() {
        said.dismiss();
    }

    /** As {@link Run.Listener#diverged}: playing ends where no other model goes on. */
    void diverged(int member, long step) {
        long good = Math.max(0, step - 1);
        Run<S> run = runs.current();
        if (run == null) return;
        Snapshot<S> now = run.snapshot();
        boolean alone = now.losses().size() == 1 || run.divergedProperty().get();
        if (alone) stopPlaying.run();
        said.dismiss();
        Sentence sentence = alone
                ? new Sentence("run.diverged", step)
                : new Sentence(
                        "run.oneDiverged",
                        step,
                        new Sentence(plan.memberKeys(now.values()).get(member)));
        said = context.offer(sentence, new Sentence("run.stepBack", good), () -> runs.seek(good));
    }

    /** As {@link Run.Listener#failed}. */
    void failed(Throwable failure) {
        LOG.error("A training step or what was read of it failed", failure);
        stopPlaying.run();
        say(Sentence.of(failure));
    }

    /** As {@link Run.Listener#replaying}. */
    void replaying(CompletableFuture<Boolean> reached) {
        Run<S> run = runs.current();
        if (run == null) return;
        Notice notice = context.offer(new Sentence("run.replaying"), new Sentence("run.stopHere"), run::stop);
        reached.whenComplete((_, _) -> Platform.runLater(notice::dismiss));
    }
}

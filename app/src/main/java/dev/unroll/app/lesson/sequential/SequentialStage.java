package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.app.lesson.PassColumns;
import dev.unroll.app.lesson.ScalingPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.engine.profile.Passes;
import dev.unroll.engine.profile.Profile;
import dev.unroll.viz.chart.CoreLanes;
import dev.unroll.viz.sequence.WorkTimeline;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Both passes side by side: a staircase and a block. */
final class SequentialStage implements LessonStage<Race> {
    private final StageKit<Race> kit;
    private final PassColumns columns;
    private final CoreLanes lanes;
    private final ScalingPanel byLength;
    private final ScalingPanel bySpeedUp;
    private final Object clock = new Object();
    private final KeptPasses kept = new KeptPasses();
    private final Measuring<Passes> measuring;
    private final VBox node = new VBox();
    private @Nullable Race shown;
    private @Nullable Passes passes;

    SequentialStage(StageKit<Race> kit) {
        this.kit = kit;
        columns = new PassColumns(kit);
        columns.add("recurrent", kit.texts().quote("flops.rnn", "sequential.side", race -> words(race, 0)));
        columns.add("gpt", kit.texts().quote("flops.gpt", "sequential.side", race -> words(race, 1)));
        lanes = kit.named("lanes", new CoreLanes());
        lanes.coreLabelProperty().bind(kit.messages().text("sequential.core"));
        byLength = new ScalingPanel(
                kit,
                "time-by-length",
                "knob.panel.length",
                "sequential.tokens",
                "sequential.lengthWords",
                WorkTimeline::time);
        bySpeedUp = new ScalingPanel(
                kit,
                "speed-up",
                "knob.panel.speedup",
                "sequential.cores",
                "sequential.speedupWords",
                times -> "× " + Numbers.tick(times));
        measuring = new Measuring<>(kit, "measure-passes", "sequential.passes", this::show);
        measuring.setOnAgain(kept::forget);
        layOut();
    }

    private void layOut() {
        VBox.setVgrow(columns, Priority.ALWAYS);
        HBox heading = new HBox(kit.controls().choices(SequentialLesson.MODE), columns.colors());
        heading.setFillHeight(false);
        heading.getStyleClass().add("sequential-heading");
        Region folds = kit.controls().folds(SequentialLesson.PANEL, List.of(byLength, bySpeedUp, lanes));
        node.getStyleClass().add("sequential-stage");
        node.getChildren().addAll(heading, measuring, columns, folds);
    }

    private List<?> words(Race race, int model) {
        if (passes == null) return List.of();
        Profile one = passes.profiles().get(model);
        return List.of(
                kit.messages().get(race.models().get(model)),
                race.parameters().get(model),
                one.flops(),
                WorkTimeline.time(one.seconds()),
                one.chain());
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(Race race, KnobValues values) {
        shown = race;
        columns.show(race.text());
        boolean other = measuring.offer(KeptPasses.subjects(values), alone(report -> kept.measure(values, report)));
        show(other || passes == null ? kept.known(values, race.passes()) : passes);
        panel(values);
    }

    /** Times are measured one after the other, since at once they would all be longer. */
    private <P> Measuring.Work<P> alone(Measuring.Work<P> work) {
        return report -> {
            synchronized (clock) {
                work.measure(report);
            }
        };
    }

    /** On the JavaFX thread, as it is measured. */
    private void show(Passes now) {
        Race race = shown;
        if (race == null) return;
        passes = now;
        columns.show(now);
        kit.texts().requote();
        lanes.passesProperty()
                .set(IntStream.range(0, race.models().size())
                        .mapToObj(i -> new CoreLanes.Pass(
                                kit.messages().get(race.models().get(i)),
                                now.profiles().get(i)))
                        .toList());
    }

    /** What takes seconds is measured while its panel is open. */
    private void panel(KnobValues values) {
        String open = values.get(SequentialLesson.PANEL);
        StepTimes times = new StepTimes(values);
        if (open.equals("length")) byLength.open(times.subject(), alone(times::byLength));
        else byLength.close();
        if (open.equals("speedup")) bySpeedUp.open(times.subject(), alone(times::bySpeedUp));
        else bySpeedUp.close();
    }

    @Override
    public void stand(Position now) {
        columns.stand(now);
    }
}

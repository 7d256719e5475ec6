package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.KnobBar;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Losses;
import dev.unroll.app.run.Snapshot;
import dev.unroll.viz.chart.LossCurve;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What stands around the views of every lesson that trains: knobs above, legends and the loss curve below. */
final class RunFrame extends VBox {
    /** As many points are more than a curve's pixels, whatever the screen. */
    private static final int MOST_TICKS = 4000;

    private final LessonPlan<?> plan;
    private final KnobBar knobs;
    private final LossCurve curve = new LossCurve();
    private final CheckBox overTime = new CheckBox();
    private final Messages messages;
    private final StageKit<?> kit;
    private List<String> members = List.of();
    private @Nullable Snapshot<?> snapshot;
    private long first;

    RunFrame(LessonPlan<?> plan, StageKit<?> kit, Region views, KnobBar.Listener listener, LongConsumer goToStep) {
        this.plan = plan;
        this.kit = kit;
        messages = kit.messages();
        knobs = new KnobBar(
                plan.knobs().stream()
                        .filter(knob -> !kit.controls().turns(knob))
                        .toList(),
                messages,
                listener,
                plan::applies);
        getStyleClass().add("lesson-root");
        views.getStyleClass().add("lesson-stage");
        VBox.setVgrow(views, Priority.ALWAYS);
        FlowPane legends = new FlowPane();
        legends.getStyleClass().add("legends");
        legends.getChildren().addAll(kit.legends());
        legends.getChildren().add(overTime);
        overTime.setId("loss-over-time");
        overTime.textProperty().bind(messages.text("run.overTime"));
        overTime.managedProperty().bind(overTime.visibleProperty());
        overTime.setOnAction(_ -> showLosses());
        kit.named("curve", curve);
        kit.hide("loss", curve);
        kit.curveYieldsProperty().addListener(_ -> makeRoom());
        curve.titleProperty().bind(messages.text("run.curve"));
        curve.setOnActivate(cell -> {
            if (!overTime.isSelected()) goToStep.accept(first + cell.column());
        });
        getChildren().addAll(this.knobs, views, legends, curve);
    }

    void show(KnobValues values) {
        knobs.show(values);
    }

    /** As {@link #show(KnobValues)}, in place of whatever was typed. */
    void reset(KnobValues values) {
        knobs.reset(values);
    }

    void show(Snapshot<?> now) {
        snapshot = now;
        first = now.firstStep();
        members = plan.memberKeys(now.values()).subList(0, now.losses().size());
        makeRoom();
        showLosses();
    }

    private void makeRoom() {
        Snapshot<?> now = snapshot;
        if (now == null) return;
        boolean any =
                !now.losses().isEmpty() && now.lastStep() > first; // else it is as it came, and nothing is to be seen
        boolean shown = any && !kit.curveYieldsProperty().get();
        curve.setVisible(shown);
        curve.setManaged(shown);
        overTime.setVisible(shown && now.losses().size() > 1);
    }

    private void showLosses() {
        Snapshot<?> now = snapshot;
        if (now == null) return;
        boolean timed = overTime.isSelected() && overTime.isVisible();
        double second = timed ? tick(now.losses()) : 1;
        List<LossCurve.Series> series = new ArrayList<>();
        for (int i = 0; i < now.losses().size(); i++) {
            Losses losses = now.losses().get(i);
            float[] values = timed ? losses.overTime(second) : losses.values();
            series.add(new LossCurve.Series(
                    messages.get(members.get(i)),
                    values,
                    timed ? values.length : losses.size(),
                    KindColors.of(members.get(i))));
        }
        curve.unitProperty().set(second);
        curve.stepLabelProperty().set(messages.get(timed ? "run.second" : "run.step"));
        curve.setSeries(series.toArray(LossCurve.Series[]::new));
        curve.setStep(timed ? -1 : (int) (now.step() - first));
    }

    /** A round number of seconds of which some hundreds make the longest of the trainings. */
    private static double tick(List<Losses> all) {
        double longest = all.stream().mapToDouble(Losses::duration).max().orElse(0);
        return Math.max(1e-5, Math.pow(10, Math.ceil(Math.log10(longest / MOST_TICKS))));
    }
}

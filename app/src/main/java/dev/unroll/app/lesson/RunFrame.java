package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.KnobBar;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Losses;
import dev.unroll.app.run.Snapshot;
import dev.unroll.viz.chart.LossCurve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What stands around the views of every lesson that trains: knobs above, legends and the loss curve below. */
final class RunFrame extends VBox {
    private final KnobBar knobs;
    private final LossCurve curve = new LossCurve();
    private final IntFunction<String> names;
    private long first;

    /** @param names what the curve of each model is called */
    RunFrame(
            LessonPlan<?> plan,
            StageKit<?> kit,
            Region views,
            KnobBar.Listener listener,
            IntFunction<String> names,
            LongConsumer goToStep) {
        Messages messages = kit.messages();
        this.names = names;
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
        kit.named("curve", curve);
        curve.titleProperty().bind(messages.text("run.curve"));
        curve.stepLabelProperty().bind(messages.text("run.step"));
        curve.setOnActivate(cell -> goToStep.accept(first + cell.column()));
        getChildren().addAll(this.knobs, views, legends, curve);
    }

    void show(KnobValues values) {
        knobs.show(values);
    }

    /** As {@link #show(KnobValues)}, in place of whatever was typed. */
    void reset(KnobValues values) {
        knobs.reset(values);
    }

    void show(Snapshot<?> snapshot) {
        List<LossCurve.Series> series = new ArrayList<>();
        for (int i = 0; i < snapshot.losses().size(); i++) {
            Losses losses = snapshot.losses().get(i);
            series.add(new LossCurve.Series(names.apply(i), losses.values(), losses.size()));
        }
        first = snapshot.firstStep();
        curve.setSeries(series.toArray(LossCurve.Series[]::new));
        curve.setStep((int) (snapshot.step() - first));
        boolean any =
                !series.isEmpty() && snapshot.lastStep() > first; // else it is as it came, and nothing is to be seen
        curve.setVisible(any);
        curve.setManaged(any);
    }
}

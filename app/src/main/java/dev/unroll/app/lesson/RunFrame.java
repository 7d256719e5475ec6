package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobBar;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Losses;
import dev.unroll.app.run.Snapshot;
import dev.unroll.viz.chart.LossCurve;

import java.util.List;
import java.util.function.LongConsumer;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What stands around the views of every lesson that trains: knobs above, legends and the loss curve below. */
final class RunFrame extends VBox {
    private final KnobBar knobs;
    private final LossCurve curve = new LossCurve();
    private final Messages messages;

    RunFrame(List<Knob<?>> knobs, StageKit<?> kit, Region views, KnobBar.Listener listener, LongConsumer goToStep) {
        messages = kit.messages();
        this.knobs = new KnobBar(knobs, messages, listener);
        getStyleClass().add("lesson-root");
        views.getStyleClass().add("lesson-stage");
        VBox.setVgrow(views, Priority.ALWAYS);
        FlowPane legends = new FlowPane();
        legends.getStyleClass().add("legends");
        legends.getChildren().addAll(kit.legends());
        kit.named("curve", curve);
        curve.titleProperty().bind(messages.text("run.curve"));
        curve.stepLabelProperty().bind(messages.text("run.step"));
        curve.setOnActivate(cell -> goToStep.accept(cell.column()));
        getChildren().addAll(this.knobs, views, legends, curve);
    }

    void show(KnobValues values) {
        knobs.show(values);
    }

    void show(Snapshot<?> snapshot) {
        Losses losses = snapshot.losses();
        curve.setSeries(new LossCurve.Series(messages.get("run.loss"), losses.values(), losses.size()));
        curve.setStep((int) snapshot.step());
    }
}

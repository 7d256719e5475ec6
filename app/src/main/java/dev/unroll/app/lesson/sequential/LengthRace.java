package dev.unroll.app.lesson.sequential;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.text.TextException;
import dev.unroll.viz.chart.ScalingCurve;
import dev.unroll.viz.chart.ScalingCurve.Series;
import dev.unroll.viz.sequence.WorkTimeline;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** How long a training step takes against the length of the text, measured here and now. */
final class LengthRace extends VBox {
    private static final int[] LENGTHS = {16, 32, 64, 128, 256, 512, 1024};

    private final StageKit<?> kit;
    private final ScalingCurve curve;
    private final Measuring<List<Series>> measuring;

    /** A model on something that computes. */
    private record Runner(String name, String kind, Backend backend) {}

    LengthRace(StageKit<?> kit) {
        this.kit = kit;
        curve = kit.named("time-by-length", new ScalingCurve());
        curve.titleProperty().bind(kit.messages().text("knob.panel.length"));
        curve.sizeLabelProperty().bind(kit.messages().text("sequential.tokens"));
        curve.formatProperty().set(WorkTimeline::time);
        measuring = new Measuring<>(kit, "measure-length", "sequential.lengthWords", curve::setSeries);
        VBox.setVgrow(curve, Priority.ALWAYS);
        getStyleClass().add("measured");
        getChildren().addAll(measuring, curve);
    }

    void open(KnobValues values) {
        String cell = values.get(SequentialLesson.CELL);
        List<Runner> runners = new ArrayList<>();
        runners.add(new Runner(kit.messages().get("sequential.kind." + cell), cell, Backends.best()));
        String gpt = kit.messages().get("sequential.kind.gpt");
        runners.add(new Runner(gpt, "gpt", Backends.best()));
        measuring.offer(report -> measure(values, withDevices(runners, gpt), report));
    }

    void close() {
        measuring.forget();
    }

    /** A GPT on each graphics processor as well; devices are opened where it is measured. */
    private static List<Runner> withDevices(List<Runner> runners, String gpt) {
        List<Runner> all = new ArrayList<>(runners);
        for (Device device : Backends.devices()) all.add(new Runner(gpt + " · " + device.name(), "gpt", device.open()));
        return all;
    }

    private static void measure(KnobValues values, List<Runner> runners, Measuring.Report<List<Series>> report)
            throws SaidException, TextException {
        List<TreeMap<Integer, Double>> seconds =
                runners.stream().map(_ -> new TreeMap<Integer, Double>()).toList();
        for (Runner runner : runners) StepTime.of(values, runner.kind, LENGTHS[2], runner.backend); // warms up
        int done = 0;
        for (int length : LENGTHS)
            for (int i = 0; i < runners.size(); i++) {
                Runner runner = runners.get(i);
                seconds.get(i).put(length, StepTime.of(values, runner.kind, length, runner.backend));
                report.tell(
                        (double) ++done / (LENGTHS.length * runners.size()),
                        IntStream.range(0, runners.size())
                                .mapToObj(k -> new Series(runners.get(k).name, seconds.get(k), k, true))
                                .toList());
            }
    }
}

package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.SimdBackend;
import dev.unroll.engine.text.TextException;
import dev.unroll.viz.chart.ScalingCurve;
import dev.unroll.viz.chart.ScalingCurve.Series;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** How many times faster a training step is on several cores, measured up to those that there are, and as Amdahl's law goes on from there. */
final class SpeedUp extends VBox {
    private static final int LENGTH = 256;
    private static final int MOST_CORES = 64;

    /** Kept, since their threads are. */
    private static final Map<Integer, Backend> BACKENDS = new ConcurrentHashMap<>();

    private final StageKit<?> kit;
    private final Measuring<List<Series>> measuring;

    SpeedUp(StageKit<?> kit) {
        this.kit = kit;
        ScalingCurve curve = kit.named("speed-up", new ScalingCurve());
        curve.titleProperty().bind(kit.messages().text("knob.panel.speedup"));
        curve.sizeLabelProperty().bind(kit.messages().text("sequential.cores"));
        curve.formatProperty().set(value -> "× " + Numbers.tick(value));
        measuring = new Measuring<>(kit, "measure-speed-up", "sequential.speedupWords", curve::setSeries);
        VBox.setVgrow(curve, Priority.ALWAYS);
        getStyleClass().add("measured");
        getChildren().addAll(measuring, curve);
    }

    void open(KnobValues values) {
        String cell = values.get(SequentialLesson.CELL);
        List<String> kinds = List.of(cell, "gpt");
        List<String> names = kinds.stream()
                .map(kind -> kit.messages().get("sequential.kind." + kind))
                .toList();
        List<String> laws = names.stream()
                .map(name -> kit.messages().get("sequential.amdahl", name))
                .toList();
        measuring.offer(report -> measure(values, kinds, names, laws, report));
    }

    void close() {
        measuring.forget();
    }

    private static void measure(
            KnobValues values,
            List<String> kinds,
            List<String> names,
            List<String> laws,
            Measuring.Report<List<Series>> report)
            throws TextException {
        int cores = Runtime.getRuntime().availableProcessors();
        List<NavigableMap<Integer, Double>> faster = kinds.stream()
                .map(_ -> (NavigableMap<Integer, Double>) new TreeMap<Integer, Double>())
                .toList();
        for (String kind : kinds) StepTime.of(values, kind, LENGTH, BACKENDS.computeIfAbsent(cores, SimdBackend::new));
        double[] alone = new double[kinds.size()];
        for (int count = 1; count <= cores; count *= 2)
            for (int i = 0; i < kinds.size(); i++) {
                Backend backend = BACKENDS.computeIfAbsent(count, SimdBackend::new);
                double seconds = StepTime.of(values, kinds.get(i), LENGTH, backend);
                if (count == 1) alone[i] = seconds;
                faster.get(i).put(count, alone[i] / seconds);
                report.tell((double) count / cores, series(names, laws, faster));
            }
    }

    private static List<Series> series(
            List<String> names, List<String> laws, List<NavigableMap<Integer, Double>> faster) {
        List<Series> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) all.add(new Series(names.get(i), faster.get(i), i, true));
        for (int i = 0; i < names.size(); i++)
            if (faster.get(i).size() > 1) all.add(new Series(laws.get(i), amdahl(faster.get(i)), i, false));
        return all;
    }

    /** With the share of a step that is done in parallel as the largest number of cores shows it (Amdahl 1967). */
    private static NavigableMap<Integer, Double> amdahl(NavigableMap<Integer, Double> measured) {
        int cores = measured.lastKey();
        double share = Math.clamp((1 - 1 / measured.get(cores)) / (1 - 1. / cores), 0, 1);
        NavigableMap<Integer, Double> law = new TreeMap<>();
        for (int count = 1; count <= MOST_CORES; count *= 2) law.put(count, 1 / (1 - share + share / count));
        return law;
    }
}

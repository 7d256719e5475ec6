package dev.unroll.app.lesson.sequential;

import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.ScalingPanel.Curve;
import dev.unroll.app.lesson.Texts;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.backend.SimdBackend;
import dev.unroll.engine.profile.AmdahlLaw;
import dev.unroll.engine.profile.Progress;
import dev.unroll.engine.profile.Scaling;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How long a training step of the recurrent model and of the GPT takes, measured here and now.
 *
 * @param values which models these are, and what they learn
 */
record StepTimes(KnobValues values) {
    private static final int[] LENGTHS = {16, 32, 64, 128, 256, 512, 1024};
    private static final int LENGTH = 256;
    private static final int MOST_CORES = 64;

    /** What decides how long a step of a model takes. */
    private static final List<Knob<?>> DECISIVE =
            List.of(SequentialLesson.TEXT, SequentialLesson.PARAMETERS, SequentialLesson.BLOCKS);

    /** Kept, since their threads are. */
    private static final Map<Integer, Backend> BACKENDS = new ConcurrentHashMap<>();

    /** Tells these times from those of other models. */
    Object subject() {
        return List.of(
                SequentialLesson.kinds(values),
                DECISIVE.stream().map(values::get).toList());
    }

    /** Against the length of the text, of a GPT on each graphics processor as well; devices are opened where it is measured. */
    void byLength(Progress<List<Curve>> report) throws TextException {
        Corpus corpus = Corpus.of(values.get(SequentialLesson.TEXT));
        List<String> kinds = SequentialLesson.kinds(values);
        List<Sentence> all = new ArrayList<>(names());
        List<IntToDoubleFunction> runners = new ArrayList<>();
        for (String kind : kinds) runners.add(length -> seconds(corpus, kind, length, Backends.best()));
        for (Device device : Backends.devices()) {
            Backend backend = device.open();
            all.add(new Sentence("sequential.onDevice", all.get(kinds.size() - 1), device.name()));
            runners.add(length -> seconds(corpus, kinds.getLast(), length, backend));
        }
        Scaling.measure(
                runners,
                LENGTHS[2],
                LENGTHS,
                (share, known) -> report.tell(
                        share,
                        IntStream.range(0, all.size())
                                .mapToObj(i -> new Curve(all.get(i), known.get(i), i, true))
                                .toList()));
    }

    /** How many times faster it is on several cores, up to those that there are, and as Amdahl's law goes on from there. */
    void bySpeedUp(Progress<List<Curve>> report) throws TextException {
        Corpus corpus = Corpus.of(values.get(SequentialLesson.TEXT));
        int cores = Runtime.getRuntime().availableProcessors();
        List<IntToDoubleFunction> runners = new ArrayList<>();
        for (String kind : SequentialLesson.kinds(values))
            runners.add(count -> seconds(corpus, kind, LENGTH, BACKENDS.computeIfAbsent(count, SimdBackend::new)));
        int[] counts = IntStream.iterate(1, count -> count <= cores, count -> 2 * count)
                .toArray();
        Scaling.measure(runners, cores, counts, (share, known) -> report.tell(share, speedUps(known)));
    }

    private List<Sentence> names() {
        return SequentialLesson.names(values).stream().map(Sentence::new).toList();
    }

    private List<Curve> speedUps(List<NavigableMap<Integer, Double>> seconds) {
        List<Sentence> names = names();
        List<Curve> measured = new ArrayList<>();
        List<Curve> expected = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            NavigableMap<Integer, Double> times = seconds.get(i);
            NavigableMap<Integer, Double> faster = new TreeMap<>();
            times.forEach((cores, time) -> faster.put(cores, times.get(1) / time));
            measured.add(new Curve(names.get(i), faster, i, true));
            if (faster.size() < 2) continue;
            AmdahlLaw law = AmdahlLaw.of(faster.lastEntry().getValue(), faster.lastKey());
            Sentence name = new Sentence("sequential.amdahl", names.get(i));
            expected.add(new Curve(name, law.doubling(MOST_CORES), i, false));
        }
        measured.addAll(expected);
        return measured;
    }

    private double seconds(Corpus corpus, String kind, int length, Backend backend) {
        Dataset data = new Dataset.Text(Texts.repeated(corpus, length + 1));
        Recipe recipe = SequentialLesson.recipe(values, kind, length, data);
        return Scaling.secondsPerStep(recipe.start(data, backend), recipe.settings());
    }
}

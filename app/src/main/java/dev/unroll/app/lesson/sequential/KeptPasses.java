package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.profile.Passes;
import dev.unroll.engine.profile.Profile;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * What was measured of each model over each text. It is measured once and kept, so that the same model and the same text have the same time
 * wherever they come up again, beside whatever other model.
 */
final class KeptPasses {
    /** For how long nothing may have become quicker before it is believed, in seconds. */
    private static final double SECONDS = .6;

    /** What decides how long a pass of a model takes. */
    private static final List<Knob<?>> DECISIVE =
            List.of(SequentialLesson.TEXT, SequentialLesson.PARAMETERS, SequentialLesson.BLOCKS, SequentialLesson.MODE);

    private final Map<List<?>, Profile> kept = new ConcurrentHashMap<>();

    /** What tells a pass from others, for each model. */
    static List<List<?>> subjects(KnobValues values) {
        List<?> decisive = DECISIVE.stream().map(values::get).toList();
        return SequentialLesson.kinds(values).stream()
                .<List<?>>map(kind -> List.of(kind, decisive))
                .toList();
    }

    /** What is kept, and of models of which nothing is what was measured now. */
    Passes known(KnobValues values, Passes now) {
        List<List<?>> subjects = subjects(values);
        return new Passes(IntStream.range(0, subjects.size())
                .mapToObj(i -> kept.getOrDefault(subjects.get(i), now.profiles().get(i)))
                .toList());
    }

    /** Measures those models of which nothing is kept, and keeps what comes out. From any thread. */
    void measure(KnobValues values, Measuring.Report<Passes> report) throws TextException {
        Corpus corpus = Corpus.of(values.get(SequentialLesson.TEXT));
        List<List<?>> subjects = subjects(values);
        List<LanguageModel> models = SequentialLesson.models(values, corpus);
        List<Integer> missing = IntStream.range(0, subjects.size())
                .filter(i -> !kept.containsKey(subjects.get(i)))
                .boxed()
                .toList();
        List<Profile> all = new ArrayList<>(subjects.stream().map(kept::get).toList());
        if (missing.isEmpty()) {
            report.tell(1, new Passes(List.copyOf(all)));
            return;
        }
        Passes.measure(
                missing.stream().map(models::get).toList(),
                SequentialLesson.shown(corpus),
                SequentialLesson.writes(values),
                SECONDS,
                (share, now) -> {
                    for (int i = 0; i < missing.size(); i++)
                        all.set(missing.get(i), now.profiles().get(i));
                    if (share == 1) for (int i : missing) kept.put(subjects.get(i), all.get(i));
                    report.tell(share, new Passes(List.copyOf(all)));
                });
    }

    /** Forgets all, so that it is measured anew. */
    void forget() {
        kept.clear();
    }
}

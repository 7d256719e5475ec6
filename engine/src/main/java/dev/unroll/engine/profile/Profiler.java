package dev.unroll.engine.profile;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.SimdBackend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.profile.Profile.Span;
import dev.unroll.engine.text.Sequences;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures passes with all the cores of this machine, operation by operation. Used by one thread at a time. */
public final class Profiler {
    private final ConcurrentLinkedQueue<Part> parts = new ConcurrentLinkedQueue<>();
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Backend backend =
            new SimdBackend(cores, (thread, start, end) -> parts.add(new Part(thread, start, end)));

    private record Part(int thread, long start, long end) {}

    /** A profiler whose threads are kept as long as the program runs. */
    public Profiler() {}

    /** How many cores compute. */
    public int cores() {
        return cores;
    }

    /**
     * One training pass over a text, forward and backward, each operation by itself: the quickest of several.
     *
     * @param ids the tokens; all but the last are read, all but the first predicted
     * @param times how many passes are made
     */
    public Profile training(LanguageModel model, int[] ids, int times) {
        Sequences text = Sequences.split(new int[][] {ids});
        return best(times, () -> training(model, text));
    }

    private Profile training(LanguageModel model, Sequences text) {
        KernelCount count = new KernelCount(backend);
        Tape tape = new Tape(count.counted(), (name, node) -> node);
        Stretches stretches = new Stretches(count);
        tape.watch(stretches::begin);
        parts.clear();
        Node loss = model.loss(tape, text);
        tape.backward(loss);
        stretches.end();
        return new Profile(
                new Dependencies(tape.nodes(), loss).work(stretches.all()), text.length(), others(stretches.origin()));
    }

    /**
     * Reads a text as one is written: token by token, each after the one before it is known; the quickest of several.
     *
     * @param ids the tokens
     * @param times how often it is read
     */
    public Profile writing(LanguageModel model, int[] ids, int times) {
        return best(times, () -> writing(model, ids));
    }

    private Profile writing(LanguageModel model, int[] ids) {
        KernelCount count = new KernelCount(backend);
        Tape tape = new Tape(count.counted(), (name, node) -> node);
        Decoder decoder = model.decoder(tape);
        List<Work> work = new ArrayList<>();
        parts.clear();
        long origin = System.nanoTime();
        double start = 0;
        for (int t = 0; t < ids.length; t++) {
            decoder.next(ids[t]);
            double end = (System.nanoTime() - origin) * 1e-9;
            int calls = count.takeKernels().size();
            work.add(new Work(calls + " kernels", t, false, start, end, count.takeFlops(), true));
            start = end;
        }
        return new Profile(work, ids.length, others(origin));
    }

    private static Profile best(int times, Supplier<Profile> pass) {
        return Stream.generate(pass)
                .limit(times)
                .min(Comparator.comparingDouble(Profile::seconds))
                .orElseThrow();
    }

    private List<List<Span>> others(long origin) {
        return IntStream.range(1, cores)
                .mapToObj(core -> parts.stream()
                        .filter(part -> part.thread == core)
                        .map(part -> new Span((part.start - origin) * 1e-9, (part.end - origin) * 1e-9))
                        .toList())
                .toList();
    }
}

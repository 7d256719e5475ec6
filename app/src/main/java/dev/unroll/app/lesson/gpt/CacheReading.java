package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.GptModel;

import java.util.Arrays;

/**
 * The same step with a cache of keys and values and without, measured a moment ago.
 *
 * @param with seconds that the last token took where the keys and values of those before it were kept
 * @param without seconds that all tokens took together, which is what the last one costs where nothing is kept
 * @param kept how many numbers the cache holds
 * @param token how many numbers a token adds to it
 */
record CacheReading(double with, double without, long kept, long token) {
    private static final int MOST_TRIES = 5;

    /** From so many seconds on, once is enough. */
    private static final double LONG = .2;

    static CacheReading measure(GptModel model, int[] ids, int at, Backend backend) {
        int[] text = Arrays.copyOf(ids, at + 1);
        double with = Double.MAX_VALUE;
        double without = Double.MAX_VALUE;
        for (int i = 0; i < MOST_TRIES && (i == 0 || without < LONG); i++) {
            Decoder decoder = model.decoder(backend);
            if (at > 0) decoder.read(Arrays.copyOf(text, at));
            with = Math.min(with, seconds(() -> decoder.next(text[at])));
            without = Math.min(without, seconds(() -> model.decoder(backend).read(text)));
        }
        long token = 2L * model.sizes().layers() * model.sizes().units();
        return new CacheReading(with, without, token * text.length, token);
    }

    private static double seconds(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) * 1e-9;
    }

    void addTo(NamedNumbers numbers) {
        numbers.add("cache/with", "t_with", with)
                .add("cache/without", "t_without", without)
                .add("cache/kept", "#K, V", kept)
                .add("cache/new", "#tokens", 1)
                .add("cache/again", "#tokens°", kept / token);
    }
}

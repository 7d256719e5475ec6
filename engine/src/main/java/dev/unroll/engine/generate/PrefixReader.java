package dev.unroll.engine.generate;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a model says after any beginning of a text. It goes on from what it has read where the next text begins with that, and keeps what
 * it has said last. For as long as the weights stay the same, and for one thread at a time.
 */
public final class PrefixReader {
    private static final int MOST_LOGITS = 5_000_000;

    private final LanguageModel model;
    private final Backend backend;
    private final List<Integer> read = new ArrayList<>();
    private @Nullable Decoder decoder;

    /** Logits by how many tokens come before them, of the text that was read last. */
    private final NavigableMap<Integer, float[]> rows = new TreeMap<>();

    /** Of a model that has read nothing yet. */
    public PrefixReader(LanguageModel model, Backend backend) {
        this.model = model;
        this.backend = backend;
    }

    /** The logits of the token after the first {@code length} of a text, {@code [TOKEN]}; {@code length} is at least 1. */
    public Tensor logits(int[] text, int length) {
        int same = 0;
        while (same < Math.min(read.size(), length) && read.get(same) == text[same]) same++;
        if (same == length) return known(text, length);
        Decoder reader = decoder;
        if (reader == null || same < read.size()) {
            rows.tailMap(same, false).clear();
            decoder = reader = model.decoder(backend);
            read.clear();
        }
        Tensor logits = reader.read(Arrays.copyOfRange(text, read.size(), length));
        for (int i = read.size(); i < length; i++) read.add(text[i]);
        return keep(length, logits);
    }

    /** A beginning of what is read already, which stays as far as it goes. */
    private Tensor known(int[] text, int length) {
        float[] there = rows.get(length);
        if (there != null) return row(there);
        return keep(length, model.decoder(backend).read(Arrays.copyOf(text, length)));
    }

    private Tensor keep(int length, Tensor logits) {
        float[] row = logits.toArray();
        rows.put(length, row);
        while (rows.size() > Math.max(8, MOST_LOGITS / row.length)) rows.pollFirstEntry();
        return row(row);
    }

    private static Tensor row(float[] logits) {
        return Tensor.of(Shape.of(Axis.TOKEN, logits.length), logits);
    }
}

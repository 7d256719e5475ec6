package dev.unroll.engine.model;

import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;

/** Reads any number of tokens with a model that looks at the last few only. */
abstract class WindowDecoder implements Decoder {
    private final int window;
    private int[] last = {};

    /** @param window how many tokens the model looks at */
    WindowDecoder(int window) {
        this.window = window;
    }

    /** The logits of the token after these, the last ones that have been read. */
    abstract Tensor predict(int[] ids);

    @Override
    public final Tensor next(int id) {
        int[] all = Arrays.copyOf(last, last.length + 1);
        all[last.length] = id;
        last = Arrays.copyOfRange(all, Math.max(0, all.length - window), all.length);
        return predict(last);
    }
}

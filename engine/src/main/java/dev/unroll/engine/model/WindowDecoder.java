package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;

import static dev.unroll.engine.tensor.Axis.TOKEN;

/** Reads any number of tokens with a model that looks at the last few only. */
final class WindowDecoder implements Decoder {
    private final LanguageModel model;
    private final int window;
    private final Tape tape;
    private int[] last = {};

    /** @param window how many tokens the model looks at */
    WindowDecoder(LanguageModel model, int window, Tape tape) {
        this.model = model;
        this.window = window;
        this.tape = tape;
    }

    @Override
    public Tensor next(int id) {
        int[] all = Arrays.copyOf(last, last.length + 1);
        all[last.length] = id;
        last = Arrays.copyOfRange(all, Math.max(0, all.length - window), all.length);
        tape.reset();
        Node logits = model.logits(tape, new int[][] {last});
        return logits.slice(last.length - 1).value().reshape(Shape.of(TOKEN, model.vocabularySize()));
    }
}

package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a GPT would predict if it stopped after each block: its own head, read early (nostalgebraist 2020). */
public final class LogitLens {
    private LogitLens() {}

    /** The states of the residual stream that are read, the first before any block. */
    public static List<String> names(GptModel model) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i <= model.sizes().layers(); i++) names.add(name(i));
        return names;
    }

    /** The state of the residual stream after some blocks. */
    public static String name(int blocks) {
        return blocks == 0 ? "embedding" : "block." + (blocks - 1) + "/mlp/residual";
    }

    /**
     * The probabilities after each block.
     *
     * @param trace of a pass of this model
     * @return {@code [ITEM, TIME, TOKEN]}: first of the embedding alone, then after each block
     */
    public static Tensor probabilities(GptModel model, Trace trace, Backend backend) {
        List<String> names = names(model);
        int times = trace.value("embedding").shape().size(0);
        Tensor all =
                Tensor.zeros(Shape.of(Axis.ITEM, names.size(), Axis.TIME, times, Axis.TOKEN, model.vocabularySize()));
        Tape tape = new Tape(backend);
        for (int i = 0; i < names.size(); i++) {
            tape.reset();
            Node residual = tape.constant(trace.value(names.get(i)));
            all.slice(i).copyFrom(model.unembed(residual).softmax().value());
        }
        return all;
    }

    /**
     * The logits that some steps of a state of the residual stream stand for.
     *
     * @param stream {@code [TIME, UNIT]}
     * @param from the first step
     * @param to the step after the last
     * @return {@code [TIME, TOKEN]}
     */
    public static Tensor logits(GptModel model, Tensor stream, int from, int to, Backend backend) {
        int units = stream.shape().columns();
        float[] part = Arrays.copyOfRange(stream.toArray(), from * units, to * units);
        Tape tape = new Tape(backend);
        Node in = tape.constant(Tensor.of(Shape.of(Axis.TIME, to - from, Axis.UNIT, units), part));
        return model.unembed(in).value();
    }
}

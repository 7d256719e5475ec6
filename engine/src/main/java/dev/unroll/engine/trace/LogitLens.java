package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/** What a GPT would predict if it stopped after each block: its own head, read early (nostalgebraist 2020). */
public final class LogitLens {
    private LogitLens() {}

    /** The states of the residual stream that are read, the first before any block. */
    public static List<String> names(GptModel model) {
        List<String> names = new ArrayList<>(List.of("embedding"));
        for (int i = 0; i < model.sizes().layers(); i++) names.add("block." + i + "/mlp/residual");
        return names;
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
}

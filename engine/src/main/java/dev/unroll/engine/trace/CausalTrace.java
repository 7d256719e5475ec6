package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.sampling.LogSoftmax;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where in a GPT stands what makes it predict a token: each state of the residual stream in turn is taken from the pass over another text
 * of the same length, and the pass goes on with it (causal tracing, Meng et al. 2022; activation patching).
 */
public final class CausalTrace {
    private final GptModel model;
    private final int time;
    private final int token;
    private final Backend backend;
    private final List<Tensor> own;
    private final List<Tensor> other;
    private final Tape tape;
    private final Tensor patched;

    /** Whom it tells how far it is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Tells what is known.
         *
         * @param share of the work that is done, from 0 to 1
         * @param soFar as {@link #of} returns it, NaN where it is not computed yet; a copy
         * @throws RuntimeException if nobody wants to know any more, which ends the work
         */
        void tell(double share, Tensor soFar);
    }

    private CausalTrace(GptModel model, int[] ids, int[] otherIds, int time, int token, Backend backend) {
        this.model = model;
        this.time = time;
        this.token = token;
        this.backend = backend;
        own = states(ids);
        other = states(otherIds);
        tape = new Tape(backend);
        patched = Tensor.zeros(Shape.of(Axis.ITEM, own.size(), Axis.TIME, time + 1));
        Arrays.fill(patched.write(), Float.NaN);
    }

    /**
     * How likely a token is when one state is taken from the other text.
     *
     * @param ids the text whose next token is predicted
     * @param otherIds a text of as many tokens
     * @param time the step after which it is predicted; no later token plays a part
     * @param token the one that is asked for
     * @param atOnce how many steps are tried at once
     * @return {@code [ITEM, TIME]}: first of the embedding, then after each block; up to {@code time}
     * @throws IllegalArgumentException if the texts are not equally long, or there is no such step
     */
    public static Tensor of(
            GptModel model,
            int[] ids,
            int[] otherIds,
            int time,
            int token,
            int atOnce,
            Backend backend,
            Progress progress) {
        if (ids.length != otherIds.length)
            throw new IllegalArgumentException("The texts have " + ids.length + " and " + otherIds.length
                    + " tokens; only a state of a text of equal length can be put in.");
        if (time < 0 || time >= ids.length)
            throw new IllegalArgumentException("There is no step " + time + " in " + ids.length + " tokens.");
        int[] read = Arrays.copyOf(ids, time + 1);
        CausalTrace trace = new CausalTrace(model, read, Arrays.copyOf(otherIds, time + 1), time, token, backend);
        trace.patchAll(Math.max(1, atOnce), progress);
        return trace.patched;
    }

    /** The states of the residual stream, first the embedding, {@code [TIME, UNIT]} each. */
    private List<Tensor> states(int[] ids) {
        BlockwisePass pass = BlockwisePass.of(model, ids, backend, _ -> {}, List.of());
        return LogitLens.names(model).stream().map(pass::value).toList();
    }

    private void patchAll(int atOnce, Progress progress) {
        int layers = own.size();
        double unchanged = Math.exp(LogSoftmax.of(last(List.of(), layers - 1)[0], token));
        for (int layer = layers - 1; layer >= 0; layer--) {
            List<Integer> differing = new ArrayList<>();
            for (int t = 0; t <= time; t++) {
                // after the last block only the state of the step itself is read
                if (differs(layer, t) && (layer < layers - 1 || t == time)) differing.add(t);
                else patched.write()[layer * (time + 1) + t] = (float) unchanged;
            }
            for (int from = 0; from < differing.size(); from += atOnce) {
                List<Integer> steps = differing.subList(from, Math.min(differing.size(), from + atOnce));
                Tensor[] logits = last(steps, layer);
                for (int i = 0; i < logits.length; i++)
                    patched.write()[layer * (time + 1) + steps.get(i)] =
                            (float) Math.exp(LogSoftmax.of(logits[i], token));
                double done = (double) (from + steps.size()) / differing.size();
                progress.tell((layers - 1 - layer + done) / layers, patched.copy());
            }
        }
        progress.tell(1, patched.copy());
    }

    private boolean differs(int layer, int t) {
        return !Arrays.equals(
                own.get(layer).slice(t).toArray(), other.get(layer).slice(t).toArray());
    }

    /**
     * What the model says after the step, {@code [TOKEN]}, once for each of some steps whose state after {@code layer} blocks is that of
     * the other text; of nothing changed where there are none.
     */
    private Tensor[] last(List<Integer> steps, int layer) {
        int copies = Math.max(1, steps.size());
        int units = model.sizes().units();
        Tensor stream = Tensor.zeros(Shape.of(Axis.TIME, time + 1, Axis.BATCH, copies, Axis.UNIT, units));
        for (int t = 0; t <= time; t++)
            for (int b = 0; b < copies; b++) {
                boolean here = b < steps.size() && steps.get(b) == t;
                stream.slice(t)
                        .slice(b)
                        .copyFrom((here ? other : own).get(layer).slice(t));
            }
        for (int block = layer; block < model.sizes().layers(); block++) {
            tape.reset(); // in the memory of one block
            stream = model.block(block, tape.constant(stream)).value().copy();
        }
        tape.reset();
        Node top = tape.constant(stream.slice(time));
        Tensor logits = model.unembed(top).value();
        Tensor[] all = new Tensor[copies];
        for (int b = 0; b < copies; b++) all[b] = logits.slice(b).copy();
        return all;
    }
}

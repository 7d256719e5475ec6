package dev.unroll.app.lesson;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.cell.CellKind;

import java.util.List;
import java.util.Locale;

/**
 * A pass of a recurrent model with what is set by hand in it, and the unit in it that is looked at.
 *
 * @param text the pass, with the gradients of the loss at {@code lossAt} alone
 * @param unchanged the same pass without what is set by hand; the same object where nothing is
 * @param layers how many layers there are
 * @param layer the layer that is looked at
 * @param unit the unit that is looked at
 * @param lossAt the step whose loss it is
 */
public record RecurrentPass(
        TextTrace text, Trace unchanged, CellKind cell, int layers, int layer, int unit, int lossAt, Hands hands) {
    /**
     * Reads some tokens.
     *
     * @param ids all but the last are read
     * @param lossAt the step whose loss is differentiated; beyond the last it is the last, and so it is in a task
     * @param hands as {@link Hands#of} reads it
     * @param layer the layer to be looked at, or the last
     * @param unit the unit to be looked at, or the last
     */
    public static RecurrentPass of(
            RnnModel model,
            Material material,
            int[] ids,
            int lossAt,
            String hands,
            int layer,
            int unit,
            Backend backend) {
        int last = ids.length - 2;
        int at = material.isTask() ? last : Math.min(lossAt, last);
        Sequences sequences = material.sequences(ids);
        Trace unchanged = trace(model, sequences, at, backend);
        Hands held = Hands.of(hands, unchanged);
        Trace trace = held.held().isEmpty() ? unchanged : trace(model, sequences, at, backend, held.interventions());
        List<Integer> targets = material.targets(ids);
        return new RecurrentPass(
                TextTrace.of(trace, material.data().tokenizer(), ids, targets, material.length()),
                unchanged,
                CellKind.valueOf(model.kind().toUpperCase(Locale.ROOT)),
                model.layerCount(),
                Math.min(layer, model.layerCount() - 1),
                Math.min(unit, model.hiddenSize() - 1),
                at,
                held);
    }

    /** A pass with the gradients of one step's loss. */
    public static Trace trace(
            RnnModel model, Sequences sequences, int lossAt, Backend backend, Intervention... interventions) {
        Trace trace = Trace.of(tape -> model.loss(tape, sequences), backend, interventions);
        trace.differentiateStepLoss(lossAt);
        return trace;
    }

    /** The pass as it is shown. */
    public Trace trace() {
        return text.trace();
    }

    /** Whether something is set by hand. */
    public boolean touched() {
        return trace() != unchanged;
    }

    /** The name in the trace of a part of the layer that is looked at. */
    public String name(String part) {
        return "layer." + layer + "/" + part;
    }

    /** What a part of the unit is at each step, {@code [TIME]}. */
    public Tensor ofUnit(String part) {
        return column(trace().value(name(part)));
    }

    /** As {@link #ofUnit}, without what is set by hand. */
    public Tensor unchangedOfUnit(String part) {
        return column(unchanged.value(name(part)));
    }

    /** The gradient of a part of the unit at each step, {@code [TIME]}. */
    public Tensor gradientOfUnit(String part) {
        return column(trace().gradient(name(part)));
    }

    /** How much of the unit's first state a gate leaves at the last step: its product over all steps after the first. */
    public double kept(String gate) {
        Tensor factors = ofUnit(gate);
        double product = 1;
        for (int t = 1; t < factors.length(); t++) product *= factors.at(t);
        return product;
    }

    private Tensor column(Tensor all) {
        Tensor one = Tensor.zeros(Shape.of(Axis.TIME, all.shape().size(0)));
        for (int t = 0; t < one.length(); t++)
            one.write()[t] = all.at(t * all.shape().columns() + unit);
        return one;
    }
}

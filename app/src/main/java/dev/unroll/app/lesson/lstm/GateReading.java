package dev.unroll.app.lesson.lstm;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Answer;
import dev.unroll.app.lesson.CellPanel;
import dev.unroll.app.lesson.KindColors;
import dev.unroll.app.lesson.Material;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.RecurrentPass;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.cell.CellKind;
import dev.unroll.viz.gradient.FlowCurve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pass of the gated model, and what a plain RNN makes of the same tokens.
 *
 * @param answers what the models answer at the step of the loss: the gated one, and the RNN beside it
 */
record GateReading(RecurrentPass pass, List<Answer> answers, NamedNumbers numbers) implements TextReading {
    private static final String RECALL = "recall";

    /** Reads the models of a run. */
    static GateReading of(Material material, List<Model> models, KnobValues values, Backend backend) {
        RnnModel model = (RnnModel) models.getFirst();
        int[] ids = material.ids(values.get(LstmLesson.LETTER));
        RecurrentPass pass = RecurrentPass.of(
                model,
                material,
                ids,
                values.get(LstmLesson.LOSS_AT),
                values.get(CellPanel.HANDS),
                values.get(CellPanel.LAYER),
                values.get(CellPanel.UNIT),
                backend);
        NamedNumbers numbers = new NamedNumbers();
        ofUnit(pass, numbers);
        int at = pass.lossAt();
        int right = ids[at + 1];
        String letter = "p[‘" + pass.text().tokens().get(right) + "’]";
        numbers.add("answer", letter, Answer.probability(pass.trace(), at, right));
        numbers.add("before.answer", letter + "′", Answer.probability(pass.unchanged(), at, right));
        List<Answer> answers = new ArrayList<>();
        answers.add(answer(model, pass.trace(), !pass.touched(), material, at, right, numbers, backend));
        if (models.size() > 1) {
            RnnModel rnn = (RnnModel) models.get(1);
            Trace beside = RecurrentPass.trace(rnn, material.sequences(ids), at, backend);
            numbers.add("flow.rnn", "RNN ‖∂L/∂h‖", GradientFlow.norms(beside, pass.name("hiddenState")));
            answers.add(answer(rnn, beside, true, material, at, right, numbers, backend));
        }
        return new GateReading(pass, List.copyOf(answers), numbers);
    }

    /** What the unit does, without what is set by hand as well, and the gradients of its layer. */
    private static void ofUnit(RecurrentPass pass, NamedNumbers numbers) {
        for (CellKind.Part part : pass.cell().made()) {
            String symbol = part.symbol() + "[" + pass.unit() + "]";
            numbers.add("unit." + part.name(), symbol, pass.ofUnit(part.name()));
            numbers.add("before.unit." + part.name(), symbol + "′", pass.unchangedOfUnit(part.name()));
            if (pass.cell().states().contains(part.name()))
                numbers.add(
                        "flow." + part.name(),
                        "‖∂L/∂" + part.symbol() + "‖",
                        GradientFlow.norms(pass.trace(), pass.name(part.name())));
            if (part.name().equals(pass.cell().keeps())) numbers.add("kept", "∏ " + symbol, pass.kept(part.name()));
        }
    }

    /** What a model answers, and how likely it answers each letter, which is counted unless something is set by hand. */
    private static Answer answer(
            RnnModel model,
            Trace trace,
            boolean counted,
            Material material,
            int t,
            int right,
            NamedNumbers numbers,
            Backend backend) {
        String name = model.kind().toUpperCase(Locale.ROOT);
        if (!material.isTask()) return Answer.of(name, trace, t, right, Answer.NO_TASK);
        Tensor recalled = material.recalled(model, backend);
        numbers.add(numbers.get(RECALL) == null ? RECALL : "recallOfRnn", "p(" + name + ")", recalled);
        return Answer.of(name, trace, t, right, counted ? Answer.count(recalled) : Answer.NO_TASK);
    }

    /** The names of the gradients along what is carried on, and of the RNN's. */
    List<String> flows() {
        List<String> flows = new ArrayList<>();
        for (String state : pass.cell().states()) flows.add("flow." + state);
        if (numbers.get("flow.rnn") != null) flows.add("flow.rnn");
        return flows;
    }

    /** The same as curves, each as shares of what there is at the step of the loss. */
    List<FlowCurve.Series> curves() {
        return flows().stream()
                .map(name -> FlowCurve.Series.relative(
                                name.equals("flow.rnn")
                                        ? "RNN h"
                                        : pass.cell() + (name.equals("flow.cellState") ? " c" : " h"),
                                tensor(name),
                                pass.lossAt())
                        .colored(KindColors.of(
                                name.equals("flow.rnn")
                                        ? "rnn"
                                        : pass.cell().toString().toLowerCase(Locale.ROOT))))
                .toList();
    }

    @Override
    public TextTrace text() {
        return pass.text();
    }
}

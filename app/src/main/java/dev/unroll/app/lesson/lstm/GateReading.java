package dev.unroll.app.lesson.lstm;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.lesson.Traced;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import dev.unroll.viz.explain.Symbols;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.List;
import java.util.Map;

/**
 * A pass of the gated model, with what is set by hand in it, and what a plain RNN makes of the same tokens.
 *
 * @param text the pass, with the gradients of the loss at {@code lossAt} alone
 * @param unchanged the same pass without what is set by hand; the same object where nothing is
 * @param layers how many layers there are
 * @param layer the layer that is looked at
 * @param unit the unit that is looked at
 * @param answers what the models answer at the step of the loss: the gated one, and the RNN beside it
 * @param named numbers that claims and views call by names of their own, beside those of the trace
 */
record GateReading(
        TextTrace text, Trace unchanged, CellKind cell, int layers, int layer, int unit, int lossAt, Hands hands, Map<String, Tensor> named,
        List<Answer> answers)
        implements Traced {
    static final String UNIT = "unit.";
    static final String BEFORE = "before.";

    /**
     * The likeliest token.
     *
     * @param letters how many of the task's letters are answered rightly, or −1 if there is no task
     */
    record Answer(String model, int token, float probability, boolean right, int letters) {}

    /** Reads the models of a run. */
    static GateReading of(Material material, List<Model> models, KnobValues values, Backend backend) {
        RnnModel model = (RnnModel) models.getFirst();
        int[] ids = material.ids(values.get(LstmLesson.LETTER));
        Sequences sequences = material.sequences(ids);
        int last = ids.length - 2;
        int lossAt = material.isTask() ? last : Math.min(values.get(LstmLesson.LOSS_AT), last);
        Trace unchanged = trace(model, sequences, lossAt, backend);
        Hands hands = Hands.of(values.get(LstmLesson.HANDS), unchanged);
        Trace trace =
                hands.held().isEmpty() ? unchanged : trace(model, sequences, lossAt, backend, hands.interventions());
        CellKind cell = CellKind.valueOf(model.kind().toUpperCase(Locale.ROOT));
        int layer = Math.min(values.get(LstmLesson.LAYER), model.layerCount() - 1);
        int unit = Math.min(values.get(LstmLesson.UNIT), model.hiddenSize() - 1);
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (String part : cell.parts()) {
            named.put(UNIT + part, column(trace.value("layer." + layer + "/" + part), unit));
            named.put(BEFORE + UNIT + part, column(unchanged.value("layer." + layer + "/" + part), unit));
        }
        for (String state : cell.states())
            named.put("flow." + state, GradientFlow.norms(trace, "layer." + layer + "/" + state));
        if (cell.keeps() != null) named.put("kept", Tensor.scalar(product(named.get(UNIT + cell.keeps()))));
        int answer = ids[lossAt + 1];
        List<Answer> answers = new ArrayList<>();
        named.put("answer", answer(trace, lossAt, answer));
        named.put(BEFORE + "answer", answer(unchanged, lossAt, answer));
        answers.add(asked(cell.name(), trace, lossAt, answer, recall(model, material, backend, named, "recall")));
        if (models.size() > 1) {
            Trace rnn = trace((RnnModel) models.get(1), sequences, lossAt, backend);
            named.put("flow.rnn", GradientFlow.norms(rnn, "layer." + layer + "/hiddenState"));
            named.put("rnn.answer", answer(rnn, lossAt, answer));
            int letters = recall((LanguageModel) models.get(1), material, backend, named, "rnn.recall");
            answers.add(asked("RNN", rnn, lossAt, answer, letters));
        }
        TextTrace text = TextTrace.of(trace, material.data().tokenizer(), ids, material.targets(ids), material.length());
        return new GateReading(text, unchanged, cell, model.layerCount(), layer, unit, lossAt, hands, Map.copyOf(named), List.copyOf(answers));
    }

    private static Trace trace(
            RnnModel model, Sequences sequences, int lossAt, Backend backend, Intervention... interventions) {
        Trace trace = Trace.of(tape -> model.loss(tape, sequences), backend, interventions);
        trace.differentiateStepLoss(lossAt);
        return trace;
    }

    private static Tensor column(Tensor all, int unit) {
        Tensor one = Tensor.zeros(Shape.of(Axis.TIME, all.shape().size(0)));
        for (int t = 0; t < one.length(); t++) one.write()[t] = all.at(t * all.shape().columns() + unit);
        return one;
    }

    /** What is left of the first step's state at the last step. */
    private static float product(Tensor factors) {
        float product = 1;
        for (int t = 1; t < factors.length(); t++) product *= factors.at(t);
        return product;
    }

    private static Tensor answer(Trace trace, int t, int token) {
        return Tensor.scalar(trace.value("probabilities").slice(t).at(token));
    }

    private static Answer asked(String model, Trace trace, int t, int right, int letters) {
        Tensor p = trace.value("probabilities").slice(t);
        int best = 0;
        for (int i = 1; i < p.length(); i++) if (p.at(i) > p.at(best)) best = i;
        return new Answer(model, best, p.at(best), best == right, letters);
    }

    /** Puts under a name how likely each letter is where it was the one to remember, and counts those more likely than not. */
    private static int recall(
            LanguageModel model, Material material, Backend backend, Map<String, Tensor> named, String name) {
        if (!material.isTask()) return -1;
        int[][] sequences = material.afterEachLetter();
        Tensor last = model.logits(new Tape(backend), sequences)
                .softmax()
                .slice(sequences[0].length - 1)
                .value();
        Tensor right = Tensor.zeros(Shape.of(Axis.ITEM, sequences.length));
        int count = 0;
        for (int i = 0; i < right.length(); i++) {
            right.write()[i] = last.slice(i).at(i);
            if (right.at(i) > .5) count++;
        }
        named.put(name, right);
        return count;
    }

    /** The name in the trace of a part of the layer that is looked at. */
    String name(String part) {
        return "layer." + layer + "/" + part;
    }

    @Override
    public Trace trace() {
        return text.trace();
    }

    @Override
    public AxisNames names() {
        return text.names();
    }

    @Override
    public int timeSteps() {
        return text.timeSteps();
    }

    @Override
    public List<String> tokens() {
        return text.tokens();
    }

    @Override
    public Tensor tensor(String name) {
        Tensor own = named.get(name);
        if (own != null) return own;
        return name.startsWith(BEFORE) ? unchanged.value(name.substring(BEFORE.length())) : Traced.super.tensor(name);
    }

    @Override
    public String symbol(Place place) {
        String name = place.name();
        if (name.startsWith(BEFORE)) return symbol(renamed(place, name.substring(BEFORE.length()), place.quantity())) + "′";
        if (name.startsWith(UNIT)) return text.symbol(ofUnit(place));
        if (name.startsWith("rnn.")) return "RNN " + symbol(renamed(place, name.substring(4), place.quantity()));
        return switch (name) {
            case "flow.rnn" -> "RNN " + symbol(renamed(place, "flow.hiddenState", place.quantity()));
            case "flow.hiddenState", "flow.cellState" ->
                "‖" + text.symbol(renamed(place, name(name.substring(5)), Quantity.GRADIENT)) + "‖";
            case "answer" -> "p[‘" + tokens().get(text.ids()[lossAt + 1]) + "’]";
            case "recall" -> "p";
            case "kept" -> "∏ " + Symbols.of(new Place(name(cell.keeps()), List.of(), List.of(), Quantity.VALUE), names());
            default -> text.symbol(place);
        };
    }

    private static Place renamed(Place place, String name, Quantity quantity) {
        return new Place(name, place.axes(), place.index(), quantity);
    }

    private Place ofUnit(Place place) {
        String part = name(place.name().substring(UNIT.length()));
        if (place.axes().isEmpty()) return new Place(part, List.of(Axis.UNIT), List.of(unit), Quantity.VALUE);
        return new Place(
                part, List.of(Axis.TIME, Axis.UNIT), List.of(place.index().getFirst(), unit), Quantity.VALUE);
    }
}

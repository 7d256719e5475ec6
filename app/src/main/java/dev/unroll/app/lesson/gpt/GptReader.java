package dev.unroll.app.lesson.gpt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Drawing;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads a GPT: writes the branches, traces the one in view, and measures what is looked at. The trace is kept while text and weights are
 * the same, so that moving along it costs nothing.
 */
final class GptReader implements Reading<GptReading> {
    private final Prompts prompts;
    private final List<String> tokens;
    private final Writing writing = new Writing();
    private @Nullable Pass pass;

    /** A pass, and what it was made of. */
    private record Pass(
            long step, int[] ids, String hand, Trace trace, @Nullable Trace before, Hands hands, AxisNames names) {
        boolean is(long now, int[] wanted, String typed) {
            return now == step && Arrays.equals(wanted, ids) && typed.equals(hand);
        }
    }

    GptReader(Prompts prompts) {
        this.prompts = prompts;
        Vocabulary vocabulary = prompts.tokenizer().vocabulary();
        tokens = IntStream.range(0, vocabulary.size())
                .mapToObj(id -> TokenText.of(vocabulary, id))
                .toList();
    }

    @Override
    public GptReading read(List<Model> models, KnobValues values, Backend backend) {
        return read(0, models, values, backend);
    }

    @Override
    public GptReading read(long step, List<Model> models, KnobValues values, Backend backend) {
        GptModel model = (GptModel) models.getFirst();
        int context = model.sizes().context();
        int[] prompt = prompts.ids(values.get(GptLesson.PROMPT));
        Draws draws = Draws.of(
                GptLesson.DRAW.sampler(values), values.get(GptLesson.SEED), prompt.length, context);
        TextTree asked = TextTree.parse(values.get(GptLesson.WRITTEN));
        List<List<Integer>> branches = new ArrayList<>();
        double[] likelihoods = new double[asked.branches().size()];
        for (List<Integer> wanted : asked.branches()) {
            List<Integer> fitting = wanted.subList(0, Math.min(wanted.size(), context - prompt.length));
            Writing.Branch written = writing.write(step, model, prompt, fitting, draws, backend);
            likelihoods[branches.size()] = written.likelihood();
            branches.add(written.ids());
        }
        TextTree tree = new TextTree(branches, asked.view());
        int[] ids = IntStream.concat(
                        Arrays.stream(prompt),
                        tree.path().stream().mapToInt(Integer::intValue))
                .toArray();
        Pass now = pass(step, model, ids, values.get(GptLesson.HAND), backend);
        return reading(now, model, tree, likelihoods, prompt.length, draws, values, backend);
    }

    private Pass pass(long step, GptModel model, int[] ids, String hand, Backend backend) {
        Pass known = pass;
        if (known != null && known.is(step, ids, hand)) return known;
        Trace own = Trace.ofReading(model, ids, backend);
        Hands hands = Hands.of(hand, own);
        boolean changed = !hands.held().isEmpty();
        Trace trace = changed ? Trace.ofReading(model, ids, backend, hands.interventions()) : own;
        List<String> steps = Arrays.stream(ids).mapToObj(tokens::get).toList();
        AxisNames names = AxisNames.of(trace).withTokens(tokens).withSteps(steps);
        Pass made = new Pass(step, ids, hand, trace, changed ? own : null, hands, names);
        pass = made;
        return made;
    }

    private GptReading reading(
            Pass pass,
            GptModel model,
            TextTree tree,
            double[] likelihoods,
            int prompt,
            Draws draws,
            KnobValues values,
            Backend backend) {
        int[] ids = pass.ids;
        int at = Math.min(values.get(GptLesson.AT), ids.length - 1);
        Set<Integer> seen = new HashSet<>();
        Arrays.stream(ids, 0, at + 1).forEach(seen::add);
        Tensor logits = GptReading.row(pass.trace, "logits", at);
        Drawing drawing = Drawing.of(logits, seen, draws.numbers()[at], at, GptLesson.DRAW, values);
        NamedNumbers numbers = drawing.addTo(new NamedNumbers());
        numbers.add("loss", "L", loss(pass.trace, ids))
                .add("text/length", "n", ids.length)
                .add("text/branches", "#branches", tree.branches().size())
                .add("text/likelihood", "P", likelihoods[tree.view()])
                .add("text/repeats", "#repeated", repeats(ids, prompt));
        String view = values.get(GptLesson.VIEW);
        StackReading stack = view.equals("stack") ? StackReading.of(model, pass.trace, at) : null;
        CacheReading cache = view.equals("cache") ? CacheReading.measure(model, ids, at, backend) : null;
        Reasons reasons = view.equals("why")
                ? Reasons.of(model, pass.trace, ids, at, asked(values, drawing, logits), backend)
                : null;
        if (stack != null) stack.addTo(numbers);
        if (cache != null) cache.addTo(numbers);
        if (reasons != null) reasons.addTo(numbers);
        return new GptReading(
                ids, prompt, tokens, pass.names, pass.trace, pass.before, pass.hands, tree, likelihoods, drawing, at,
                model.sizes().context(), stack, cache, reasons, numbers);
    }

    /** The candidate whose reasons are asked for: the one that is written there, or drawn, unless another was chosen. */
    private static int asked(KnobValues values, Drawing drawing, Tensor logits) {
        int chosen = values.get(GptLesson.CANDIDATE);
        return chosen >= 0 && chosen < logits.length() ? chosen : drawing.chosen();
    }

    /** The mean over the tokens that the text has after its first, in nats; NaN where there is none. */
    private static double loss(Trace trace, int[] ids) {
        Tensor p = trace.value("probabilities");
        return IntStream.range(1, ids.length)
                .mapToDouble(t -> -Math.log(p.slice(t - 1).at(ids[t])))
                .average()
                .orElse(Double.NaN);
    }

    /** How many tokens at the end of what was written repeat those one period before, for the period with the most of them. */
    private static int repeats(int[] ids, int prompt) {
        int most = 0;
        for (int period = 1; period <= (ids.length - prompt) / 2; period++) {
            int count = 0;
            while (count < ids.length - prompt - period
                    && ids[ids.length - 1 - count] == ids[ids.length - 1 - count - period]) count++;
            most = Math.max(most, count);
        }
        return most;
    }
}

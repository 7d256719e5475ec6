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
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Intervention;
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
    private final @Nullable GptModel fixed;
    private final List<String> tokens;
    private final Writing writing = new Writing();
    private @Nullable Made made;

    /** A pass, and what it was made of; {@code own} is the one with nothing changed by hand, which may be the same. */
    private record Made(long step, int[] ids, String hand, GptPass pass, GptPass own, Hands hands) {
        boolean is(long now, int[] wanted, String typed) {
            return now == step && Arrays.equals(wanted, ids) && typed.equals(hand);
        }
    }

    /** @param fixed a model that is only looked at; null where there is one in training */
    GptReader(Prompts prompts, @Nullable GptModel fixed) {
        this.fixed = fixed;
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
        GptModel model = fixed == null ? (GptModel) models.getFirst() : fixed;
        int context = model.sizes().context();
        int[] prompt = prompts.ids(values.get(GptLesson.PROMPT));
        Draws draws = Draws.of(GptLesson.DRAW.sampler(values), values.get(GptLesson.SEED), prompt.length, context);
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
        int[] ids = IntStream.concat(Arrays.stream(prompt), tree.path().stream().mapToInt(Integer::intValue))
                .toArray();
        Made now = made(step, model, ids, values.get(GptLesson.HAND), backend);
        return reading(step, now, model, tree, likelihoods, prompt.length, draws, values, backend);
    }

    private Made made(long step, GptModel model, int[] ids, String hand, Backend backend) {
        Made known = made;
        if (known != null && known.is(step, ids, hand)) return known;
        boolean same = known != null && known.is(step, ids, known.hand);
        GptPass own = known != null && same ? known.own : pass(step, model, ids, List.of(), backend);
        Hands hands = own instanceof LeanPass ? LeanPass.hands(hand, model.sizes()) : Hands.of(hand, own.trace());
        List<Intervention> changes = List.of(hands.interventions());
        GptPass pass = changes.isEmpty() ? own : pass(step, model, ids, changes, backend);
        Made now = new Made(step, ids, hand, pass, own, hands);
        made = now;
        return now;
    }

    private GptPass pass(long step, GptModel model, int[] ids, List<Intervention> changes, Backend backend) {
        if (model.parameterCount() > LeanPass.LARGE)
            return new LeanPass(model, ids, writing.logits(step, model, ids, ids.length, backend), changes, backend);
        Trace trace = Trace.ofReading(model, ids, backend, changes.toArray(Intervention[]::new));
        return new GptPass.Whole(trace, model.sizes().layers());
    }

    private GptReading reading(
            long step,
            Made made,
            GptModel model,
            TextTree tree,
            double[] likelihoods,
            int prompt,
            Draws draws,
            KnobValues values,
            Backend backend) {
        int[] ids = made.ids;
        int at = Math.min(values.get(GptLesson.AT), ids.length - 1);
        String view = values.get(GptLesson.VIEW);
        Tensor own =
                made.own instanceof LeanPass ? writing.logits(step, model, ids, at + 1, backend) : made.own.logits(at);
        boolean changed = made.pass != made.own;
        Tensor logits = changed ? made.pass.logits(at) : own;
        if (made.pass instanceof LeanPass lean) {
            lean.look(logits);
            if (view.equals("stack") || scored(values)) lean.open(block(model, values));
        }
        Set<Integer> seen = new HashSet<>();
        Arrays.stream(ids, 0, at + 1).forEach(seen::add);
        Drawing drawing =
                Drawing.of(logits, seen, draws.numbers()[at], made.pass.logitStep(at), GptLesson.DRAW, values);
        NamedNumbers numbers = drawing.addTo(new NamedNumbers());
        numbers.add("text/length", "n", ids.length)
                .add("text/branches", "#branches", tree.branches().size())
                .add("text/likelihood", "P", likelihoods[tree.view()])
                .add("text/repeats", "#repeated", repeats(ids, prompt))
                .add("loss", "L", made.pass instanceof GptPass.Whole whole ? loss(whole.trace(), ids) : Double.NaN);
        StackReading stack = view.equals("stack") ? StackReading.of(model, made.pass, at, backend) : null;
        CacheReading cache = view.equals("cache") ? CacheReading.measure(model, ids, at, backend) : null;
        Reasons reasons = view.equals("why")
                ? Reasons.of(
                        model,
                        made.pass,
                        ids,
                        at,
                        asked(values, drawing, logits),
                        values.get(GptLesson.WHY),
                        scored(values) ? score(model, made, at, values) : null,
                        backend)
                : null;
        if (stack != null) stack.addTo(numbers);
        if (cache != null) cache.addTo(numbers);
        if (reasons != null) reasons.addTo(numbers);
        List<String> steps = Arrays.stream(ids).mapToObj(tokens::get).toList();
        AxisNames names = AxisNames.of(made.pass.trace()).withTokens(tokens).withSteps(steps);
        return new GptReading(
                ids,
                prompt,
                Arrays.stream(ids).mapToObj(prompts::note).toList(),
                tokens,
                names,
                made.pass.trace(),
                changed ? made.own.trace() : null,
                model.sizes(),
                made.pass instanceof LeanPass,
                probabilities(logits, backend),
                changed ? probabilities(own, backend) : null,
                made.hands,
                tree,
                likelihoods,
                drawing,
                at,
                stack,
                cache,
                reasons,
                numbers);
    }

    /** Whether a single score is looked at. */
    private static boolean scored(KnobValues values) {
        return values.get(GptLesson.VIEW).equals("why")
                && values.get(GptLesson.WHY).equals("score");
    }

    private static int block(GptModel model, KnobValues values) {
        return Math.min(values.get(GptLesson.BLOCK), model.sizes().layers() - 1);
    }

    private static ScoreReading score(GptModel model, Made made, int at, KnobValues values) {
        int head = Math.min(values.get(GptLesson.HEAD), model.sizes().heads() - 1);
        boolean split = made.hands.held().stream()
                .noneMatch(one -> one.intervention().name().equals("embedding"));
        return ScoreReading.of(
                model, made.pass.trace(), made.ids, block(model, values), head, at, values.get(GptLesson.KEY), split);
    }

    private static Tensor probabilities(Tensor logits, Backend backend) {
        Tensor p = Tensor.zeros(logits.shape());
        backend.softmax(logits, p);
        return p;
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

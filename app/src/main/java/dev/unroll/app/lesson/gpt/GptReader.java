package dev.unroll.app.lesson.gpt;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Drawing;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.app.lesson.Weights;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Models;
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
import java.util.function.DoubleConsumer;
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
        Made now = made(step, model, ids, values.get(GptLesson.HAND), values.get(GptLesson.OTHER), backend);
        return reading(step, now, model, tree, likelihoods, prompt.length, draws, values, backend);
    }

    private Made made(long step, GptModel model, int[] ids, String typed, String otherText, Backend backend) {
        Made known = made;
        boolean taken = typed.contains("= " + Hands.OTHER);
        String hand = taken ? typed + " | " + otherText : typed;
        if (known != null && known.is(step, ids, hand)) return known;
        boolean same = known != null && known.is(step, ids, known.hand);
        GptPass own = known != null && same ? known.own : pass(step, model, ids, List.of(), backend);
        Hands hands = own instanceof LeanPass
                ? LeanPass.hands(typed, model.sizes())
                : Hands.of(typed, own.trace(), taken ? other(model, ids, otherText, backend) : null);
        List<Intervention> changes = List.of(hands.interventions());
        GptPass pass = changes.isEmpty() ? own : pass(step, model, ids, changes, backend);
        Made now = new Made(step, ids, hand, pass, own, hands);
        made = now;
        return now;
    }

    /** The pass over the other text; null where it is not of equal length. */
    private @Nullable Trace other(GptModel model, int[] ids, String text, Backend backend) {
        try {
            int[] other = prompts.other(text);
            return other.length == ids.length ? Trace.ofReading(model, other, backend) : null;
        } catch (SaidException e) {
            return null; // the panel says why
        }
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
        LeanPass lean = made.pass instanceof LeanPass large ? large : null;
        boolean changed = made.pass != made.own && (lean == null || lean.isClimbed());
        Tensor logits = changed ? made.pass.logits(at) : own;
        if (lean != null) lean.look(logits);
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
        CacheReading cache = view.equals("cache") ? CacheReading.measure(model, ids, at, backend) : null;
        Asked asked = new Asked(made, model, at, asked(values, drawing, logits), values, backend);
        String name = asked.name(made.pass != made.own);
        LeanPass.Found found = lean == null || name.isEmpty() ? null : lean.show(name);
        Look look = lean == null || name.isEmpty() || found != null ? null : asked.look(lean, name);
        StackReading stack = found != null
                ? found.stack() == null ? null : found.stack().at(made.pass, at)
                : lean == null && view.equals("stack") ? StackReading.of(model, made.pass, at, backend, _ -> {}) : null;
        Reasons reasons = found != null && found.reasons() != null
                ? found.reasons()
                : lean != null && asked.patched()
                        ? Reasons.ofPatch(model, ids.length, asked.token, asked.patch())
                        : lean == null && view.equals("why") ? asked.reasons(made.pass.trace(), _ -> {}) : null;
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
                look,
                numbers);
    }

    /** What is asked of a pass. */
    private final class Asked {
        private final Made made;
        private final GptModel model;
        private final int at;
        private final int token;
        private final KnobValues values;
        private final Backend backend;
        private final String view;
        private final String part;

        Asked(Made made, GptModel model, int at, int token, KnobValues values, Backend backend) {
            this.made = made;
            this.model = model;
            this.at = at;
            this.token = token;
            this.values = values;
            this.backend = backend;
            view = values.get(GptLesson.VIEW);
            part = values.get(GptLesson.WHY);
        }

        boolean scored() {
            return view.equals("why") && part.equals("score");
        }

        boolean patched() {
            return view.equals("why") && part.equals("patch");
        }

        private int block() {
            return Math.min(values.get(GptLesson.BLOCK), model.sizes().layers() - 1);
        }

        private int head() {
            return Math.min(values.get(GptLesson.HEAD), model.sizes().heads() - 1);
        }

        /** Tells from others what a large model has to be computed for; empty where that is nothing. */
        String name(boolean changed) {
            if (view.equals("stack")) return "stack " + block();
            if (scored()) return "score " + at + " " + block() + " " + head() + " " + values.get(GptLesson.KEY);
            if (view.equals("why") && !patched()) return part + " " + at + " " + token;
            return changed ? "changed" : "";
        }

        Look look(LeanPass lean, String name) {
            int block = view.equals("stack") || scored() ? block() : -1;
            return new Look(
                    lean,
                    name,
                    report -> lean.find(
                            block,
                            (opened, progress) -> new LeanPass.Found(
                                    name,
                                    opened,
                                    view.equals("stack") ? lean.stack(at, progress) : null,
                                    view.equals("why") && !patched()
                                            ? reasons(opened == null ? lean.trace() : opened, progress)
                                            : null),
                            report));
        }

        Reasons reasons(Trace trace, DoubleConsumer progress) {
            return Reasons.of(
                    model,
                    made.pass,
                    made.ids,
                    at,
                    token,
                    part,
                    scored() ? score(trace) : null,
                    patched() ? patch() : null,
                    backend,
                    progress);
        }

        private ScoreReading score(Trace trace) {
            boolean split = made.hands.held().stream()
                    .noneMatch(one -> one.intervention().name().equals("embedding"));
            return ScoreReading.of(model, trace, made.ids, block(), head(), at, values.get(GptLesson.KEY), split);
        }

        private PatchReading patch() {
            int[] other = {};
            Sentence unknown = null;
            try {
                other = prompts.other(values.get(GptLesson.OTHER));
            } catch (SaidException e) {
                unknown = e.sentence();
            }
            GptModel still = fixed == null ? Models.copy(model) : model; // it is measured while training goes on
            return new PatchReading(
                    still,
                    fixed == null ? Weights.of(still) : model,
                    made.ids,
                    other.length == made.ids.length ? other : new int[0],
                    other.length,
                    at,
                    token,
                    unknown,
                    backend);
        }
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

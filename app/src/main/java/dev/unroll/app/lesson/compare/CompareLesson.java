package dev.unroll.app.lesson.compare;

import dev.unroll.app.compare.Contest;
import dev.unroll.app.compare.EqualSizes;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.TrainingSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Compare: two or three models on one text; how far back each of them sends the gradient of one loss. */
public final class CompareLesson implements LessonPlan<Comparison> {
    /** The longest passage that is looked at. */
    static final int MAX_SHOWN = 200;

    static final String NO_MODEL = "none";

    static final List<Knob<String>> SIDES = List.of(
            side("a", "rnn", "rnn", "gru", "lstm", "gpt"),
            side("b", "lstm", "rnn", "gru", "lstm", "gpt"),
            side("c", "gpt", "rnn", "gru", "lstm", "gpt", NO_MODEL));

    static final Knob<String> TASK = Knob.choice(
            "task", Knob.Effect.ANEW, "text", "road", "recall5", "recall10", "recall50", "trained50", "trained200");
    static final Knob<String> TEXT = Knob.text(
            "the keys to the old cabinet in the hut by the sea are here. the key to the old cabinet in the hut by the sea is here. ");
    static final Knob<Integer> LENGTH = Knob.size("length", 50, 4, MAX_SHOWN);
    static final Knob<Integer> PARAMETERS = Knob.size("parameters", 5800, 300, 1_000_000);
    static final Knob<Integer> BLOCKS = Knob.size("blocks", 1, 1, 12);
    static final Knob<Double> FORGET_BIAS = new Knob<>("forgetBias", new Kind.Decimal(-3, 6), 3.0, Knob.Effect.ANEW);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.002);
    static final Knob<Integer> SEED = Knob.seed();

    /** The step whose loss is differentiated; beyond the last it is the last. */
    static final Knob<Integer> LOSS_AT = Knob.look("lossAt", MAX_SHOWN - 1, 0, MAX_SHOWN - 1);

    static final Knob<String> BY = Knob.choice("by", Knob.Effect.LOOK_ON_STAGE, "input", "hidden", "memory");

    /** After how many blocks the residual stream of a GPT is looked at. */
    static final Knob<Integer> STREAM = Knob.look("stream", 0, 0, 12);

    static final Knob<Boolean> SWAP = Knob.toggle("swap");

    /** Whether the mean of all losses is differentiated, and not that of a single step. */
    static final Knob<Boolean> MEAN = Knob.toggle("mean");

    /** Which model's numbers can be explained. */
    static final Knob<Integer> SIDE = Knob.look("side", 0, 0, 2);

    static final Knob<String> PANEL = Knob.choice(
            "panel", Knob.Effect.LOOK_ON_STAGE, "none", "prediction", "loss", "state", "accuracy", "weights");

    /** Those that are trained already come as they are. */
    private static final Set<Knob<?>> OF_RANDOM_WEIGHTS = Set.of(PARAMETERS, BLOCKS, FORGET_BIAS);

    /** Those whose trained models can read texts longer than they have learnt: a GPT has no vectors for positions further on. */
    private static final Set<String> OF_ANY_LENGTH = Set.of("rnn", "gru", "lstm");

    /** The models of the whole road that are trained; before them stands one that counts. */
    private static final List<String> ROAD = List.of("mlp", "rnn", "lstm", "gpt");

    private static final double CLIP_NORM = 1;

    /** A lesson as it is new. */
    public CompareLesson() {}

    private static Knob<String> side(String id, String initial, String... kinds) {
        return new Knob<>(id, new Kind.Choice(List.of(kinds)), initial, Knob.Effect.ANEW);
    }

    @Override
    public List<Knob<?>> knobs() {
        List<Knob<?>> knobs = new ArrayList<>(SIDES);
        knobs.addAll(List.of(
                TASK,
                TEXT,
                LENGTH,
                PARAMETERS,
                BLOCKS,
                FORGET_BIAS,
                LEARNING_RATE,
                SEED,
                LOSS_AT,
                BY,
                STREAM,
                SWAP,
                MEAN,
                SIDE,
                PANEL));
        return knobs;
    }

    private static boolean ofText(KnobValues values) {
        return values.get(TASK).equals("text") || isRoad(values);
    }

    /** Whether all models of the road stand below each other. */
    static boolean isRoad(KnobValues values) {
        return values.get(TASK).equals("road");
    }

    /** The kinds of all models that are shown, with those that are not trained. */
    static List<String> shown(KnobValues values) {
        return isRoad(values)
                ? Stream.concat(Stream.of(NGramModel.KIND), ROAD.stream()).toList()
                : kinds(values);
    }

    private static boolean trained(KnobValues values) {
        return values.get(TASK).startsWith("trained");
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        if (knob == TEXT || knob == LENGTH) return ofText(values);
        if (knob == BLOCKS && !kinds(values).contains("gpt")) return false;
        if (knob == FORGET_BIAS && !kinds(values).contains("lstm")) return false;
        return !OF_RANDOM_WEIGHTS.contains(knob) || !trained(values);
    }

    /** The kinds of the models that there are. Of those that are trained already no GPT reads further than it has learnt. */
    static List<String> kinds(KnobValues values) {
        if (isRoad(values)) return ROAD;
        Stream<String> kinds = SIDES.stream().map(values::get).filter(kind -> !kind.equals(NO_MODEL));
        return (values.get(TASK).equals("trained200") ? kinds.filter(OF_ANY_LENGTH::contains) : kinds).toList();
    }

    @Override
    public List<String> memberKeys(KnobValues values) {
        return kinds(values).stream().map(kind -> "compare.kind." + kind).toList();
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<Comparison> open(KnobValues values) throws SaidException, TextException {
        Contest contest = contest(values);
        EqualSizes sizes = new EqualSizes(values.get(PARAMETERS), values.get(BLOCKS), values.get(FORGET_BIAS));
        List<Member> members = new ArrayList<>();
        for (String kind : kinds(values))
            members.add(
                    trained(values)
                            ? new Member(Samples.checkpoint("recall-" + kind), contest.data())
                            : new Member(
                                    contest.recipe(kind, sizes, settings(values), values.get(SEED)), contest.data()));
        if (members.isEmpty()) throw new SaidException("compare.notShipped");
        return new Opening<>(members, new CompareReading(contest));
    }

    private static Contest contest(KnobValues values) throws TextException {
        String task = values.get(TASK);
        if (ofText(values)) return Contest.ofText(Corpus.of(values.get(TEXT)), values.get(LENGTH));
        int length = Integer.parseInt(task.replaceAll("\\D", ""));
        return Contest.ofTask(MemoryTask.of("recall", length), values.get(SEED));
    }

    @Override
    public boolean backward() {
        return true;
    }

    @Override
    public List<Operation<Comparison>> operations() {
        return List.of();
    }

    @Override
    public LessonStage<Comparison> stage(StageKit<Comparison> kit) {
        return new CompareStage(kit);
    }
}

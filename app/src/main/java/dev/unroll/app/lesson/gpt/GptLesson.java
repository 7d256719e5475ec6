package dev.unroll.app.lesson.gpt;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.Knob.Effect;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.DrawKnobs;
import dev.unroll.app.lesson.DrawPanel;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Material;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.io.Gpt2Checkpoint;
import dev.unroll.engine.io.Gpt2Vocabulary;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.text.Gpt2Tokenizer;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** GPT: a text is written token by token; what comes out goes in again. */
public final class GptLesson implements LessonPlan<GptReading> {
    static final Knob<String> PROMPT = new Knob<>("prompt", new Kind.Text(), "Call me ", Effect.LOOK);
    static final Knob<String> MODEL = Knob.choice("model", Effect.ANEW, "trained", "bytepairs", "random", "gpt2");

    /** The folder of a GPT-2 as it is published. */
    static final Knob<String> FOLDER = new Knob<>("folder", new Kind.Folder(), "", Effect.ANEW);

    /** What is learnt from random weights; Moby-Dick where nothing is typed. */
    static final Knob<String> TEXT = Knob.text("");

    static final Knob<Integer> HIDDEN = Knob.size("hidden", 32, 4, 256);
    static final Knob<Integer> LAYERS = Knob.size("depth", 2, 1, 12);
    static final Knob<Integer> HEADS = Knob.size("heads", 4, 1, 16);
    static final Knob<Integer> CONTEXT = Knob.size("context", 64, 8, 256);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.003);
    static final Knob<Integer> SEED = Knob.seed();
    static final DrawKnobs DRAW = DrawKnobs.of(.8, 40, .95, 1);
    static final Knob<String> VIEW = Knob.choice("tab", Effect.LOOK_ON_STAGE, "draw", "stack", "cache", "why");

    /** What was written after the prompt, with its branches, as {@link TextTree} reads it. */
    static final Knob<String> WRITTEN = new Knob<>("written", new Kind.Text(), "", Effect.LOOK_ON_STAGE);

    /** What was changed by hand, as interventions. */
    static final Knob<String> HAND = new Knob<>("byHand", new Kind.Text(), "", Effect.LOOK_ON_STAGE);

    static final Knob<Integer> AT = Knob.look("at", 0, 0, 1_000_000);
    static final Knob<String> STACK = Knob.choice("stack", Effect.LOOK_ON_STAGE, "stream", "head", "block");
    static final Knob<Integer> BLOCK = Knob.look("block", 0, 0, 1_000);
    static final Knob<Integer> HEAD = Knob.look("head", 0, 0, 1_000);

    /** The token that is asked why; −1 for the one that is drawn. */
    static final Knob<Integer> CANDIDATE = Knob.look("candidate", -1, -1, 1_000_000);

    static final Knob<String> WHY =
            Knob.choice("why", Effect.LOOK_ON_STAGE, "lens", "parts", "inputs", "score", "patch");

    /** The step that is looked at; −1 for the one that is looked at most. */
    static final Knob<Integer> KEY = Knob.look("key", -1, -1, 1_000_000);

    /** The text whose values can be put in. */
    static final Knob<String> OTHER = new Knob<>("otherText", new Kind.Text(), "", Effect.LOOK);

    private static final String GPT2 = "gpt2";

    /** What has been trained by its recipe goes on by that. */
    private static final Set<Knob<?>> OF_RANDOM_WEIGHTS = Set.of(TEXT, HIDDEN, LAYERS, HEADS, CONTEXT, LEARNING_RATE);

    private static final double CLIP_NORM = 1;
    private static final int BATCH_SIZE = 8;

    /** What the model at hand can go on from; null before the first has been opened. */
    private volatile @Nullable Prompts prompts;

    /** A lesson as it is new. */
    public GptLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        List<Knob<?>> knobs = new ArrayList<>(
                List.of(PROMPT, OTHER, MODEL, FOLDER, TEXT, HIDDEN, LAYERS, HEADS, CONTEXT, LEARNING_RATE, SEED));
        knobs.addAll(DRAW.all());
        knobs.addAll(List.of(VIEW, WRITTEN, HAND, AT, STACK, BLOCK, HEAD, CANDIDATE, WHY, KEY));
        return knobs;
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        if (knob == OTHER)
            return values.get(VIEW).equals("why") && values.get(WHY).equals("patch");
        return !OF_RANDOM_WEIGHTS.contains(knob) || values.get(MODEL).equals("random");
    }

    @Override
    public void check(KnobValues values) throws SaidException {
        try {
            TextTree.parse(values.get(WRITTEN));
        } catch (IllegalArgumentException e) {
            throw new SaidException("gpt.noTree", values.get(WRITTEN));
        }
        Prompts known = prompts;
        if (known != null && known.fits(values.get(MODEL))) known.check(values.get(PROMPT));
    }

    /** What was written after another prompt, or by another model, does not belong here. */
    @Override
    public KnobValues follow(Knob<?> knob, KnobValues turned) {
        if (knob == OTHER) return turned.with(HAND, "");
        boolean other = knob == PROMPT || knob.effect() == Effect.ANEW && knob != SEED;
        KnobValues followed = knob == FOLDER ? turned.with(MODEL, GPT2) : turned;
        return other
                ? followed.with(WRITTEN, "").with(HAND, "").with(CANDIDATE, -1).with(KEY, -1)
                : followed;
    }

    @Override
    public Knob<Integer> followed() {
        return AT;
    }

    @Override
    public @Nullable KnobValues longer(GptReading reading, KnobValues values) {
        if (reading.timeSteps() >= reading.context()) return null;
        boolean drawn = reading.at() == reading.timeSteps() - 1; // else it is drawn where it is read
        int id = drawn ? reading.drawing().chosen() : TextTree.DRAWN;
        int depth = reading.timeSteps() - reading.prompt();
        return values.with(WRITTEN, reading.tree().with(depth, id).format());
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<GptReading> open(KnobValues values) throws SaidException, TextException {
        Opened opened = switch (values.get(MODEL)) {
            case "trained" -> shipped("trained", "gpt");
            case "bytepairs" -> shipped("bytepairs", "gpt-bytepairs");
            case GPT2 -> gpt2(values.get(FOLDER));
            default -> random(values);
        };
        if (!values.get(MODEL).equals("random")) opened.prompts.check(values.get(PROMPT));
        prompts = opened.prompts;
        return opened.opening;
    }

    private record Opened(Opening<GptReading> opening, Prompts prompts) {
        static Opened of(Member member, Prompts prompts) {
            return new Opened(new Opening<>(List.of(member), new GptReader(prompts, null)), prompts);
        }
    }

    private static Opened shipped(String choice, String name) throws SaidException, TextException {
        Checkpoint shipped = Samples.checkpoint(name);
        Material material = Material.text("", shipped.tokenizer());
        int context = ((GptModel) shipped.model()).sizes().context();
        return Opened.of(
                new Member(shipped, material.data()),
                new Prompts(choice, shipped.tokenizer(), material.shown(), context));
    }

    private Opened random(KnobValues values) throws TextException {
        Material material = Material.text(values.get(TEXT), null);
        Tokenizer tokenizer = ((Dataset.Text) material.data()).corpus().tokenizer();
        return Opened.of(
                new Member(recipe(values), material.data()),
                new Prompts("random", tokenizer, material.shown(), values.get(CONTEXT)));
    }

    /** Says where GPT-2 can be had where there is none. */
    private static Opened gpt2(String folder) throws SaidException {
        CompletableFuture.runAsync(() -> new Gpt2Tokenizer().vocabulary()); // takes as long as the weights do
        if (folder.isBlank()) throw new SaidException("gpt.noFolder");
        Path path = Path.of(folder);
        if (!Gpt2Checkpoint.isConfigured(path)) throw new SaidException("gpt.wrongFolder", path);
        try {
            GptModel model = Gpt2Checkpoint.read(path);
            Gpt2Vocabulary vocabulary = Gpt2Vocabulary.read(path, model.vocabularySize());
            Tokenizer tokenizer = vocabulary.tokenizer();
            if (tokenizer == null) throw new SaidException("gpt.otherVocabulary", path, model.vocabularySize());
            int[] beginning = {vocabulary.ends().stream().findFirst().orElse(0)};
            Prompts prompts =
                    new Prompts(GPT2, tokenizer, beginning, model.sizes().context());
            GptReader reader = new GptReader(prompts, model);
            return new Opened(
                    Opening.counted(0, (step, values, backend) -> reader.read(step, List.of(), values, backend)),
                    prompts);
        } catch (IOException e) {
            throw new SaidException(Sentence.of(e));
        } catch (OutOfMemoryError e) {
            throw new SaidException("gpt.outOfMemory", path);
        }
    }

    private Recipe recipe(KnobValues values) {
        Map<String, String> sizes = Map.of(
                "hidden", values.get(HIDDEN).toString(),
                "layers", values.get(LAYERS).toString(),
                "heads", values.get(HEADS).toString(),
                "context", values.get(CONTEXT).toString());
        return new Recipe(
                "gpt",
                sizes,
                Optimizer.Kind.ADAMW,
                settings(values),
                BATCH_SIZE,
                values.get(CONTEXT),
                values.get(SEED));
    }

    @Override
    public List<Operation<GptReading>> operations() {
        return DrawPanel.operations(GptReading::drawing);
    }

    @Override
    public LessonStage<GptReading> stage(StageKit<GptReading> kit) {
        return new GptStage(kit);
    }
}

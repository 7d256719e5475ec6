package dev.unroll.app.lesson.rnn;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.NeuronsPanel;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.UnrolledPanel;
import dev.unroll.app.lesson.WhatIfPanel;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** RNN and its hidden state: HELLO is learnt, and the two Ls are told apart by what was read before them. */
public final class RnnLesson implements LessonPlan<RnnReading> {
    /** What is learnt: the text above, or Moby-Dick, of which the network has read much already. */
    static final Knob<String> DATA = Knob.choice("read", Knob.Effect.ANEW, "own", "prose");

    /** Which steps of what is learnt have a loss: each, or of each stretch the last alone. */
    static final Knob<String> ASKED = Knob.choice("asked", Knob.Effect.ANEW, "every", "last");

    static final Knob<String> VIEW =
            Knob.choice("view", Knob.Effect.LOOK_ON_STAGE, "network", "whatIf", "neurons", "readOut");

    static final Knob<String> TEXT = Knob.text("HELLO");
    static final Knob<Integer> HIDDEN = Knob.size("hidden", 2, 1, 512);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.1);
    static final Knob<Integer> SEED = Knob.seed();

    /** Of random weights alone the sizes and the seed can be chosen. */
    private static final Set<Knob<?>> OF_OWN_TEXT = Set.of(TEXT, HIDDEN, SEED);

    /** What goes on with a network that has learnt much. */
    private static final double GENTLE_RATE = .001;

    private static final double CLIP_NORM = 5;
    private static final int BATCH_SIZE = 16;
    private static final int LENGTH = 48;

    @Override
    public List<Knob<?>> knobs() {
        List<Knob<?>> own = List.of(TEXT, HIDDEN, LEARNING_RATE, SEED, VIEW, DATA, ASKED);
        return Stream.of(own, UnrolledPanel.KNOBS, WhatIfPanel.KNOBS, NeuronsPanel.KNOBS)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        return !OF_OWN_TEXT.contains(knob) || values.get(DATA).equals("own");
    }

    @Override
    public void check(KnobValues values) throws SaidException {
        NeuronsPanel.check(values);
    }

    /** Other letters stand in another text, and what has learnt much goes on in small steps. */
    @Override
    public KnobValues follow(Knob<?> knob, KnobValues turned) {
        if (knob != TEXT && knob != DATA) return turned;
        KnobValues unchanged = turned.with(WhatIfPanel.INSTEAD, "");
        if (knob == TEXT) return unchanged;
        boolean prose = turned.get(DATA).equals("prose");
        return unchanged.with(LEARNING_RATE, prose ? GENTLE_RATE : LEARNING_RATE.initial());
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<RnnReading> open(KnobValues values) throws SaidException, TextException {
        boolean prose = values.get(DATA).equals("prose");
        Checkpoint trained = prose ? Samples.checkpoint("prose-rnn") : null;
        Corpus corpus = trained == null
                ? Corpus.of(values.get(TEXT))
                : Corpus.of(Corpus.readText(Samples.file("texts/moby-dick.txt")), trained.tokenizer());
        RnnReader reader = new RnnReader(corpus, UnrolledPanel.MOST_STEPS);
        boolean whole = corpus.ids().length <= UnrolledPanel.MOST_STEPS + 1;
        Recipe recipe = new Recipe(
                "rnn",
                Map.of("hidden", values.get(HIDDEN).toString(), "layers", "1"),
                Optimizer.Kind.ADAM,
                settings(values),
                BATCH_SIZE,
                whole ? reader.steps() : LENGTH,
                values.get(SEED));
        Dataset data = values.get(ASKED).equals("last") ? new Dataset.LastToken(corpus) : new Dataset.Text(corpus);
        return new Opening<>(List.of(new Member(recipe, data, trained)), reader);
    }

    @Override
    public List<Operation<RnnReading>> operations() {
        return UnrolledPanel.operations();
    }

    @Override
    public LessonStage<RnnReading> stage(StageKit<RnnReading> kit) {
        return new RnnStage(kit);
    }
}

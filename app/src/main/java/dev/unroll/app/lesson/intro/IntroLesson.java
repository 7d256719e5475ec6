package dev.unroll.app.lesson.intro;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.Knob.Effect;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CountedCorpus;
import dev.unroll.app.lesson.DrawKnobs;
import dev.unroll.app.lesson.DrawPanel;
import dev.unroll.app.lesson.Drawing;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.Texts;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.application.Platform;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;

/** What a language model is: a table of what followed what, from which the next token is drawn. */
public final class IntroLesson implements LessonPlan<CountedReading> {
    /** How long n-grams can be. */
    static final int LONGEST = 8;

    static final String TABLE = "table";
    static final String DRAW = "draw";
    static final String LIMITS = "limits";
    static final String PERPLEXITY = "perplexity";

    /** The names where nothing is typed. */
    static final Knob<String> TEXT = Knob.text("");

    static final Knob<String> CUT_INTO = Knob.choice("cutInto", Effect.ANEW, "characters", "words");
    static final Knob<Integer> ORDER = new Knob<>("order", new Kind.Whole(1, LONGEST), 3, Effect.LOOK);
    static final Knob<Double> SMOOTHING = new Knob<>("smoothing", new Kind.Decimal(1e-6, 1000), .001, Effect.LOOK);
    static final Knob<String> BEGINNING = new Knob<>("beginning", new Kind.Text(), "Foo", Effect.LOOK);
    static final Knob<Integer> LENGTH = new Knob<>("drawn", new Kind.Whole(1, 200), 24, Effect.LOOK);
    static final Knob<Integer> SEED = new Knob<>("seed", new Kind.Whole(0, Integer.MAX_VALUE), 1, Effect.LOOK);
    static final Knob<String> VIEW = Knob.choice("page", Effect.LOOK_ON_STAGE, TABLE, DRAW, LIMITS, PERPLEXITY);
    static final Knob<Boolean> PROBABILITIES = Knob.toggle("probabilities");
    static final DrawKnobs HOW = DrawKnobs.of(1, 0, 1, 1);

    private static final int MOST_WORDS = 30_000;

    /** How far the measurement of all orders has come, from 0 to 1; changed on the JavaFX thread. */
    private final DoubleProperty progress = new SimpleDoubleProperty(this, "progress", 1);

    /** The text at hand; null before the first has been read. */
    private volatile @Nullable CountedCorpus corpus;

    private volatile KnobValues opened = KnobValues.initial(knobs());

    /** A lesson as it is new. */
    public IntroLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        List<Knob<?>> all = new ArrayList<>(
                List.of(TEXT, CUT_INTO, ORDER, SMOOTHING, BEGINNING, LENGTH, SEED, VIEW, PROBABILITIES));
        all.addAll(HOW.all());
        return all;
    }

    @Override
    public void check(KnobValues values) throws SaidException {
        CountedCorpus known = corpus;
        if (known == null || values.differ(opened, Effect.ANEW)) return; // another text, which is yet to be read
        fits(values, known);
        String beginning = values.get(BEGINNING);
        if (!beginning.isEmpty() && !beginning.equals(opened.get(BEGINNING))) Texts.check(beginning, known.tokenizer());
    }

    private static void fits(KnobValues values, CountedCorpus text) throws SaidException {
        int order = values.get(ORDER);
        if (order > text.length()) throw new SaidException("intro.orderTooLong", order, text.length());
    }

    @Override
    public Opening<CountedReading> open(KnobValues values) throws SaidException, TextException {
        String typed = values.get(TEXT);
        String text = typed.isEmpty() ? Corpus.readText(Samples.file("texts/names.txt")) : typed;
        boolean inWords = values.get(CUT_INTO).equals("words");
        Corpus read = inWords ? Corpus.of(text, Texts.words(text, MOST_WORDS)) : Corpus.of(text);
        CountedCorpus counted = new CountedCorpus(read, LONGEST);
        fits(values, counted);
        corpus = counted;
        opened = values;
        return Opening.counted(
                counted.length(),
                (step, now, backend) -> CountedReading.of(counted, (int) step, now, backend, this::say));
    }

    private void say(double share) {
        Platform.runLater(() -> progress.set(share));
    }

    @Override
    public List<Operation<CountedReading>> operations() {
        List<Operation<CountedReading>> all = new ArrayList<>();
        all.add(new Operation<>("row", (at, t) -> {
            Drawing drawing = at.written().drawing(t);
            return new Place(
                    "counts",
                    List.of(Axis.TIME, Axis.TOKEN),
                    List.of(drawing.timeStep(), drawing.chosen()),
                    Quantity.VALUE);
        }));
        all.addAll(DrawPanel.operations((at, t) -> at.written().drawing(t)));
        return all;
    }

    @Override
    public LessonStage<CountedReading> stage(StageKit<CountedReading> kit) {
        return new IntroStage(kit, progress);
    }
}

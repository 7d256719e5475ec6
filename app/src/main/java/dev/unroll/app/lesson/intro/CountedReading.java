package dev.unroll.app.lesson.intro;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CountedCorpus;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.OrderCurves;
import dev.unroll.app.lesson.PerplexityPanel;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.app.lesson.WrittenText;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.CountedText;
import dev.unroll.engine.text.ContextIndex.Measured;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.count.CountTable.Table;
import dev.unroll.viz.explain.AxisNames;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * A beginning and what was drawn after it, from the counts of a beginning of the text. Beside the trace and the numbers of
 * {@link dev.unroll.app.lesson.Drawing} formulas name {@code contexts}, {@code perplexity} and, while the limits of counting are in
 * view, those of {@link OrderCurves}.
 *
 * @param counted how many tokens of the text are counted
 * @param text what was given, with the trace of all that was written
 * @param measured what each order makes of the text; empty while it is not looked at
 */
record CountedReading(
        CountedCorpus corpus,
        int counted,
        KnobValues values,
        WrittenText written,
        TextTrace text,
        List<Measured> measured,
        NamedNumbers numbers)
        implements TextReading {
    static CountedReading of(
            CountedCorpus corpus, int counted, KnobValues values, Backend backend, DoubleConsumer progress) {
        double smoothing = values.get(IntroLesson.SMOOTHING);
        CountedText model = new CountedText(corpus.index(), counted, values.get(IntroLesson.ORDER), (float) smoothing);
        int[] given = corpus.readable(values.get(IntroLesson.BEGINNING));
        WrittenText written = WrittenText.of(
                model,
                given,
                values.get(IntroLesson.LENGTH),
                values.get(IntroLesson.SEED),
                IntroLesson.HOW,
                values,
                backend);
        Trace trace = Trace.ofPrediction(model, written.ids(), backend);
        int[] sentence = given.length > 1 ? given : Arrays.copyOf(written.ids(), 2);
        TextTrace text = TextTrace.of(trace, corpus.tokenizer(), sentence, sentence.length);
        boolean limits = values.get(IntroLesson.VIEW).equals(IntroLesson.LIMITS);
        List<Measured> measured = limits ? corpus.measured(smoothing, progress) : List.of();
        NamedNumbers numbers = written.addTo(new NamedNumbers());
        OrderCurves.addTo(numbers, measured);
        CountedReading reading = new CountedReading(corpus, counted, values, written, text, measured, numbers);
        double surprise = PerplexityPanel.meanLoss(text);
        numbers.add("contexts", "#contexts", reading.contexts())
                .add("surprise", "H", surprise)
                .add("perplexity", "PPL", Math.exp(surprise));
        return reading;
    }

    private int context() {
        return values.get(IntroLesson.ORDER) - 1;
    }

    /** How many different contexts are counted. */
    int contexts() {
        return corpus.contexts(context()).before(counted);
    }

    /** The row in which the last token of the text was counted. */
    Table tableOfCounting() {
        return corpus.tableOfLast(context(), counted, values.get(IntroLesson.SMOOTHING));
    }

    /** The row that a token is drawn from. */
    Table tableOfDraw(int t) {
        int end = written.given() + t;
        int[] context = Arrays.copyOfRange(written.ids(), Math.max(0, end - context()), end);
        return corpus.table(context, counted, -1, values.get(IntroLesson.SMOOTHING));
    }

    @Override
    public AxisNames names() {
        return text.names().withSteps(TokenText.of(corpus.tokens(), written.ids()));
    }

    @Override
    public List<String> tokens() {
        return corpus.tokens();
    }

    @Override
    public int timeSteps() {
        return written.draws();
    }

    @Override
    public String positionKey() {
        return "intro.position";
    }
}

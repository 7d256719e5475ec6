package dev.unroll.app.lesson.sequential;

import dev.unroll.app.compare.EqualSizes;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.trace.Trace;

import java.util.List;

/** Takes both models apart: which operations a pass has, and which of them must wait for which. On the trainer's thread. */
record RaceReading(Corpus corpus, int[] ids) implements Reading<Race> {
    @Override
    public Race read(List<Model> models, KnobValues now, Backend backend) {
        LanguageModel recurrent = (LanguageModel) models.getFirst();
        LanguageModel gpt = (LanguageModel) models.getLast();
        Passes passes = Passes.of(recurrent, gpt, ids, SequentialLesson.writes(now));
        return new Race(
                TextTrace.of(Trace.ofPrediction(recurrent, ids, backend), corpus, ids.length),
                passes,
                new long[] {EqualSizes.count(recurrent), EqualSizes.count(gpt)},
                new NamedNumbers()
                        .add("chain.rnn", "chain(RNN)", passes.recurrent().chain())
                        .add("chain.gpt", "chain(GPT)", passes.gpt().chain())
                        .add("flops.rnn", "FLOP(RNN)", passes.recurrent().flops())
                        .add("flops.gpt", "FLOP(GPT)", passes.gpt().flops()));
    }
}

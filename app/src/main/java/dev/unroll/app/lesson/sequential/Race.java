package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.profile.Passes;
import dev.unroll.engine.profile.Profile;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.trace.Trace;

import java.util.List;

/**
 * What is read of both models: which operations a pass has, and which of them must wait for which.
 *
 * @param text what the recurrent model predicts
 * @param passes a pass of the recurrent model and of the GPT, measured once
 * @param models the keys of what the models are called
 * @param parameters how many numbers the weights of each hold
 */
record Race(TextTrace text, Passes passes, List<String> models, List<Long> parameters, NamedNumbers numbers)
        implements TextReading {
    /** Takes both models apart, on the trainer's thread. */
    static Race read(List<Model> models, Corpus corpus, int[] ids, KnobValues now, Backend backend) {
        List<LanguageModel> both =
                models.stream().map(LanguageModel.class::cast).toList();
        Passes passes = Passes.of(both, ids, SequentialLesson.writes(now));
        Profile recurrent = passes.profiles().getFirst();
        Profile gpt = passes.profiles().getLast();
        return new Race(
                TextTrace.of(Trace.ofPrediction(both.getFirst(), ids, backend), corpus, ids.length),
                passes,
                SequentialLesson.names(now),
                both.stream().map(Model::parameterCount).toList(),
                new NamedNumbers()
                        .add("chain.rnn", "chain(RNN)", recurrent.chain())
                        .add("chain.gpt", "chain(GPT)", gpt.chain())
                        .add("flops.rnn", "FLOP(RNN)", recurrent.flops())
                        .add("flops.gpt", "FLOP(GPT)", gpt.flops()));
    }
}

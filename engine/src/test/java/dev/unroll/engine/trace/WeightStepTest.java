package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class WeightStepTest {
    /** What is foretold of a weight is what training makes of it, and moving it tells the same slope. */
    @Test
    void theStepIsTheOneThatIsMade() throws Exception {
        Backend backend = Backends.best();
        Corpus corpus = Corpus.of("hello");
        TrainingSettings settings = new TrainingSettings(.5, Double.POSITIVE_INFINITY);
        Map<String, String> sizes = Map.of("window", "2", "embedding", "0", "hidden", "3");
        Training training = new Recipe("mlp", sizes, Optimizer.Kind.SGD, settings, 1, 4, 1)
                .start(new Dataset.Text(corpus), backend);
        LanguageModel model = (LanguageModel) training.model();
        Trace pass = Trace.ofPrediction(model, corpus.ids(), backend);
        Place weight = new Place("head/weight", List.of(Axis.TOKEN, Axis.INPUT), List.of(2, 1), Quantity.VALUE);
        WeightStep step = WeightStep.of(model, corpus.ids(), pass, weight, .5, .01, backend);
        assertThat(step.gradient()).isNotZero();
        assertThat(step.check().slope()).isCloseTo(step.gradient(), within(1e-3));
        training.step(settings);
        Trace after = Trace.ofPrediction(model, corpus.ids(), backend);
        assertThat((double) after.value("head/weight").get(2, 1)).isCloseTo(step.next(), within(1e-6));
    }
}

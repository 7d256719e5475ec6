package dev.unroll.app.lesson.rnn;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.ChangedText;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.NeuronWatch;
import dev.unroll.app.lesson.NeuronsPanel;
import dev.unroll.app.lesson.ReadOut;
import dev.unroll.app.lesson.TextChanges;
import dev.unroll.app.lesson.UnrolledPanel;
import dev.unroll.app.lesson.WhatIfPanel;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Sequences;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** Reads the network over the beginning of the text, and what the tab in view needs besides. */
final class RnnReader implements Reading<RnnReading> {
    private final Corpus corpus;
    private final int[] shown;
    private final Sequences every;
    private @Nullable NeuronWatch watch;

    /** @param most the longest sequence that is traced */
    RnnReader(Corpus corpus, int most) {
        this.corpus = corpus;
        shown = Arrays.copyOf(corpus.ids(), Math.min(corpus.ids().length, most + 1));
        every = Sequences.split(new int[][] {shown});
    }

    /** How many tokens are read at most in one pass. */
    int steps() {
        return shown.length - 1;
    }

    @Override
    public RnnReading read(List<Model> models, KnobValues values, Backend backend) {
        return read(0, models, values, backend);
    }

    @Override
    public RnnReading read(long step, List<Model> models, KnobValues values, Backend backend) {
        RnnModel model = (RnnModel) models.getFirst();
        String view = values.get(RnnLesson.VIEW);
        boolean whatIf = view.equals("whatIf");
        Sequences asked = values.get(RnnLesson.ASKED).equals("last") ? every.onlyLast() : every;
        ChangedText changed = ChangedText.of(
                model,
                corpus.tokenizer(),
                shown,
                asked,
                corpus.ids().length,
                values.get(UnrolledPanel.LOSS_AT),
                TextChanges.parse(whatIf ? values.get(WhatIfPanel.INSTEAD) : ""),
                values.get(WhatIfPanel.SHOW),
                backend);
        NamedNumbers numbers = new NamedNumbers();
        if (whatIf) WhatIfPanel.measure(changed, UnrolledPanel.STATES, numbers);
        NeuronWatch.Look look = null;
        if (view.equals("neurons")) {
            look = watch(model).look(step, model, values.get(NeuronsPanel.PATTERN), backend);
            NeuronWatch.measure(look, values.get(NeuronsPanel.NEURON), numbers);
        }
        ReadOut readOut = null;
        if (view.equals("readOut")) {
            readOut = ReadOut.of(model, every, UnrolledPanel.LAYER, backend);
            readOut.measure(numbers);
        }
        return new RnnReading(changed.shown(), whatIf ? changed : null, look, readOut, numbers);
    }

    private NeuronWatch watch(RnnModel model) {
        NeuronWatch made = watch;
        if (made == null) {
            made = new NeuronWatch(corpus.tokenizer(), corpus.ids(), model.hiddenSize());
            watch = made;
        }
        return made;
    }
}

package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.MeasuredReading;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.WordMap;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.trace.WordPairs;
import dev.unroll.viz.explain.AxisNames;

import java.util.List;

/**
 * What a model of word vectors makes of the next few pairs of words, and where its words lie.
 *
 * @param values what the knobs stood at
 * @param next the pairs that are learnt next
 * @param map the words, the most frequent first, as points
 * @param counts how often the word that is looked at, and some others, stand with the most frequent words
 */
record WordsReading(KnobValues values, WordPairs next, WordMap map, CountedWords counts, NamedNumbers numbers)
        implements MeasuredReading {
    @Override
    public Trace trace() {
        return next.trace();
    }

    @Override
    public List<String> tokens() {
        return map.tokens();
    }

    @Override
    public AxisNames names() {
        return AxisNames.of(trace()).withTokens(tokens());
    }

    @Override
    public String positionKey() {
        return "embeddings.position";
    }

    @Override
    public int timeSteps() {
        return next.pairs().size();
    }
}

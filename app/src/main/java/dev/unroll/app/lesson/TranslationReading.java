package dev.unroll.app.lesson;

import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.List;

/** What is read of a model that translates a sentence. */
public interface TranslationReading extends MeasuredReading {
    /** The translation that is shown. */
    TranslationTrace now();

    @Override
    default Trace trace() {
        return now().trace();
    }

    @Override
    default AxisNames names() {
        return now().names();
    }

    @Override
    default List<String> tokens() {
        return now().tokens();
    }

    @Override
    default int timeSteps() {
        return now().timeSteps();
    }

    @Override
    default String positionKey() {
        return now().positionKey();
    }
}

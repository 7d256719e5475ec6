package dev.unroll.app.lesson;

import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.List;

/** What is read of a model over a text. */
public interface TextReading extends MeasuredReading {
    /** The prediction of each next token. */
    TextTrace text();

    @Override
    default Trace trace() {
        return text().trace();
    }

    @Override
    default AxisNames names() {
        return text().names();
    }

    @Override
    default List<String> tokens() {
        return text().tokens();
    }

    @Override
    default int timeSteps() {
        return text().timeSteps();
    }
}

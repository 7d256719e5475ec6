package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.List;

/** What is read of a model that translates a sentence. */
public interface TranslationReading extends MeasuredReading {
    /**
     * Another translation that is measured beside the one that is shown.
     *
     * @param prefix what formulas write before the names of its trace
     * @param sign what is written behind its symbols
     */
    record Other(String prefix, TranslationTrace trace, String sign) {
        private String name(String prefixed) {
            return prefixed.substring(prefix.length());
        }
    }

    /** The translation that is shown. */
    TranslationTrace now();

    /** The other translations that formulas may name. */
    default List<Other> others() {
        return List.of();
    }

    @Override
    default Tensor tensor(String name) {
        for (Other other : others()) if (name.startsWith(other.prefix)) return other.trace.tensor(other.name(name));
        return MeasuredReading.super.tensor(name);
    }

    @Override
    default String symbol(Place place) {
        for (Other other : others())
            if (place.name().startsWith(other.prefix))
                return other.trace.symbol(place.withName(other.name(place.name()))) + other.sign;
        return MeasuredReading.super.symbol(place);
    }

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

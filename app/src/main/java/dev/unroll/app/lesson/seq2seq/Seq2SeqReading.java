package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationReading;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.space.PointPlane;
import org.jspecify.annotations.Nullable;

/**
 * A sentence as it is read into a vector, and what is written from that. The time steps of the pass are those of the source, then those
 * of the target. Formulas name the numbers of the second sentence with {@code second/} before the trace's names, and what
 * {@link Translations} has measured besides.
 *
 * @param now what is shown, with the units of the vector erased that are to be
 * @param before the same with none erased; null where none is
 * @param second another sentence
 * @param erased the units that are erased
 * @param forced whether the decoder reads a teacher's words, not its own
 * @param numbers what was measured besides
 * @param plane the vectors of many sentences; null where nobody looks
 * @param copy the model as it is now, for what takes long to measure; null where nothing is
 */
record Seq2SeqReading(
        TranslationTrace now,
        @Nullable TranslationTrace before,
        TranslationTrace second,
        UnitSet erased,
        boolean forced,
        NamedNumbers numbers,
        PointPlane.@Nullable Cloud plane,
        @Nullable TranslationModel copy)
        implements TranslationReading {
    static final String HIDDEN = "layer.0/hiddenState";
    static final String CELL = "layer.0/cellState";
    private static final String SECOND = "second/";

    @Override
    public int timeSteps() {
        return now.sources().size() + now.timeSteps();
    }

    @Override
    public String positionKey() {
        return "position.translation";
    }

    /** The step of the encoder after which the vector is handed on. */
    int lastRead() {
        return now.sources().size() - 1;
    }

    @Override
    public Tensor tensor(String name) {
        return name.startsWith(SECOND)
                ? second.tensor(name.substring(SECOND.length()))
                : TranslationReading.super.tensor(name);
    }

    @Override
    public String symbol(Place place) {
        return place.name().startsWith(SECOND)
                ? second.symbol(place.withName(place.name().substring(SECOND.length()))) + "′"
                : TranslationReading.super.symbol(place);
    }
}

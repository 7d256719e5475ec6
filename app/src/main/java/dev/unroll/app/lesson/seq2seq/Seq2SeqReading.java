package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TracedTranslator;
import dev.unroll.app.lesson.TranslationReading;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.app.lesson.UnitSet;
import dev.unroll.viz.space.PointPlane;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A sentence as it is read into a vector, and what is written from that. The time steps of the pass are those of the source, then those
 * of the target. Formulas name the numbers of the second sentence with {@code second/} before the trace's names, and what
 * {@link Seq2SeqReader} has measured besides.
 *
 * @param now what is shown, with the units of the vector erased that are to be
 * @param before the same with none erased; null where none is
 * @param second another sentence
 * @param erased the units that are erased
 * @param forced whether the decoder reads a teacher's words, not its own
 * @param numbers what was measured besides
 * @param plane the vectors of many sentences; null where nobody looks
 * @param copy translates with the model as it is now, for what takes long to measure; null where nothing is
 */
record Seq2SeqReading(
        TranslationTrace now,
        @Nullable TranslationTrace before,
        TranslationTrace second,
        UnitSet erased,
        boolean forced,
        NamedNumbers numbers,
        PointPlane.@Nullable Cloud plane,
        @Nullable TracedTranslator copy)
        implements TranslationReading {
    /** What the encoder hands on after its last step: a hidden state and a cell state, {@code [TIME, UNIT]}. */
    static final List<String> VECTOR = List.of("encoder/layer.0/hiddenState", "encoder/layer.0/cellState");

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
    public List<Other> others() {
        return List.of(new Other("second/", second, "′"));
    }
}

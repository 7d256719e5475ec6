package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * What each unit of a recurrent layer does over a text (Karpathy, Johnson and Fei-Fei 2015).
 *
 * @param values {@code [TIME, UNIT]}: the hidden state after each token
 * @param known how many tokens have been read; what comes after them is not known yet
 */
public record UnitStates(Tensor values, int known) {
    /** How many tokens are read between two reports. */
    private static final int PIECE = 2_000;

    /** A text that has been read as a whole. */
    public UnitStates(Tensor values) {
        this(values, values.shape().rows());
    }

    /**
     * Reads a text with the uppermost layer of a model, from an empty past.
     *
     * @param model which nobody changes meanwhile
     * @param ids at least one token
     * @param report is told what is known, piece after piece, and may throw to end the reading; what is known does not change afterwards
     * @return all of it
     */
    public static UnitStates read(RnnModel model, int[] ids, Backend backend, Consumer<UnitStates> report) {
        Tensor values = Tensor.zeros(Shape.of(Axis.TIME, ids.length, Axis.UNIT, model.hiddenSize()));
        RnnModel.StateReader reader = model.reader(backend);
        UnitStates soFar = new UnitStates(values, 0);
        for (int from = 0; from < ids.length; from += PIECE) {
            int to = Math.min(ids.length, from + PIECE);
            Tensor piece = reader.next(Arrays.copyOfRange(ids, from, to));
            System.arraycopy(piece.read(), piece.offset(), values.write(), from * model.hiddenSize(), piece.length());
            soFar = new UnitStates(values, to);
            report.accept(soFar);
        }
        return soFar;
    }

    /** How many units there are. */
    public int units() {
        return values.shape().columns();
    }

    /** The state of a unit after a token; NaN where it is not known yet. */
    public float at(int token, int unit) {
        return token < known ? values.at(token * units() + unit) : Float.NaN;
    }

    /**
     * Which units follow something that holds at some of the tokens: the correlation of Pearson between a unit's states and 1 where it
     * holds, 0 where it does not.
     *
     * @param marks a bit for each token, set where it holds
     * @return {@code [UNIT]}, each from −1 to 1; NaN for a unit that never changes, and for all where it holds everywhere or nowhere
     */
    public Tensor correlations(BitSet marks) {
        Tensor correlations = Tensor.zeros(Shape.of(Axis.UNIT, units()));
        double[] holds = new double[known];
        double[] states = new double[known];
        for (int t = 0; t < known; t++) holds[t] = marks.get(t) ? 1 : 0;
        PearsonsCorrelation pearson = new PearsonsCorrelation();
        for (int unit = 0; unit < units(); unit++) {
            for (int t = 0; t < known; t++) states[t] = at(t, unit);
            correlations.write()[unit] = known < 2 ? Float.NaN : (float) pearson.correlation(holds, states);
        }
        return correlations;
    }
}

package dev.unroll.app.lesson;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sentence as a model translates it. Its time steps are those of the target.
 *
 * @param tokens the target's vocabulary as it can be seen
 * @param readIds the ids that the decoder reads, the token that begins a target first
 * @param writtenIds the id that it finds likeliest after each of these
 */
public record TranslationTrace(Trace trace, List<String> tokens, int[] readIds, int[] writtenIds, AxisNames names)
        implements Traced {
    @Override
    public int timeSteps() {
        return writtenIds.length;
    }

    @Override
    public String positionKey() {
        return "position.target";
    }

    /** The tokens that are translated. */
    public List<String> sources() {
        return names.steps();
    }

    /** What is translated. */
    public String sentence() {
        return String.join(" ", sources());
    }

    /** The tokens that are written, one for each time step. */
    public List<String> written() {
        return names.targets();
    }

    /** The id of the token that is written at a time step. */
    public int id(int t) {
        return writtenIds[t];
    }

    /** Where the probability of the token stands that is written at a time step. */
    public Place probability(int t) {
        return new Place("probabilities", List.of(Axis.TARGET, Axis.TOKEN), List.of(t, id(t)), Quantity.VALUE);
    }

    /** The tokens that the decoder reads, one for each time step. */
    public List<String> reads() {
        return Arrays.stream(readIds).mapToObj(tokens::get).toList();
    }

    /** The same as if what is read at each step had been written at the step before, and what ends it at the last. */
    public TranslationTrace asRead() {
        int[] right = Arrays.copyOfRange(readIds, 1, readIds.length + 1);
        right[right.length - 1] = tokens.indexOf(SpacedTokenizer.END);
        return new TranslationTrace(trace, tokens, readIds, right, names);
    }

    /** At how many time steps another token is written than in another translation, what only one of them has included. */
    public int differences(TranslationTrace other) {
        int shared = Math.min(timeSteps(), other.timeSteps());
        long differing =
                IntStream.range(0, shared).filter(t -> id(t) != other.id(t)).count();
        return (int) differing + Math.abs(timeSteps() - other.timeSteps());
    }

    /** What is written, without the sign of its end. */
    public String text() {
        return String.join(
                " ",
                written().stream()
                        .filter(token -> !token.equals(SpacedTokenizer.END))
                        .toList());
    }
}

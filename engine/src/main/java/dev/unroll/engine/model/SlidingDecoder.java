package dev.unroll.engine.model;

import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;

/**
 * Reads any number of tokens with a model that sees a limited number at once. Where more has been read, the last ones that it can see are
 * read again for each token, at their new positions.
 */
abstract class SlidingDecoder implements Decoder {
    private final int[] window;
    private int length;

    /** @param context how many tokens the model sees at once */
    SlidingDecoder(int context) {
        window = new int[context];
    }

    /** Forgets all positions that have been read. */
    abstract void forget();

    /**
     * Reads tokens that stand at {@code position} and after it.
     *
     * @return the logits of the token after the last
     */
    abstract Tensor read(int position, int[] ids);

    /** The tokens at the positions before {@code position}. */
    final int[] before(int position) {
        return Arrays.copyOf(window, position);
    }

    @Override
    public final Tensor next(int id) {
        return read(new int[] {id});
    }

    @Override
    public final Tensor read(int... ids) {
        if (length + ids.length <= window.length) return append(ids);
        int[] all = Arrays.copyOf(window, length + ids.length);
        System.arraycopy(ids, 0, all, length, ids.length);
        length = 0;
        forget();
        return append(Arrays.copyOfRange(all, all.length - window.length, all.length));
    }

    private Tensor append(int[] ids) {
        Tensor logits = read(length, ids);
        System.arraycopy(ids, 0, window, length, ids.length);
        length += ids.length;
        return logits;
    }
}

package dev.unroll.viz.attention;

import dev.unroll.viz.attention.TransformerPicture.Computed;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How an encoder and a decoder are computed, moment by moment. In a moment everything is computed that does not wait for anything
 * else: first a box of the encoder for each, for all tokens, then a box of the decoder for each, in training for all tokens, in writing for
 * one token after the other.
 *
 * @param encoderBoxes how many boxes the encoder has
 * @param decoderBoxes how many the decoder has
 * @param sources how many tokens are read
 * @param targets how many tokens the decoder reads
 * @param writing whether the target is written token by token
 */
public record TowerClock(int encoderBoxes, int decoderBoxes, int sources, int targets, boolean writing) {
    /** How many moments there are. */
    public int moments() {
        return encoderBoxes + decoderBoxes * (writing ? targets : 1);
    }

    /** Whether all that the decoder reads is there at a moment: in training it is as soon as the decoder begins. */
    public boolean inputGiven(int moment) {
        return !writing && moment >= encoderBoxes;
    }

    /** How far the encoder is computed at a moment, from 0. */
    public Computed encoder(int moment) {
        int[] each = new int[sources];
        Arrays.fill(each, Math.min(encoderBoxes, moment + 1));
        return new Computed(each, moment < encoderBoxes ? all(sources) : Set.of());
    }

    /** How far the decoder is computed at a moment, from 0. */
    public Computed decoder(int moment) {
        int made = moment + 1 - encoderBoxes;
        int[] each = new int[targets];
        for (int t = 0; t < targets; t++)
            each[t] = Math.clamp(writing ? made - (long) t * decoderBoxes : made, 0, decoderBoxes);
        if (made <= 0) return new Computed(each, Set.of());
        return new Computed(each, writing ? Set.of((made - 1) / decoderBoxes) : all(targets));
    }

    private static Set<Integer> all(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toSet());
    }
}

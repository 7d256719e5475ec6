package dev.unroll.app.lesson.embeddings;

import dev.unroll.engine.trace.Place;

import java.util.List;

/**
 * Words that a training step brings together.
 *
 * @param given the words that others are predicted from
 * @param items the word that should be predicted, and after it those that it is told from
 */
record Pair(List<Integer> given, List<Item> items) {
    /**
     * A word that is predicted or should not be.
     *
     * @param place where its score stands
     * @param score the score
     * @param pulled whether the step moves it towards the given words
     * @param strength how hard, from 0 to 1
     */
    record Item(int word, Place place, double score, boolean pulled, double strength) {}
}

package dev.unroll.app.lesson;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.trace.Trace;

import java.util.Arrays;
import java.util.List;

/**
 * A pass over a text in which other tokens may be read than stand there, beside the pass over the text as it is. Both are asked for the
 * text's own next tokens.
 *
 * @param before over the text as it is
 * @param now with the changes; the same object where there are none
 * @param changes those that are in force
 * @param show which of the two is looked at, or how they differ, as {@link WhatIfPanel#SHOW} says
 */
public record ChangedText(TextTrace before, TextTrace now, TextChanges changes, String show) {
    /** What is read, asked and differentiated. */
    private record Asked(LanguageModel model, Tokenizer tokenizer, Sequences sequences, int length, int lossAt) {
        /** @param ids all but the last are read */
        TextTrace read(int[] ids, Backend backend) {
            int[] read = Arrays.copyOf(ids, ids.length - 1);
            Sequences same = new Sequences(new int[][] {read}, sequences.targets());
            Trace trace = Trace.of(tape -> model.loss(tape, same), backend);
            if (lossAt >= 0) trace.differentiateStepLoss(Math.min(lossAt, read.length - 1));
            List<Integer> targets = Arrays.stream(same.targets()).boxed().toList();
            return TextTrace.of(trace, tokenizer, ids, targets, length);
        }
    }

    /**
     * Reads a text twice, once where nothing is changed.
     *
     * @param ids all but the last are read
     * @param asked what each step is asked for, as a batch of one
     * @param length how many tokens the text has in all
     * @param lossAt the step whose loss is differentiated; beyond the last it is the last, and −1 is the mean of all
     */
    public static ChangedText of(
            LanguageModel model,
            Tokenizer tokenizer,
            int[] ids,
            Sequences asked,
            int length,
            int lossAt,
            TextChanges wanted,
            String show,
            Backend backend) {
        Asked same = new Asked(model, tokenizer, asked, length, lossAt);
        TextTrace before = same.read(ids, backend);
        TextChanges changes = wanted.fitting(ids, model.vocabularySize());
        TextTrace now = changes.isEmpty() ? before : same.read(changes.applied(ids), backend);
        return new ChangedText(before, now, changes, show);
    }

    /** The pass that is looked at. */
    public TextTrace shown() {
        return show.equals("before") ? before : now;
    }

    /** Whether it is looked at how the two differ. */
    public boolean isDifference() {
        return show.equals("difference");
    }

    /** How the two differ in what stands under a name. */
    public Tensor difference(String name) {
        Tensor difference = now.trace().value(name);
        Tensor own = before.trace().value(name);
        for (int i = 0; i < difference.length(); i++) difference.write()[i] -= own.at(i);
        return difference;
    }

    /** How far apart the two are at each step in vectors that stand under a name, {@code [TIME]}. */
    public Tensor distances(String name) {
        Tensor difference = difference(name);
        Tensor distances = Tensor.zeros(Shape.of(Axis.TIME, difference.shape().rows()));
        for (int t = 0; t < distances.length(); t++) {
            double squares = 0;
            for (float d : difference.slice(t).toArray()) squares += (double) d * d;
            distances.write()[t] = (float) Math.sqrt(squares);
        }
        return distances;
    }
}

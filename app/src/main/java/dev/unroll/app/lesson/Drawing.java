package dev.unroll.app.lesson;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.sampling.Candidate;
import dev.unroll.engine.sampling.Choice;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.draw.DrawRuler.Ruler;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One draw of a next token, and what other settings would have made of the same random number. Made where a lesson reads its model;
 * immutable.
 *
 * @param choice the draw
 * @param others the same number under other settings
 * @param timeStep at which step of the lesson's trace the logits stand
 * @param draw which draw of the lesson it is, from 0: the first index of the named numbers
 */
public record Drawing(Choice choice, List<Ruler> others, int timeStep, int draw) {
    /** {@code [TIME, TOKEN]}: for each draw, how likely each token was; the names of all of these are for guides and selections. */
    public static final String CHANCES = "draw/chances";

    /** {@code [TIME, TOKEN]}: 1 for the token that was drawn, so that guides can ask for it. */
    public static final String HIT = "draw/hit";

    /** {@code [TIME]}: where the needle stands. */
    public static final String NUMBER = "draw/number";

    /** {@code [TIME]}: how many candidates the filters left. */
    public static final String LEFT = "draw/left";

    /** {@code [TIME, ITEM, TOKEN]}: as {@link #HIT}, for each of the other settings from the top. */
    public static final String WHAT_IF = "draw/whatIf";

    private static final double[] TEMPERATURES = {0, .3, 1, 1.5};
    private static final int[] KS = {1, 2, 5, 40};
    private static final double[] PS = {.3, .6, .9, 1};

    /**
     * Draws as the knobs say.
     *
     * @param logits {@code [TOKEN]}, of the token that comes next
     * @param seen the tokens that have been there, for the penalty
     * @param own the random number from the lesson's seed, unless the knob holds another
     * @param timeStep as above
     * @param draw as above
     * @throws IllegalArgumentException if a logit is not finite
     */
    public static Drawing of(
            Tensor logits, Set<Integer> seen, double own, int timeStep, int draw, DrawKnobs knobs, KnobValues values) {
        Sampler sampler = knobs.sampler(values);
        double number = knobs.number(values, own);
        List<Ruler> others = new ArrayList<>();
        for (int i = 0; i < TEMPERATURES.length; i++) {
            Sampler other = other(sampler, values.get(knobs.whatIf()), i);
            others.add(new Ruler(label(other, values.get(knobs.whatIf())), other.choose(logits, seen, number)));
        }
        return new Drawing(sampler.choose(logits, seen, number), List.copyOf(others), timeStep, draw);
    }

    /** As {@link #of(Tensor, Set, double, int, int, DrawKnobs, KnobValues)}, where a lesson shows one draw. */
    public static Drawing of(
            Tensor logits, Set<Integer> seen, double own, int timeStep, DrawKnobs knobs, KnobValues values) {
        return of(logits, seen, own, timeStep, 0, knobs, values);
    }

    private static Sampler other(Sampler s, String turned, int i) {
        return switch (turned) {
            case "topK" -> new Sampler(s.temperature(), KS[i], s.topP(), s.repetitionPenalty());
            case "topP" -> new Sampler(s.temperature(), s.topK(), PS[i], s.repetitionPenalty());
            default -> new Sampler(TEMPERATURES[i], s.topK(), s.topP(), s.repetitionPenalty());
        };
    }

    private static String label(Sampler sampler, String turned) {
        return switch (turned) {
            case "topK" -> "k = " + sampler.topK();
            case "topP" -> "p = " + Numbers.tick(sampler.topP());
            default -> "T = " + Numbers.tick(sampler.temperature());
        };
    }

    /** The token that was drawn. */
    public int chosen() {
        return choice.chosen().id();
    }

    /** All rulers, the draw's own first. */
    List<Ruler> rulers() {
        List<Ruler> all = new ArrayList<>();
        all.add(new Ruler("", choice));
        all.addAll(others);
        return all;
    }

    /** Adds the numbers of this draw alone, as {@link #addTo(NamedNumbers, List)} does. */
    public NamedNumbers addTo(NamedNumbers numbers) {
        return addTo(numbers, List.of(this));
    }

    /**
     * Adds the numbers that guides and claims name.
     *
     * @param draws all draws of the lesson, at least one, in their order
     */
    public static NamedNumbers addTo(NamedNumbers numbers, List<Drawing> draws) {
        Choice first = draws.getFirst().choice;
        int tokens = first.candidates().size();
        int rulers = draws.getFirst().others.size();
        Tensor chances = Tensor.zeros(Shape.of(Axis.TIME, draws.size(), Axis.TOKEN, tokens));
        Tensor hit = Tensor.zeros(Shape.of(Axis.TIME, draws.size(), Axis.TOKEN, tokens));
        Tensor whatIf = Tensor.zeros(Shape.of(Axis.TIME, draws.size(), Axis.ITEM, rulers, Axis.TOKEN, tokens));
        Tensor number = Tensor.zeros(Shape.of(Axis.TIME, draws.size()));
        Tensor left = Tensor.zeros(Shape.of(Axis.TIME, draws.size()));
        for (int t = 0; t < draws.size(); t++) {
            Drawing one = draws.get(t);
            for (Candidate candidate : one.choice.candidates())
                chances.write()[t * tokens + candidate.id()] = (float) candidate.chance();
            hit.write()[t * tokens + one.chosen()] = 1;
            for (int i = 0; i < rulers; i++)
                whatIf.write()[
                        (t * rulers + i) * tokens
                                + one.others.get(i).choice().chosen().id()] = 1;
            number.write()[t] = (float) one.choice.number();
            left.write()[t] = one.choice.left();
        }
        return numbers.add(CHANCES, "p", chances)
                .add(HIT, "y", hit)
                .add(WHAT_IF, "y′", i -> "y′(" + draws.getFirst().others.get(i).label() + ")", whatIf)
                .add(NUMBER, "u", number)
                .add(LEFT, "#left", left);
    }
}

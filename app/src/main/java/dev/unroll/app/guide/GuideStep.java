package dev.unroll.app.guide;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A step of the walk through a lesson. Its words stand in the lesson's texts under the step's key: {@code .do}, {@code .notice} and
 * {@code .ask}, as many as it has; with a guess also {@code .guess} and {@code .why}, which is said after a wrong answer.
 *
 * @param id names the step, and with the lesson's id begins the keys of its words
 * @param situation where the lesson stands, with nothing left from the step before
 * @param claims what is true then
 */
public record GuideStep(
        String id, Situation situation, @Nullable Guess guess, List<Claim> claims) {}

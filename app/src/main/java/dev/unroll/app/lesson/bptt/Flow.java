package dev.unroll.app.lesson.bptt;

import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.lesson.Traced;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.ClippedStep;
import dev.unroll.viz.explain.AxisNames;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A gradient on its way back through a text.
 *
 * @param lossAt the step whose loss is differentiated, −1 for the mean of all
 * @param sizes {@code [TIME]}: {@code |∂L/∂h_t|}
 * @param shares {@code [TIME]}: what share of the gradient of W_hh each step gave, as norms
 * @param radius the spectral radius of W_hh as it was used
 * @param slope the mean of {@code 1 − h²} over the steps that the loss depends on
 * @param factor what one step does to the gradient, if it was asked for
 * @param triangle {@code [TARGET, TIME]}, if it was asked for
 * @param clip a step that is clipped, if it was asked for
 */
record Flow(
        TextTrace text,
        int lossAt,
        Tensor sizes,
        Tensor shares,
        double radius,
        double slope,
        @Nullable Factor factor,
        @Nullable Tensor triangle,
        @Nullable ClippedStep clip)
        implements Traced {
    private static final Map<String, String> SYMBOLS = Map.of(
            "flow.size", "|∂L/∂h|",
            "flow.share", "share of ∂L/∂W_hh",
            "flow.early", "share of the first half",
            "flow.radius", "ρ(W_hh)",
            "flow.slope", "mean (1 − h²)",
            "flow.stretch", "σ₁",
            "clip.norm", "|g|",
            "clip.before", "L before",
            "clip.unclipped", "L unclipped",
            "clip.clipped", "L clipped");

    /**
     * One factor of the product.
     *
     * @param step the later of the two steps
     * @param jacobian {@code ∂h_t/∂h_(t−1)}, {@code [UNIT, INPUT]}
     * @param stretch its largest singular value
     */
    record Factor(int step, Tensor jacobian, double stretch) {}

    @Override
    public Trace trace() {
        return text.trace();
    }

    @Override
    public AxisNames names() {
        return text.names();
    }

    /** The steps that the gradient passes. */
    @Override
    public int timeSteps() {
        return lossAt < 0 ? text.timeSteps() : lossAt + 1;
    }

    @Override
    public List<String> tokens() {
        return text.tokens();
    }

    @Override
    public Tensor tensor(String name) {
        return switch (name) {
            case "flow.size" -> sizes;
            case "flow.share" -> shares;
            case "flow.early" -> Tensor.scalar(early());
            case "flow.radius" -> Tensor.scalar((float) radius);
            case "flow.slope" -> Tensor.scalar((float) slope);
            case "flow.stretch" -> factor == null ? Traced.super.tensor(name) : Tensor.scalar((float) factor.stretch());
            case "clip.norm", "clip.before", "clip.unclipped", "clip.clipped" -> clipped(name);
            default -> Traced.super.tensor(name);
        };
    }

    /** What the first half of the steps gave together. */
    private float early() {
        float sum = 0;
        for (int t = 0; t < timeSteps() / 2; t++) sum += shares.at(t);
        return sum;
    }

    private Tensor clipped(String name) {
        ClippedStep step = clip;
        if (step == null) return Traced.super.tensor(name);
        return Tensor.scalar((float) switch (name) {
            case "clip.norm" -> step.norm();
            case "clip.before" -> step.before();
            case "clip.unclipped" -> step.unclipped();
            default -> step.clipped();
        });
    }

    @Override
    public String symbol(Place place) {
        String own = SYMBOLS.get(place.name());
        if (own == null) return Traced.super.symbol(place);
        return place.index().isEmpty() ? own : own + " at t = " + place.index().getFirst();
    }
}

package dev.unroll.app.lesson.compare;

import dev.unroll.app.compare.Contest;
import dev.unroll.app.compare.SideFlow;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.app.lesson.Traced;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * All models, seen from one loss.
 *
 * @param side whose numbers can be explained
 */
record Comparison(
        Contest contest, List<SideFlow> sides, int side, Progress progress, List<String> tokens, AxisNames names)
        implements Traced {
    private static final double SOLVED = .99;

    /**
     * How well the models did on the way.
     *
     * @param first the step that training began at
     * @param step where it stands
     * @param accuracies for each model; never measured where there is no task
     * @param weights for each model, the norm of the gradient of each of its weight matrices
     */
    record Progress(long first, long step, History accuracies, List<History> weights) {
        /** The step at which a model was right first; −1 if it never was. */
        long solved(int model) {
            return accuracies.reached(model, SOLVED);
        }

        @Nullable
        Double now(int model) {
            return accuracies.upTo(step, model);
        }
    }

    static Comparison of(Contest contest, List<SideFlow> sides, int side, Progress progress) {
        Vocabulary vocabulary = contest.data().tokenizer().vocabulary();
        List<String> tokens = IntStream.range(0, vocabulary.size())
                .mapToObj(id -> TokenText.of(vocabulary, id))
                .toList();
        List<String> read = Arrays.stream(contest.read()).mapToObj(tokens::get).toList();
        AxisNames names =
                AxisNames.of(sides.get(side).trace()).withTokens(tokens).withSteps(read);
        return new Comparison(contest, sides, side, progress, tokens, names);
    }

    int lossAt() {
        return sides.getFirst().lossAt();
    }

    @Override
    public Trace trace() {
        return sides.get(side).trace();
    }

    /** The steps that the gradient passes. */
    @Override
    public int timeSteps() {
        return lossAt() + 1;
    }

    /** One of the numbers of a model, such as {@code g.rnn}; {@code flow} is {@code [ITEM, TIME]} of all of them. */
    @Override
    public Tensor tensor(String name) {
        if (name.equals("flow")) return flow();
        if (name.equals("loss") && !sides.get(side).flows())
            return flowing().getFirst().trace().value(name); // of those that learn
        int dot = name.indexOf('.');
        String measure = dot < 0 ? "" : name.substring(0, dot);
        if (!List.of("flow", "g", "parameters", "factors", "swap", "accuracy", "loss")
                .contains(measure)) return Traced.super.tensor(name);
        int model = sides.stream().map(SideFlow::kind).toList().indexOf(name.substring(dot + 1));
        if (model < 0) throw new IllegalArgumentException("there is no model of " + name);
        SideFlow of = sides.get(model);
        return switch (measure) {
            case "flow" -> of.sizes();
            case "g" -> Tensor.scalar((float) of.g());
            case "parameters" -> Tensor.scalar((float) of.parameters());
            case "factors" -> Tensor.scalar(of.factors(0));
            case "swap" -> there(of.swaps(), name);
            case "loss" -> of.trace().value("loss");
            default -> Tensor.scalar(there(progress.now(model), name).floatValue());
        };
    }

    private static <T> T there(@Nullable T number, String name) {
        if (number == null) throw new IllegalArgumentException("there is no " + name + " now");
        return number;
    }

    /** Those models that a gradient flows through. */
    List<SideFlow> flowing() {
        return sides.stream().filter(SideFlow::flows).toList();
    }

    private Tensor flow() {
        List<SideFlow> flowing = flowing();
        Tensor all = Tensor.zeros(Shape.of(Axis.ITEM, flowing.size(), Axis.TIME, contest.steps()));
        for (int i = 0; i < flowing.size(); i++)
            all.slice(i).copyFrom(flowing.get(i).sizes());
        return all;
    }

    @Override
    public String symbol(Place place) {
        int dot = place.name().indexOf('.');
        String measure = dot < 0 ? place.name() : place.name().substring(0, dot);
        String model = place.name().substring(dot + 1).toUpperCase(Locale.ROOT);
        String at = place.index().isEmpty() ? "" : ", t = " + place.index().getLast();
        return switch (measure) {
            case "flow" -> dot < 0 ? "|∂L_T/∂x_t|" : "|∂L_T/∂x_t|(" + model + at + ")";
            case "g", "parameters", "factors", "accuracy", "loss" -> measure + "(" + model + ")";
            case "swap" -> "|ΔL_T|(" + model + at + ")";
            default -> Traced.super.symbol(place);
        };
    }
}

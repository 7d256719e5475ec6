package dev.unroll.app.guide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.app.playback.Scale;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a guide from its resource. A step says only what is other than in the step before: knobs, training step, place. */
public final class GuideReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GuideReader() {}

    /** The resource as it is written. */
    private record Written(@Nullable List<WrittenStep> steps) {}

    private record WrittenStep(
            @Nullable String id,
            @Nullable Map<String, String> set,
            @Nullable Long step,
            @Nullable Scale scale,
            @Nullable Integer timeStep,
            @Nullable Integer operation,
            @Nullable String select,
            @Nullable List<String> emphasize,
            @Nullable WrittenGuess guess,
            @Nullable List<String> claims) {}

    private record WrittenGuess(
            @Nullable String kind,
            @Nullable String of,
            @Nullable String than,
            @Nullable String words,
            @Nullable Double within,
            @Nullable List<String> hide) {}

    /**
     * The steps of a guide.
     *
     * @throws IllegalArgumentException if it is no guide, with the step and what is wrong in it
     */
    public static List<GuideStep> read(InputStream resource) throws IOException {
        Written written;
        try {
            written = JSON.readValue(resource, Written.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no guide: " + e.getOriginalMessage(), e);
        }
        List<GuideStep> steps = new ArrayList<>();
        Situation before = Situation.NEW;
        if (written.steps == null) throw new IllegalArgumentException("it is no guide: it has no ‘steps’");
        for (WrittenStep step : written.steps) {
            String id = step.id;
            if (id == null) {
                String where = steps.isEmpty()
                        ? "the first step"
                        : "the step after ‘" + steps.getLast().id() + "’";
                throw new IllegalArgumentException(where + " has no ‘id’");
            }
            try {
                GuideStep read = step(id, step, before);
                steps.add(read);
                before = read.situation();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("step ‘" + id + "’: " + e.getMessage(), e);
            }
        }
        return steps;
    }

    private static GuideStep step(String id, WrittenStep step, Situation before) {
        Map<String, String> knobs = new HashMap<>(before.knobs());
        if (step.set != null) knobs.putAll(step.set);
        List<Formula.Element> veil = step.guess == null || step.guess.hide == null
                ? List.of()
                : step.guess.hide.stream().map(FormulaParser::element).toList();
        Situation situation = new Situation(
                Map.copyOf(knobs),
                step.step == null ? before.step() : step.step,
                step.scale == null ? before.scale() : step.scale,
                step.timeStep == null ? before.timeStep() : step.timeStep,
                step.operation == null ? 0 : step.operation,
                step.select == null ? null : FormulaParser.element(step.select),
                step.emphasize == null ? List.of() : step.emphasize,
                veil);
        List<Claim> claims = step.claims == null
                ? List.of()
                : step.claims.stream().map(FormulaParser::claim).toList();
        return new GuideStep(id, situation, step.guess == null ? null : guess(step.guess), claims);
    }

    private static Guess guess(WrittenGuess guess) {
        String kind = given(guess.kind, "kind");
        String of = given(guess.of, "of");
        return switch (kind) {
            case "token" -> new Guess.Token(FormulaParser.formula(of));
            case "step" -> new Guess.Step(FormulaParser.formula(of));
            case "sign" -> new Guess.Sign(FormulaParser.formula(of));
            case "whether" -> new Guess.Whether(FormulaParser.claim(of));
            case "compare" ->
                new Guess.Compare(
                        FormulaParser.formula(of),
                        FormulaParser.formula(given(guess.than, "than")),
                        guess.words == null ? Guess.Compare.SIZE : guess.words);
            case "number" -> {
                if (guess.within == null) throw new IllegalArgumentException("the guess has no ‘within’");
                yield new Guess.Amount(FormulaParser.formula(of), guess.within);
            }
            default -> throw new IllegalArgumentException("there is no guess of kind ‘" + kind + "’");
        };
    }

    private static String given(@Nullable String text, String field) {
        if (text == null) throw new IllegalArgumentException("the guess has no ‘" + field + "’");
        return text;
    }
}

package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.Drawing;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.MeasuredReading;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A text in the making, all that a GPT computes over it, and the draw of the token after one of its steps. Formulas name what was
 * measured besides: {@code draw/…} as {@link Drawing} does, {@code loss}, {@code text/…}, {@code stack/…}, {@code cache/…} and
 * {@code why/…}; {@code before/…} is a name of the trace without what was changed by hand.
 *
 * @param ids the tokens of the branch in view, from the prompt's first
 * @param prompt how many of them are the prompt
 * @param notes the id of each of them, and the merges that made it
 * @param tokens the vocabulary as it can be seen
 * @param trace of the pass over all of them, with what was changed by hand; of a large model what is looked at
 * @param before the same with nothing changed; null where nothing is
 * @param large whether the model is too large to be traced as a whole
 * @param probabilities of the token after step {@code at}, {@code [TOKEN]}
 * @param ownProbabilities the same with nothing changed by hand; null where nothing is
 * @param tree the branches, with whatever was drawn
 * @param likelihoods how likely each branch is
 * @param drawing the draw of the token after step {@code at}
 * @param stack what the stack shows; null where it is not looked at
 * @param cache likewise
 * @param reasons likewise
 * @param look what has to be computed before they can be told; null where all is there
 */
record GptReading(
        int[] ids,
        int prompt,
        List<String> notes,
        List<String> tokens,
        AxisNames names,
        Trace trace,
        @Nullable Trace before,
        GptModel.Configuration sizes,
        boolean large,
        Tensor probabilities,
        @Nullable Tensor ownProbabilities,
        Hands hands,
        TextTree tree,
        double[] likelihoods,
        Drawing drawing,
        int at,
        @Nullable StackReading stack,
        @Nullable CacheReading cache,
        @Nullable Reasons reasons,
        @Nullable Look look,
        NamedNumbers numbers)
        implements MeasuredReading {
    private static final String BEFORE = "before/";

    @Override
    public String positionKey() {
        return large ? "gpt.positionOfLarge" : "gpt.position";
    }

    @Override
    public int timeSteps() {
        return ids.length;
    }

    /** How many blocks the model has. */
    int layers() {
        return sizes.layers();
    }

    /** How many heads each block has. */
    int heads() {
        return sizes.heads();
    }

    /** How many tokens the model sees at most. */
    int context() {
        return sizes.context();
    }

    /** The text of the token at a step, as it can be seen. */
    String token(int t) {
        return tokens.get(ids[t]);
    }

    @Override
    public Tensor tensor(String name) {
        return name.startsWith(BEFORE)
                ? (before == null ? trace : before).value(name.substring(BEFORE.length()))
                : MeasuredReading.super.tensor(name);
    }

    @Override
    public String symbol(Place place) {
        return place.name().startsWith(BEFORE)
                ? symbol(place.withName(place.name().substring(BEFORE.length()))) + "°"
                : MeasuredReading.super.symbol(place);
    }
}

package dev.unroll.app.cli;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.text.BytePairTokenizer;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.text.WordTokenizer;
import dev.unroll.engine.train.Clipping;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Schedule;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model with which training goes on: what its own recipe says holds, and rates may be set anew. */
record Resumption(Path path, Checkpoint checkpoint) {
    static Resumption read(Path path) throws IOException {
        return new Resumption(path, Checkpoint.read(path));
    }

    /** How a text is cut for this model, as {@code --tokenizer} says it. */
    String tokenizer() {
        return switch (checkpoint.tokenizer()) {
            case BytePairTokenizer pairs -> "bpe:" + pairs.merges().size();
            case WordTokenizer _ -> "word";
            default -> "character";
        };
    }

    /**
     * The model's recipe with rates that are given anew.
     *
     * @throws CommandException if one of the sizes is not that of the model
     */
    Recipe recipe(
            Map<String, String> sizes,
            @Nullable Double learningRate,
            @Nullable Schedule schedule,
            @Nullable Clipping clipping) {
        Recipe own = checkpoint.recipe();
        Models.requireChosen(own.model(), sizes);
        Map<String, String> configuration = checkpoint.model().configuration();
        sizes.forEach((name, value) -> requireSame("--set " + name + "=", configuration.getOrDefault(name, ""), value));
        TrainingSettings settings = own.settings();
        return with(
                own,
                new TrainingSettings(
                        learningRate == null ? settings.learningRate() : learningRate,
                        schedule == null ? settings.schedule() : schedule,
                        clipping == null ? settings.clipping() : clipping));
    }

    private static Recipe with(Recipe own, TrainingSettings settings) {
        return new Recipe(
                own.model(),
                own.sizes(),
                own.optimizer(),
                settings,
                own.batchSize(),
                own.length(),
                own.carryState(),
                own.seed());
    }

    /**
     * The model's recipe with the rates of a recipe that says the rest as it does.
     *
     * @throws CommandException if it does not
     */
    Recipe recipe(Recipe asked) {
        if (!with(asked, checkpoint.recipe().settings()).equals(checkpoint.recipe()))
            throw CommandException.failure(
                    "The model " + path + " was made with another recipe: go on with its own, or train a new model.");
        return asked;
    }

    /** @throws CommandException if something that is asked for is not what the model was made with */
    void requireSame(String option, Object own, Object asked) {
        if (isSame(own.toString(), asked.toString())) return;
        String separator = option.endsWith("=") ? "" : " ";
        throw CommandException.wrongOption("The model " + path + " was made with ‘" + option + separator + own
                + "’, not with " + asked + ": leave the option out, or train a new model.");
    }

    private static boolean isSame(String own, String asked) {
        try {
            return own.equalsIgnoreCase(asked) || Float.parseFloat(own) == Float.parseFloat(asked);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Training from where the model stands; n-grams are counted on.
     *
     * @param data what is learnt
     * @param from where the data come from, for people
     * @throws CommandException if they do not have the model's tokens
     */
    Training start(Recipe recipe, Dataset data, String from, Backend backend) {
        requireTokens(checkpoint.tokenizer(), data.tokenizer(), "", from);
        Tokenizer source = checkpoint.sourceTokenizer();
        Tokenizer read = data.sourceTokenizer();
        if ((source == null) != (read == null))
            throw CommandException.failure("The model " + path + " learns " + (source == null ? "no pairs" : "pairs")
                    + ": it cannot go on with " + from + ".");
        if (source != null && read != null) requireTokens(source, read, "source ", from);
        if (checkpoint.model() instanceof NGramModel counted && data instanceof Dataset.Text text)
            return recipe.start(counted.plus(text.corpus().ids()), data, backend);
        Training training = recipe.start(checkpoint.model(), data, backend);
        training.restore(checkpoint.keyframe());
        return training;
    }

    private void requireTokens(Tokenizer own, Tokenizer read, String side, String from) {
        List<String> tokens = own.vocabulary().tokens();
        if (own.kind().equals(read.kind()) && tokens.equals(read.vocabulary().tokens())) return;
        boolean characters = side.isEmpty() && tokenizer().equals("character") && checkpoint.sourceTokenizer() == null;
        throw CommandException.failure("The model " + path + " was trained on other "
                + (characters ? "characters" : side + "words or tokens") + " than those of " + from
                + ": give it what it was trained on, or train a new model.");
    }
}

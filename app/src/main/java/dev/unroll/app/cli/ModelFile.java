package dev.unroll.app.cli;

import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.io.Gpt2Checkpoint;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.text.Gpt2Tokenizer;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A model that was trained here, or a GPT-2 checkpoint from elsewhere.
 *
 * @param tokenizer of what is predicted; {@code null} where it is not known, so that only ids can be read
 */
record ModelFile(
        Path path,
        Model model,
        @Nullable Tokenizer tokenizer,
        @Nullable Tokenizer sourceTokenizer) {
    /** @throws IOException if it is neither, in one sentence */
    static ModelFile read(Path path) throws IOException {
        if (Gpt2Checkpoint.isOne(path)) {
            GptModel model = Gpt2Checkpoint.read(path);
            boolean gpt2 = model.vocabularySize() == Gpt2Tokenizer.END_OF_TEXT + 1;
            return new ModelFile(path, model, gpt2 ? new Gpt2Tokenizer() : null, null);
        }
        Checkpoint checkpoint = Checkpoint.read(path);
        return new ModelFile(path, checkpoint.model(), checkpoint.tokenizer(), checkpoint.sourceTokenizer());
    }

    /** @throws CommandException if it predicts no text, in one sentence */
    LanguageModel languageModel() {
        if (model instanceof LanguageModel language) return language;
        throw CommandException.failure(
                "The model " + path + " is of kind ‘" + model.kind() + "’, which does not go on from a text.");
    }

    /** @throws CommandException if there is none, in one sentence */
    Tokenizer knownTokenizer() {
        if (tokenizer != null) return tokenizer;
        throw CommandException.failure(
                "The model " + path + " comes without its vocabulary: give token ids with --ids.");
    }

    /** The tokenizers of a model that translates. */
    SpacedTokenizer source() {
        if (sourceTokenizer instanceof SpacedTokenizer spaced) return spaced;
        throw CommandException.failure("The model " + path + " comes without the vocabulary of its sources.");
    }

    /** As {@link #source}, for what it writes. */
    SpacedTokenizer target() {
        if (tokenizer instanceof SpacedTokenizer spaced) return spaced;
        throw CommandException.failure("The model " + path + " comes without the vocabulary of its targets.");
    }

    /** How many tokens it can read. */
    int inputVocabularySize() {
        return model instanceof TranslationModel t
                ? t.sourceVocabularySize()
                : languageModel().vocabularySize();
    }

    /** @throws CommandException if one of the ids is not a token of the model */
    void requireIds(int[] ids) {
        int size = inputVocabularySize();
        for (int id : ids) {
            if (id < 0 || id >= size) {
                throw CommandException.wrongOption(
                        "The model has no token " + id + ": its ids go from 0 to " + (size - 1) + ".");
            }
        }
    }
}

package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.generate.Translator;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.Sequences;

import java.util.Arrays;
import java.util.Optional;

/** How good a model is, on what it has not seen. */
public final class Evaluation {
    private static final int BATCH = 64;
    private static final int EXAMPLES = 256;

    private Evaluation() {}

    /**
     * The mean cross-entropy of each token of a text, in bits: what a token costs when the model is used to compress it. The text is
     * read in windows, each from an empty past.
     *
     * @param length how many tokens a window has
     */
    public static double bitsPerToken(LanguageModel model, Corpus text, int length, Backend backend) {
        int[] ids = text.ids();
        int window = Math.min(length, ids.length - 1);
        int count = (ids.length - 1) / window;
        double nats = 0;
        Tape tape = new Tape(backend);
        for (int from = 0; from < count; from += BATCH) {
            int[][] batch = new int[Math.min(BATCH, count - from)][];
            for (int b = 0; b < batch.length; b++)
                batch[b] = Arrays.copyOfRange(ids, (from + b) * window, (from + b + 1) * window + 1);
            tape.reset();
            nats += model.loss(tape, batch).value().item() * batch.length;
        }
        return nats / count / Math.log(2);
    }

    /** How many characters a token of a text stands for on average. */
    public static double charactersPerToken(Corpus text) {
        String written = text.tokenizer().decode(text.ids());
        return (double) written.codePointCount(0, written.length()) / text.ids().length;
    }

    /** How many of the tokens that a task asks for are the likeliest ones, from 0 to 1, on new examples. */
    public static double accuracy(LanguageModel model, MemoryTask task, Backend backend) {
        return accuracy(model, task, EXAMPLES, backend);
    }

    /** As {@link #accuracy(LanguageModel, MemoryTask, Backend)}, on so many of the same examples. */
    public static double accuracy(LanguageModel model, MemoryTask task, int count, Backend backend) {
        Sequences examples = task.batch(0, count, -1); // training never uses this seed
        Node logits = model.logits(new Tape(backend), examples.inputs());
        Shape shape = logits.value().shape();
        Tensor rows = logits.value().reshape(Shape.of(Axis.TIME, shape.rows(), Axis.TOKEN, shape.columns()));
        int right = 0;
        int asked = 0;
        for (int i = 0; i < examples.targets().length; i++) {
            if (examples.targets()[i] < 0) continue;
            asked++;
            if (rows.slice(i).argmax() == examples.targets()[i]) right++;
        }
        return (double) right / asked;
    }

    /** How many sentences are translated word for word as they should be, from 0 to 1, by greedy decoding. */
    public static double exactMatch(TranslationModel model, ParallelCorpus sentences, int maxLength, Backend backend) {
        Translator translator = new Translator(model, sentences.source(), sentences.target(), maxLength, backend);
        long right = sentences.pairs().stream()
                .filter(pair -> translator.greedy(pair.source()).equals(pair.target()))
                .count();
        return (double) right / sentences.pairs().size();
    }

    /** The fewest bits a token that any n-gram model of order 1 to 6 needs on what is held out of a text. */
    public static double bestNGram(Corpus corpus, int length, Backend backend) {
        Corpus heldOut = corpus.heldOut().orElse(corpus);
        int size = corpus.tokenizer().vocabulary().size();
        double best = Double.POSITIVE_INFINITY;
        for (int order = 1; order <= 6; order++) {
            NGramModel counted = NGramModel.count(corpus.training().ids(), size, order, 1);
            for (float smoothing : new float[] {1, 0.1f, 0.01f})
                best = Math.min(best, bitsPerToken(counted.withSmoothing(smoothing), heldOut, length, backend));
        }
        return best;
    }

    /** What a trained model reaches on held-out data: a metric's name and value. */
    public record Score(String metric, double value) {}

    /** The score that suits the data; nothing where nothing is held out, or vectors for words are learnt. */
    public static Optional<Score> of(Object model, Dataset data, int length, Backend backend) {
        return switch (data) {
            case Dataset.Text(var corpus)
            when model instanceof LanguageModel m ->
                corpus.heldOut().map(text -> new Score("bits per token", bitsPerToken(m, text, length, backend)));
            case Dataset.Task(var task)
            when model instanceof LanguageModel m -> Optional.of(new Score("accuracy", accuracy(m, task, backend)));
            case Dataset.Translation(var corpus)
            when model instanceof TranslationModel m ->
                Optional.of(new Score("exact match", exactMatch(m, corpus.heldOut(), 24, backend)));
            default -> Optional.empty();
        };
    }
}

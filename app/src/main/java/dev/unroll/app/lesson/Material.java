package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.train.Dataset;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the models learn from, and what is shown of it.
 *
 * @param shown the tokens that are read, and the last one that is to be predicted
 * @param length how many tokens there are in all
 * @param given whether the person gave the tokens
 */
public record Material(Dataset data, int[] shown, int length, boolean given) {
    /** The letters that can be asked for, which are the first tokens of the task's alphabet. */
    public static final List<String> LETTERS = List.of("A", "B", "C", "D");

    private static final MemoryTask RECALL = MemoryTask.of("recall", 50);
    private static final int SHOWN = 60;
    private static final int MOST_SHOWN = 200;

    /**
     * A text, or Moby-Dick where none was typed.
     *
     * @param tokenizer of a trained model that is to read it; null for characters
     * @throws TextException if it cannot be learnt, or not be read
     */
    public static Material text(String typed, @Nullable Tokenizer tokenizer) throws TextException {
        String text = typed.isEmpty() ? Corpus.readText(Samples.file("texts/moby-dick.txt")) : typed;
        Corpus corpus = tokenizer == null ? Corpus.of(text) : Corpus.of(text, tokenizer);
        int count = Math.min(corpus.ids().length, 1 + (typed.isEmpty() ? SHOWN : MOST_SHOWN));
        return new Material(
                new Dataset.Text(corpus), Arrays.copyOf(corpus.ids(), count), corpus.ids().length, !typed.isEmpty());
    }

    /**
     * The task to recall a letter, or else a text.
     *
     * @throws SaidException as {@link #recall}
     * @throws TextException as {@link #recall} and {@link #text}
     */
    public static Material of(boolean recall, String typed, int seed, @Nullable Tokenizer tokenizer)
            throws SaidException, TextException {
        return recall ? recall(typed, seed) : text(typed, tokenizer);
    }

    /**
     * The task to recall a letter after fifty tokens.
     *
     * @param typed what is shown of it; an example drawn by the seed where nothing was typed
     * @throws SaidException if it is no example of the task
     * @throws TextException if the task has no such token
     */
    public static Material recall(String typed, int seed) throws SaidException, TextException {
        Dataset data = new Dataset.Task(RECALL);
        if (typed.isBlank()) {
            int[] read = RECALL.batch(0, 1, seed).inputs()[0];
            return new Material(data, withAnswer(read), read.length, false);
        }
        int[] read = Corpus.of(typed, RECALL.tokenizer()).ids();
        int question = RECALL.tokenizer().id("?");
        boolean asked =
                IntStream.of(read).filter(id -> id == question).count() == 1 && read[read.length - 1] == question;
        if (read[0] >= LETTERS.size() || !asked || read.length > MOST_SHOWN)
            throw new SaidException("recall.noExample", String.join(", ", LETTERS), MOST_SHOWN);
        return new Material(data, withAnswer(read), read.length, true);
    }

    private static int[] withAnswer(int[] read) {
        int[] whole = Arrays.copyOf(read, read.length + 1);
        whole[read.length] = read[0];
        return whole;
    }

    /** Whether something is to be remembered, and not each next token to be predicted. */
    public boolean isTask() {
        return data instanceof Dataset.Task;
    }

    /** The tokens that are shown, where another letter is to be remembered unless the person gave one. */
    public int[] ids(String letter) {
        int[] ids = shown.clone();
        if (isTask() && !given) ids[0] = ids[ids.length - 1] = LETTERS.indexOf(letter);
        return ids;
    }

    /** What each step is asked for, −1 for nothing. */
    public List<Integer> targets(int[] ids) {
        return IntStream.range(1, ids.length)
                .mapToObj(t -> isTask() && t < ids.length - 1 ? -1 : ids[t])
                .toList();
    }

    /** As a batch of one. */
    public Sequences sequences(int[] ids) {
        int[] targets = targets(ids).stream().mapToInt(i -> i).toArray();
        return new Sequences(new int[][] {Arrays.copyOf(ids, ids.length - 1)}, targets);
    }

    /** How likely a model answers each letter where it was the one to remember, {@code [ITEM]}. */
    public Tensor recalled(LanguageModel model, Backend backend) {
        int[][] sequences = IntStream.range(0, LETTERS.size())
                .mapToObj(letter -> {
                    int[] read = Arrays.copyOf(shown, shown.length - 1);
                    read[0] = letter;
                    return read;
                })
                .toArray(int[][]::new);
        Tensor last = model.logits(new Tape(backend), sequences)
                .softmax()
                .slice(shown.length - 2)
                .value();
        Tensor right = Tensor.zeros(Shape.of(Axis.ITEM, sequences.length));
        for (int i = 0; i < right.length(); i++)
            right.write()[i] = last.slice(i).at(i);
        return right;
    }
}

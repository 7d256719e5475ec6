package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.embedding.ContextWindows;
import dev.unroll.engine.embedding.Cooccurrences;
import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.embedding.EmbeddingSpace.Neighbour;
import dev.unroll.engine.embedding.PlaneAlignment;
import dev.unroll.engine.embedding.Tsne;
import dev.unroll.engine.model.EmbeddingModel;
import dev.unroll.engine.model.GloveModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Word2VecModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.Dataset;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Reads word vectors between two steps of their training; used by one thread at a time. */
final class WordsReader implements Reading<WordsReading> {
    /** How many pairs of the next step are looked at. */
    private static final int PAIRS = 8;

    private static final int NEAREST = 5;
    private static final int COUNTED = 12;

    /** t-SNE takes the square of this in time. */
    private static final int MOST_IN_TSNE = 400;

    private static final int TSNE_STEPS = 300;
    private static final int TSNE_MORE = 12;
    private static final double PERPLEXITY = 12;

    private final Corpus corpus;
    private final Member member;
    private final BiConsumer<KnobValues, WordsReading> seen;
    private final List<String> words;
    private final Tensor counts;
    private @Nullable ContextWindows windows;
    private final @Nullable Cooccurrences pairs;
    private @Nullable Tensor points;
    private @Nullable Tensor embedded;
    private @Nullable Tensor vectorsOfEmbedded;

    /**
     * A reader of one run.
     *
     * @param seen told of all that is read, on the trainer's thread
     */
    WordsReader(Member member, BiConsumer<KnobValues, WordsReading> seen) {
        this.member = member;
        this.seen = seen;
        corpus = ((Dataset.Text) member.data()).corpus();
        Vocabulary vocabulary = corpus.tokenizer().vocabulary();
        words = IntStream.range(0, vocabulary.size())
                .mapToObj(id -> TokenText.of(vocabulary, id))
                .toList();
        int radius = member.recipe().length();
        pairs = member.recipe().model().equals(GloveModel.KIND) ? Cooccurrences.count(corpus.ids(), radius) : null;
        counts = counts(
                corpus.ids(),
                Math.min(COUNTED, vocabulary.size()),
                member.recipe().length());
    }

    /** How often the first words stand together, each time weighted with one over the distance, {@code [TOKEN, KEY]}. */
    private static Tensor counts(int[] ids, int most, int radius) {
        Tensor counts = Tensor.zeros(Shape.of(Axis.TOKEN, most, Axis.KEY, most));
        for (int i = 0; i < ids.length; i++)
            for (int distance = 1; distance <= radius && distance <= i; distance++) {
                int other = ids[i - distance];
                if (ids[i] >= most || other >= most) continue;
                counts.write()[ids[i] * most + other] += 1f / distance;
                counts.write()[other * most + ids[i]] += 1f / distance;
            }
        return counts;
    }

    @Override
    public WordsReading read(List<Model> models, KnobValues values, Backend backend) {
        return read(0, models, values, backend);
    }

    @Override
    public WordsReading read(long step, List<Model> models, KnobValues values, Backend backend) {
        EmbeddingModel model = (EmbeddingModel) models.getFirst();
        List<Pair> shown = new ArrayList<>();
        Trace trace = switch (model) {
            case Word2VecModel word2vec -> word2vec(word2vec, step, backend, shown);
            case GloveModel glove -> glove(glove, step, backend, shown);
            default -> throw new IllegalArgumentException("a model of kind " + model.kind() + " has no pairs of words");
        };
        EmbeddingSpace space = new EmbeddingSpace(corpus.tokenizer().vocabulary(), model.vectors());
        NamedNumbers numbers = new NamedNumbers();
        int word = Math.max(0, words.indexOf(values.get(EmbeddingsLesson.WORD).strip()));
        List<Neighbour> near = space.neighbours(word, words.size());
        numbers.add("cosine", "cos", cosines(near, 1)).add("nearest", "cos", cosines(near, -1));
        List<Integer> asked = WordsReading.words(values.get(EmbeddingsLesson.ANALOGY)).stream()
                .map(words::indexOf)
                .toList();
        boolean known = asked.size() == 3 && !asked.contains(-1);
        List<Neighbour> answers =
                known ? space.analogy(asked.get(0), asked.get(1), asked.get(2), words.size()) : List.of();
        if (known) numbers.add("analogy", "cos", cosines(answers, -1));
        WordsReading reading = new WordsReading(
                trace,
                words,
                shown,
                known
                        ? space.planeOf(asked.get(0), asked.get(1), asked.get(2))
                        : values.get(EmbeddingsLesson.PROJECTION).equals("tsne") ? tsne(space) : pca(space),
                word,
                first(near),
                known ? asked : List.of(),
                first(answers),
                counts,
                numbers);
        seen.accept(values, reading);
        return reading;
    }

    private static List<Neighbour> first(List<Neighbour> all) {
        return List.copyOf(all.subList(0, Math.min(NEAREST, all.size())));
    }

    /** The cosines by word, and {@code other} for those that have none. */
    private Tensor cosines(List<Neighbour> all, float other) {
        Tensor cosines = Tensor.zeros(Shape.of(Axis.TOKEN, words.size()));
        Arrays.fill(cosines.write(), other);
        for (Neighbour one : all) cosines.write()[one.id()] = (float) one.cosine();
        return cosines;
    }

    // --- the plane ---

    private Tensor pca(EmbeddingSpace space) {
        if (words.size() < 2) return Tensor.zeros(Shape.of(Axis.TOKEN, words.size(), Axis.ITEM, 2));
        Tensor now = space.principalComponents(2);
        Tensor before = points;
        points = before == null ? now : PlaneAlignment.onto(now, before);
        return points;
    }

    /** Goes on from where the words were, if they have been there; beyond the most that there is time for, words are left out. */
    private Tensor tsne(EmbeddingSpace space) {
        int count = Math.min(MOST_IN_TSNE, words.size());
        if (count < 4) return pca(space);
        Tensor all = space.vectors();
        int units = all.shape().columns();
        float[] some = new float[count * units];
        for (int i = 0; i < some.length; i++) some[i] = all.at(i);
        Tensor vectors = Tensor.of(Shape.of(Axis.TOKEN, count, Axis.UNIT, units), some);
        Tensor before = embedded;
        boolean same = vectorsOfEmbedded != null && Arrays.equals(vectorsOfEmbedded.toArray(), some);
        if (before == null || !same) {
            Tsne tsne = before == null ? new Tsne(vectors, PERPLEXITY, 1) : new Tsne(vectors, PERPLEXITY, before);
            for (int i = 0; i < (before == null ? TSNE_STEPS : TSNE_MORE); i++) tsne.step();
            embedded = tsne.points();
            vectorsOfEmbedded = vectors;
        }
        Tensor placed = Tensor.zeros(Shape.of(Axis.TOKEN, words.size(), Axis.ITEM, 2));
        Arrays.fill(placed.write(), Float.NaN);
        Tensor found = Objects.requireNonNull(embedded);
        for (int i = 0; i < found.length(); i++) placed.write()[i] = found.at(i);
        return placed;
    }

    // --- the next pairs ---

    private Trace word2vec(Word2VecModel model, long step, Backend backend, List<Pair> shown) {
        boolean skipGram = model.architecture() == Word2VecModel.Architecture.SKIPGRAM;
        ContextWindows all = windows;
        if (all == null) all = ContextWindows.of(corpus, member.recipe().length(), skipGram, model.negatives());
        windows = all;
        ContextWindows.Batch next =
                all.batch(step, member.recipe().batchSize(), member.recipe().seed());
        int count = Math.min(PAIRS, next.targets().length);
        ContextWindows.Batch few = new ContextWindows.Batch(
                Arrays.copyOf(next.inputs(), count),
                Arrays.copyOf(next.targets(), count),
                Arrays.copyOf(next.negatives(), count));
        Trace trace = Trace.of(tape -> model.loss(tape, few), backend);
        Tensor scores = trace.value(model.negatives() == 0 ? "logits" : "scores");
        for (int pair = 0; pair < count; pair++) {
            List<Integer> given = IntStream.of(few.inputs()[pair])
                    .filter(id -> id >= 0)
                    .boxed()
                    .toList();
            shown.add(new Pair(given, model.negatives() == 0 ? softmax(trace, few, pair) : drawn(scores, few, pair)));
        }
        return trace;
    }

    private static List<Pair.Item> drawn(Tensor scores, ContextWindows.Batch batch, int pair) {
        List<Pair.Item> items = new ArrayList<>();
        for (int i = 0; i <= batch.negatives()[pair].length; i++) {
            double score = scores.slice(pair).at(i);
            double probability = 1 / (1 + Math.exp(-score));
            int word = i == 0 ? batch.targets()[pair] : batch.negatives()[pair][i - 1];
            items.add(new Pair.Item(
                    word, place("scores", Axis.ITEM, pair, i), score, i == 0, i == 0 ? 1 - probability : probability));
        }
        return items;
    }

    /** The right word and those that are thought likeliest. */
    private static List<Pair.Item> softmax(Trace trace, ContextWindows.Batch batch, int pair) {
        Tensor probabilities = trace.value("probabilities").slice(pair);
        int right = batch.targets()[pair];
        List<Pair.Item> items = new ArrayList<>();
        IntStream.range(0, probabilities.length())
                .boxed()
                .sorted((a, b) ->
                        Double.compare(b == right ? 2 : probabilities.at(b), a == right ? 2 : probabilities.at(a)))
                .limit(NEAREST + 1L)
                .forEach(word -> {
                    double p = probabilities.at(word);
                    Place place = place("probabilities", Axis.TOKEN, pair, word);
                    items.add(new Pair.Item(word, place, p, word == right, word == right ? 1 - p : p));
                });
        return items;
    }

    private static Place place(String name, Axis axis, int pair, int index) {
        return new Place(name, List.of(Axis.BATCH, axis), List.of(pair, index), Quantity.VALUE);
    }

    private Trace glove(GloveModel model, long step, Backend backend, List<Pair> shown) {
        Cooccurrences all = Objects.requireNonNull(pairs);
        Cooccurrences next =
                all.batch(step, member.recipe().batchSize(), member.recipe().seed());
        int count = Math.min(PAIRS, next.size());
        Cooccurrences few = new Cooccurrences(
                Arrays.copyOf(next.rows(), count),
                Arrays.copyOf(next.columns(), count),
                Arrays.copyOf(next.counts(), count));
        Trace trace = Trace.of(tape -> model.loss(tape, few), backend);
        Tensor errors = trace.value("error");
        for (int pair = 0; pair < count; pair++) {
            double error = errors.at(pair);
            Place place = new Place("error", List.of(Axis.BATCH), List.of(pair), Quantity.VALUE);
            shown.add(new Pair(
                    List.of(few.rows()[pair]),
                    List.of(new Pair.Item(
                            few.columns()[pair], place, error, error < 0, Math.min(1, Math.abs(error) / 3)))));
        }
        return trace;
    }
}

package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TokenText;
import dev.unroll.app.lesson.WordMap;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Reading;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.embedding.Cooccurrences;
import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.embedding.WordPlane;
import dev.unroll.engine.model.EmbeddingModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.WordPairReader;
import dev.unroll.engine.train.Dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads word vectors between two steps of their training; used by one thread at a time. */
final class WordsReader implements Reading.AtStep<WordsReading> {
    /** How many pairs of the next step are looked at. */
    private static final int PAIRS = 8;

    /** How many of the most frequent words stand as columns beside what is counted of a word. */
    private static final int COUNTED = 12;

    /** Words of large vocabularies that are rarer than so many are not counted. */
    private static final int MOST_COUNTED = 1000;

    private static final int ALIKE = 3;
    private static final int UNLIKE = 2;

    private final Consumer<WordsReading> seen;
    private final Vocabulary vocabulary;
    private final List<String> words;
    private final Tensor counts;
    private final WordPairReader pairs;
    private final WordPlane plane = new WordPlane();

    /**
     * A reader of one run.
     *
     * @param seen told of all that is read, on the trainer's thread
     */
    WordsReader(Member member, Consumer<WordsReading> seen) {
        this.seen = seen;
        Corpus corpus = ((Dataset.Text) member.data()).corpus();
        int radius = member.recipe().length();
        vocabulary = corpus.tokenizer().vocabulary();
        words = TokenText.all(vocabulary);
        counts = Cooccurrences.table(corpus.ids(), Math.min(MOST_COUNTED, words.size()), radius);
        pairs = new WordPairReader(corpus, member.recipe(), PAIRS);
    }

    @Override
    public WordsReading read(long step, List<Model> models, KnobValues values, Backend backend) {
        EmbeddingModel model = (EmbeddingModel) models.getFirst();
        EmbeddingSpace space = new EmbeddingSpace(vocabulary, model.vectors());
        WordMap map = WordMap.of(
                space,
                plane,
                words,
                values.get(EmbeddingsLesson.WORD),
                values.get(EmbeddingsLesson.ANALOGY),
                values.get(EmbeddingsLesson.PROJECTION).equals("tsne"));
        NamedNumbers numbers = new NamedNumbers();
        map.addTo(numbers);
        WordsReading reading =
                new WordsReading(values, pairs.read(model, step, map.word(), backend), map, compared(map), numbers);
        seen.accept(reading);
        return reading;
    }

    /** What is counted of the word that is looked at, of those most like it, and of those least like it. */
    private CountedWords compared(WordMap map) {
        List<Integer> others = map.nearest().stream()
                .map(EmbeddingSpace.Neighbour::id)
                .filter(id ->
                        id < counts.shape().rows() && words.get(id).chars().allMatch(Character::isLetter))
                .toList();
        List<Integer> rows = new ArrayList<>();
        if (map.word() < counts.shape().rows()) rows.add(map.word());
        rows.addAll(others.subList(0, Math.min(ALIKE, others.size())));
        rows.addAll(others.subList(Math.max(Math.min(ALIKE, others.size()), others.size() - UNLIKE), others.size()));
        int columns = Math.min(COUNTED, counts.shape().rows());
        Tensor table = Tensor.zeros(Shape.of(Axis.TOKEN, rows.size(), Axis.KEY, columns));
        for (int row = 0; row < rows.size(); row++)
            for (int column = 0; column < columns; column++)
                table.write()[row * columns + column] = counts.get(rows.get(row), column);
        return new CountedWords(rows.stream().map(words::get).toList(), words.subList(0, columns), table);
    }
}

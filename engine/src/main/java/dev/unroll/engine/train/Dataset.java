package dev.unroll.engine.train;

import dev.unroll.engine.embedding.ContextWindows;
import dev.unroll.engine.embedding.Cooccurrences;
import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.GloveModel;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.model.Word2VecModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.text.Tokenizer;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/** What a model learns from. */
public sealed interface Dataset {
    /** The tokenizer of what is predicted. */
    Tokenizer tokenizer();

    /** The tokenizer of the sources, where something is translated. */
    default @Nullable Tokenizer sourceTokenizer() {
        return null;
    }

    /** These data without what is held out for measuring. */
    Dataset training();

    /** The sizes of a model that the data decide. */
    default Map<String, String> sizes() {
        return Map.of("vocabulary", Integer.toString(tokenizer().vocabulary().size()));
    }

    /**
     * What training a model on these data makes smaller.
     *
     * @param length how many tokens of each sequence are read, or how wide a window of context is; without meaning where the data say
     * @throws IllegalArgumentException if a model of this kind cannot learn from these data
     */
    Objective objective(Model model, int batchSize, int length, long seed);

    /** @param kind of a model that cannot learn from these data */
    static RefusedException misfit(String kind, Dataset data) {
        String what = switch (data) {
            case Text _, LastToken _ -> "data.text";
            case Translation _ -> "data.pairs";
            case Task _ -> "data.task";
        };
        return new RefusedException("data.misfit", kind, Message.of(what));
    }

    /** A text, of which each next token is predicted. */
    record Text(Corpus corpus) implements Dataset {
        @Override
        public Tokenizer tokenizer() {
            return corpus.tokenizer();
        }

        @Override
        public Dataset training() {
            return new Text(corpus.training());
        }

        @Override
        public Objective objective(Model model, int batchSize, int length, long seed) {
            return switch (model) {
                case LanguageModel m ->
                    new NextTokens(m, step -> Sequences.split(corpus.batch(step, batchSize, length, seed)));
                case Word2VecModel m -> {
                    ContextWindows windows = ContextWindows.of(
                            corpus, length, m.architecture() == Word2VecModel.Architecture.SKIPGRAM, m.negatives());
                    yield (tape, step) -> m.loss(tape, windows.batch(step, batchSize, seed));
                }
                case GloveModel m -> {
                    Cooccurrences counts = Cooccurrences.count(corpus.ids(), length);
                    yield (tape, step) -> m.loss(tape, counts.batch(step, batchSize, seed));
                }
                default -> throw misfit(model.kind(), this);
            };
        }
    }

    /** A text in stretches, of each of which only the token after it is predicted: many-to-one. */
    record LastToken(Corpus corpus) implements Dataset {
        @Override
        public Tokenizer tokenizer() {
            return corpus.tokenizer();
        }

        @Override
        public Dataset training() {
            return new LastToken(corpus.training());
        }

        @Override
        public Objective objective(Model model, int batchSize, int length, long seed) {
            if (!(model instanceof LanguageModel m)) throw misfit(model.kind(), this);
            return new NextTokens(
                    m,
                    step -> Sequences.split(corpus.batch(step, batchSize, length, seed))
                            .onlyLast());
        }
    }

    /** Sentences and their translations. */
    record Translation(ParallelCorpus corpus) implements Dataset {
        @Override
        public Tokenizer tokenizer() {
            return corpus.target();
        }

        @Override
        public Dataset training() {
            return new Translation(corpus.training());
        }

        @Override
        public Tokenizer sourceTokenizer() {
            return corpus.source();
        }

        @Override
        public Map<String, String> sizes() {
            return Map.of(
                    "vocabulary",
                    Integer.toString(corpus.target().vocabulary().size()),
                    "sourceVocabulary",
                    Integer.toString(corpus.source().vocabulary().size()));
        }

        @Override
        public Objective objective(Model model, int batchSize, int length, long seed) {
            if (!(model instanceof TranslationModel m)) throw misfit(model.kind(), this);
            return (tape, step) -> m.loss(tape, corpus.batch(step, batchSize, seed));
        }
    }

    /** A task that needs memory, with new examples at every step. */
    record Task(MemoryTask task) implements Dataset {
        @Override
        public Tokenizer tokenizer() {
            return task.tokenizer();
        }

        @Override
        public Dataset training() {
            return this;
        }

        @Override
        public Objective objective(Model model, int batchSize, int length, long seed) {
            if (!(model instanceof LanguageModel m)) throw misfit(model.kind(), this);
            return new NextTokens(m, step -> task.batch(step, batchSize, seed));
        }
    }
}

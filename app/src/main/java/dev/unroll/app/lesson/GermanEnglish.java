package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.TextException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The German sentences that come with the program, and the models that were trained to translate them. */
public final class GermanEnglish {
    /** The longest sentence that is translated, in tokens. */
    private static final int MOST_TOKENS = 24;

    private static @Nullable ParallelCorpus corpus;
    private static Map<String, String> translations = Map.of();

    private GermanEnglish() {}

    private static Path sample(String path) {
        return Path.of(System.getProperty("unroll.home", "."), "samples").resolve(path);
    }

    /**
     * All pairs of sentences; read once.
     *
     * @throws TextException if they are missing or damaged
     */
    public static synchronized ParallelCorpus corpus() throws TextException {
        ParallelCorpus read = corpus;
        if (read != null) return read;
        read = ParallelCorpus.read(sample("translation/german-english.tsv"));
        translations = read.pairs().stream()
                .collect(Collectors.toMap(ParallelCorpus.Pair::source, ParallelCorpus.Pair::target, (one, _) -> one));
        corpus = read;
        return read;
    }

    /** How a sentence is translated among the {@linkplain #corpus pairs}, as far as these have been read; null where it is none of them. */
    public static synchronized @Nullable String translation(String german) {
        return translations.get(german);
    }

    /** A trained model, as a file of its own: who trains it on changes nobody else's. */
    public record Shipped(Checkpoint checkpoint) {
        /** The model. */
        public TranslationModel model() {
            return (TranslationModel) checkpoint.model();
        }

        /** Translates with it. */
        public TracedTranslator translator(Backend backend) {
            return translator(model(), backend);
        }

        /** Translates with another model that knows the same words. */
        public TracedTranslator translator(TranslationModel other, Backend backend) {
            return new TracedTranslator(other, source(), target(), backend);
        }

        /** What it was trained on, read only when training goes on: opening the model need not wait for it. */
        public ParallelCorpus training() {
            return new ParallelCorpus(source(), target(), new AbstractList<>() {
                private @Nullable List<ParallelCorpus.Pair> pairs;

                private List<ParallelCorpus.Pair> pairs() {
                    List<ParallelCorpus.Pair> read = pairs;
                    if (read != null) return read;
                    try {
                        read = corpus().training().pairs();
                    } catch (TextException e) {
                        throw new UncheckedIOException(e);
                    }
                    pairs = read;
                    return read;
                }

                @Override
                public ParallelCorpus.Pair get(int index) {
                    return pairs().get(index);
                }

                @Override
                public int size() {
                    return pairs().size();
                }
            });
        }

        /** The words of the source that it knows. */
        public SpacedTokenizer source() {
            return (SpacedTokenizer) checkpoint.sourceTokenizer();
        }

        /** The words of the target that it knows. */
        public SpacedTokenizer target() {
            return (SpacedTokenizer) checkpoint.tokenizer();
        }
    }

    /**
     * A model that comes with the program.
     *
     * @param name of its file, without what all such files end in
     * @throws SaidException if it is missing or damaged, or does not translate
     */
    public static Shipped shipped(String name) throws SaidException {
        Path path = sample("checkpoints/" + name + ".safetensors");
        try {
            Checkpoint read = Checkpoint.read(path);
            if (read.model() instanceof TranslationModel
                    && read.tokenizer() instanceof SpacedTokenizer
                    && read.sourceTokenizer() instanceof SpacedTokenizer) return new Shipped(read);
            throw new SaidException("translation.noTranslator", path);
        } catch (IOException e) {
            throw new SaidException(Sentence.of(e));
        }
    }

    /** A sentence as people write it, as the models read it: in small letters, signs apart, with its full stop. */
    public static String normalized(String typed) {
        String spaced = typed.toLowerCase(Locale.GERMAN)
                .replaceAll("([.,?!])", " $1 ")
                .strip()
                .replaceAll("\\s+", " ");
        return spaced.isEmpty() || spaced.matches(".*[.?!]") ? spaced : spaced + " .";
    }

    /**
     * Says so if a sentence cannot be translated.
     *
     * @param normalized as {@link #normalized} gives it
     * @throws SaidException if it is empty or too long, or has words that no model has seen, all of which are named
     */
    public static void check(String normalized, SpacedTokenizer source) throws SaidException {
        List<String> tokens = source.split(normalized);
        if (tokens.isEmpty()) throw new SaidException("translation.empty");
        if (tokens.size() > MOST_TOKENS) throw new SaidException("translation.long", tokens.size(), MOST_TOKENS);
        String unknown = tokens.stream()
                .filter(token -> source.vocabulary().id(token).isEmpty())
                .distinct()
                .map(token -> "“" + token + "”")
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) throw new SaidException("translation.unknown", unknown, some(source));
    }

    private static String some(SpacedTokenizer source) {
        return source.vocabulary().tokens().stream()
                .filter(token -> token.length() > 3 && !token.startsWith("<"))
                .limit(12)
                .collect(Collectors.joining(", "));
    }

    /** Pairs of at most so many tokens, the first so many of those that are not held out. */
    public static ParallelCorpus training(int mostTokens, int pairs) throws TextException {
        ParallelCorpus all = corpus();
        List<ParallelCorpus.Pair> few = all.training().pairs().stream()
                .filter(pair -> pair.source().split(" ").length <= mostTokens)
                .limit(pairs)
                .toList();
        return new ParallelCorpus(all.source(), all.target(), few);
    }
}

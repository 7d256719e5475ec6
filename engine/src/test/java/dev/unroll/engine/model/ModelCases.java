package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.embedding.ContextWindows;
import dev.unroll.engine.embedding.Cooccurrences;
import dev.unroll.engine.text.Pairs;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A small model of every kind, with something for it to learn. */
public record ModelCases(String title, Model model) {
    private static final int[][] TEXTS = {{0, 3, 1, 2, 3, 1}, {2, 2, 0, 1, 3, 0}};
    private static final Pairs PAIRS =
            Pairs.of(new int[][] {{0, 3, 1}, {2, 4, 4, 1, 0}}, new int[][] {{0, 2, 3, 1}, {0, 1}}, 0);

    private static ModelCases of(String title, String kind, String... settings) {
        Map<String, String> sizes =
                new HashMap<>(Map.of("vocabulary", "4", "sourceVocabulary", "5", "hidden", "4", "layers", "2"));
        for (String setting : settings) sizes.put(setting.split("=")[0], setting.split("=")[1]);
        Set<String> known = Models.sizes(kind).stream().map(Size::name).collect(Collectors.toSet());
        sizes.keySet().retainAll(known);
        return new ModelCases(title, Models.create(kind, sizes, 3));
    }

    /** All of them, in several variants. */
    public static Stream<ModelCases> all() {
        return Stream.of(
                of("mlp, one-hot", "mlp", "window=2", "embedding=0"),
                of("mlp, learnt", "mlp", "window=3", "embedding=3"),
                of("rnn", "rnn"),
                of("gru", "gru"),
                of("lstm", "lstm"),
                of("lstm, four layers", "lstm", "layers=4", "forgetBias=2"),
                of("seq2seq, none", "seq2seq", "embedding=3", "attention=none"),
                of("seq2seq, dot, gru", "seq2seq", "embedding=3", "attention=dot", "cell=gru"),
                of("seq2seq, additive", "seq2seq", "embedding=3", "attention=additive", "layers=1"),
                of("transformer, post", "transformer", "heads=2", "context=8", "inner=6"),
                of("transformer, pre, learnt", "transformer", "heads=2", "context=8", "norm=pre", "positions=learnt"),
                of("gpt", "gpt", "heads=2", "context=8"),
                of("gpt, dropout", "gpt", "heads=2", "context=8", "dropout=0.3"),
                of("gpt, untied", "gpt", "heads=1", "context=5", "tied=0", "layers=1"),
                of("skip-gram, sampling", "word2vec", "negatives=2"),
                of("skip-gram, softmax", "word2vec", "negatives=0"),
                of("cbow", "word2vec", "negatives=2", "architecture=cbow"),
                of("glove", "glove"));
    }

    /** A loss that depends on the step. */
    public Node loss(Tape tape, long step) {
        int[][] texts = step % 2 == 0 ? TEXTS : new int[][] {TEXTS[1]};
        return loss(model, tape, texts);
    }

    private static Node loss(Model model, Tape tape, int[][] texts) {
        return switch (model) {
            case LanguageModel m -> m.loss(tape, texts);
            case TranslationModel m -> m.loss(tape, PAIRS);
            case Word2VecModel m ->
                m.loss(
                        tape,
                        new ContextWindows.Batch(
                                m.architecture() == Word2VecModel.Architecture.CBOW
                                        ? new int[][] {{0, 2}, {1, -1}}
                                        : new int[][] {{0}, {1}},
                                new int[] {1, 3},
                                new int[][] {{2, 3}, {0, 2}}));
            case GloveModel m -> m.loss(tape, Cooccurrences.count(texts[0], 2));
            default -> throw new AssertionError(model);
        };
    }

    @Override
    public String toString() {
        return title;
    }
}

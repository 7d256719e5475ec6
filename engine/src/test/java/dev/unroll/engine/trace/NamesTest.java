package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.embedding.ContextWindows;
import dev.unroll.engine.embedding.Cooccurrences;
import dev.unroll.engine.model.GloveModel;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.model.Size;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.model.Word2VecModel;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The table of names in the documentation is what traces give, for every kind of model; and every number is its arithmetic. */
class NamesTest {
    private static final Path DOCUMENT = Path.of("../docs/names.md");

    /** A small model of a kind and its trace. */
    private record Case(String title, Model model) {
        Trace trace(Backend backend) {
            int[] ids = {0, 3, 1, 2, 3};
            return switch (model) {
                case LanguageModel m -> Trace.ofPrediction(m, ids, backend);
                case TranslationModel m -> Trace.ofTranslation(m, ids, new int[] {0, 2, 1}, backend);
                case Word2VecModel m -> {
                    var batch = new ContextWindows.Batch(
                            new int[][] {{0, 2}, {1, -1}}, new int[] {1, 3}, new int[][] {{2, 3}, {0, 2}});
                    yield Trace.of(tape -> m.loss(tape, batch), backend);
                }
                case GloveModel m -> {
                    Cooccurrences pairs = Cooccurrences.count(ids, 2);
                    yield Trace.of(tape -> m.loss(tape, pairs), backend);
                }
                default -> throw new AssertionError(model);
            };
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static Case model(String title, String kind, String... settings) {
        Map<String, String> sizes = new LinkedHashMap<>(Map.of("vocabulary", "4", "hidden", "4", "layers", "2"));
        sizes.put("sourceVocabulary", "5");
        for (String setting : settings) sizes.put(setting.split("=")[0], setting.split("=")[1]);
        Set<String> known = Models.sizes(kind).stream().map(Size::name).collect(Collectors.toSet());
        sizes.keySet().retainAll(known);
        return new Case(title, Models.create(kind, sizes, 3));
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("ngram", NGramModel.count(new int[] {0, 1, 2, 3, 0, 1}, 4, 3, 0.5f)),
                model("mlp", "mlp", "window=2", "embedding=3"),
                model("rnn", "rnn"),
                model("gru", "gru"),
                model("lstm", "lstm"),
                model("seq2seq", "seq2seq", "embedding=3", "attention=additive", "layers=1"),
                model("transformer", "transformer", "heads=2", "context=8", "inner=6", "norm=pre", "positions=learnt"),
                model("gpt", "gpt", "heads=2", "context=8", "inner=6"),
                model("word2vec, negative sampling", "word2vec", "negatives=2"),
                model("word2vec, softmax", "word2vec", "negatives=0"),
                model("glove", "glove"));
    }

    private static String line(Trace trace, String name) {
        String axes = trace.value(name).shape().axes().stream().map(Enum::name).collect(Collectors.joining(", "));
        return name.replaceAll("(layer|block|encoder|decoder)\\.\\d+", "$1.N") + " | [" + axes + "]";
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tableHoldsWhatTracesGive(Case c) throws IOException {
        Trace trace = c.trace(Backends.best());
        Set<String> given = new TreeSet<>();
        for (String name : trace.names()) given.add(line(trace, name));
        assertThat(documented(c.title)).containsExactlyInAnyOrderElementsOf(given);
    }

    /** The names and axes of one section of the document. */
    private static List<String> documented(String title) throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        int start = lines.indexOf("## " + title);
        assertThat(start).as("section ‘%s’", title).isNotNegative();
        List<String> names = new ArrayList<>();
        for (String line : lines.subList(start + 1, lines.size())) {
            if (line.startsWith("## ")) break;
            if (!line.startsWith("| `")) continue;
            String[] cells = line.split("\\|");
            names.add(
                    cells[1].strip().replace("`", "") + " | " + cells[2].strip().replace("`", ""));
            assertThat(cells[3]).as(line).isNotBlank();
        }
        return names;
    }

    @Test
    void everyKindOfModelIsInTheTable() {
        Set<String> kinds = cases().map(c -> c.model.kind()).collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(Models.KINDS);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyNumberIsItsArithmetic(Case c) {
        Trace trace = c.trace(new ScalarBackend());
        assertEveryNumberIsItsArithmetic(trace);
        if (!trace.names().contains("stepLoss")) return;
        int last = trace.value("stepLoss").length() - 1;
        for (int t : new int[] {0, last}) {
            trace.differentiateStepLoss(t);
            assertEveryNumberIsItsArithmetic(trace);
        }
    }

    private static void assertEveryNumberIsItsArithmetic(Trace trace) {
        for (String name : trace.names()) {
            for (Quantity quantity : Quantity.values()) {
                if (quantity == Quantity.GRADIENT && !trace.hasGradient(name)) continue;
                Tensor tensor = quantity == Quantity.VALUE ? trace.value(name) : trace.gradient(name);
                for (int i = 0; i < tensor.length(); i++) {
                    Explanation explanation =
                            trace.explain(name, quantity, tensor.shape().unflatten(i));
                    assertThat(explanation.expression().value())
                            .as(explanation.place().label())
                            .isCloseTo(tensor.at(i), within(3e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void parametersAreInTheTraceUnderTheirNames(Case c) {
        if (c.model instanceof NGramModel) return; // its counts are looked up, not computed with
        Trace trace = c.trace(Backends.best());
        for (Parameter parameter : c.model.parameters()) {
            assertThat(trace.value(parameter.name()).toArray())
                    .containsExactly(parameter.value().toArray());
        }
    }

    /** Prints the table's skeleton: for whoever adds a model. */
    public static void main(String[] args) {
        cases().forEach(c -> {
            System.out.println("\n## " + c.title + "\n\n| name | axes | what it is |\n|---|---|---|");
            Trace trace = c.trace(Backends.best());
            Set<String> seen = new TreeSet<>();
            for (String name : trace.names())
                if (seen.add(line(trace, name)))
                    System.out.println(Arrays.stream(line(trace, name).split(" \\| "))
                                    .map(cell -> "`" + cell + "`")
                                    .collect(Collectors.joining(" | ", "| ", " | "))
                            + " |");
        });
    }
}

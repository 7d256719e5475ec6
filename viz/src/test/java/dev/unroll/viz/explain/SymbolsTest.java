package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class SymbolsTest {
    private static final Path DOCUMENT = Path.of("../docs/names.md");
    private static final List<String> TOKENS = List.of(" ", "E", "H", "L", "O");
    private static final List<String> HELLO = List.of("H", "E", "L", "L", "O");

    private static Place place(Trace trace, String name, int... index) {
        return Place.of(trace.operand(name, Quantity.VALUE, index));
    }

    private static Trace trace(String kind, String... settings) {
        Map<String, String> sizes = new HashMap<>(Map.of("vocabulary", "5", "hidden", "4", "layers", "1"));
        for (String setting : settings) sizes.put(setting.split("=")[0], setting.split("=")[1]);
        LanguageModel model = (LanguageModel) Models.create(kind, sizes, 1);
        return Trace.ofPrediction(model, new int[] {2, 1, 3, 3, 4}, Backends.best());
    }

    private static AxisNames names(Trace trace) {
        return AxisNames.of(trace).withTokens(TOKENS).withSteps(HELLO.subList(0, 4));
    }

    @Test
    void anRnnIsWrittenAsInATextbook() {
        Trace trace = trace("rnn");
        AxisNames names = names(trace);
        assertThat(Symbols.of(place(trace, "input", 0, 1), names)).isEqualTo("x₀[‘E’]");
        assertThat(Symbols.of(place(trace, "input", 0, 0), names)).isEqualTo("x₀[‘␣’]");
        assertThat(Symbols.of(place(trace, "layer.0/hiddenState", 3, 2), names)).isEqualTo("h₃[2]");
        assertThat(Symbols.of(place(trace, "layer.0/preactivation", 3, 2), names))
                .isEqualTo("a₃[2]");
        assertThat(Symbols.of(place(trace, "layer.0/weight_ih", 3, 1), names)).isEqualTo("W_xh[3, ‘E’]");
        assertThat(Symbols.of(place(trace, "layer.0/weight_hh", 2, 3), names)).isEqualTo("W_hh[2, 3]");
        assertThat(Symbols.of(place(trace, "layer.0/bias_ih", 2), names)).isEqualTo("b_xh[2]");
        assertThat(Symbols.of(place(trace, "head/weight", 3, 1), names)).isEqualTo("W_hy[‘L’, 1]");
        assertThat(Symbols.of(place(trace, "head/bias", 3), names)).isEqualTo("b_y[‘L’]");
        assertThat(Symbols.of(place(trace, "logits", 3, 4), names)).isEqualTo("z₃[‘O’]");
        assertThat(Symbols.of(place(trace, "probabilities", 3, 4), names)).isEqualTo("p₃[‘O’]");
        assertThat(Symbols.of(place(trace, "stepLoss", 3), names)).isEqualTo("L₃");
        assertThat(Symbols.of(place(trace, "loss"), names)).isEqualTo("L");
        Place gradient = Place.of(trace.operand("layer.0/hiddenState", Quantity.GRADIENT, 1, 2));
        assertThat(Symbols.of(gradient, names)).isEqualTo("∂L/∂h₁[2]");
    }

    @Test
    void layersAreCountedWhereThereAreSeveral() {
        Trace trace = trace("rnn", "layers=2");
        assertThat(Symbols.of(place(trace, "layer.0/hiddenState", 3, 2), names(trace)))
                .isEqualTo("h¹₃[2]");
        assertThat(Symbols.of(place(trace, "layer.1/hiddenState", 3, 2), names(trace)))
                .isEqualTo("h²₃[2]");
        assertThat(Symbols.of(place(trace, "layer.1/weight_ih", 3, 1), names(trace)))
                .as("the upper layer does not read tokens")
                .isEqualTo("W_xh²[3, 1]");
    }

    @Test
    void stackedWeightsAreSplitIntoTheirGates() {
        Trace lstm = trace("lstm");
        AxisNames names = names(lstm);
        assertThat(Symbols.of(place(lstm, "layer.0/weight_ih", 2, 1), names)).isEqualTo("W_xi[2, ‘E’]");
        assertThat(Symbols.of(place(lstm, "layer.0/weight_ih", 6, 1), names)).isEqualTo("W_xf[2, ‘E’]");
        assertThat(Symbols.of(place(lstm, "layer.0/weight_hh", 11, 1), names)).isEqualTo("W_hg[3, 1]");
        assertThat(Symbols.of(place(lstm, "layer.0/bias_hh", 12), names)).isEqualTo("b_ho[0]");
        assertThat(Symbols.of(place(lstm, "layer.0/cellState", 1, 0), names)).isEqualTo("c₁[0]");
        Trace gru = trace("gru");
        assertThat(Symbols.of(place(gru, "layer.0/weight_ih", 1, 1), names(gru)))
                .isEqualTo("W_xr[1, ‘E’]");
        assertThat(Symbols.of(place(gru, "layer.0/weight_hh", 5, 1), names(gru)))
                .isEqualTo("W_hz[1, 1]");
        assertThat(Symbols.of(place(gru, "layer.0/bias_ih", 8), names(gru))).isEqualTo("b_xn[0]");
    }

    @Test
    void attentionSaysWhichTokenLooksAtWhich() {
        Trace trace = trace("gpt", "layers=2", "heads=2", "context=8", "inner=6");
        AxisNames names = names(trace);
        assertThat(Symbols.of(place(trace, "block.0/attention/weights", 1, 1, 0), names))
                .isEqualTo("α⁰·¹[‘E’ → ‘H’]");
        assertThat(Symbols.of(place(trace, "block.1/attention/scores", 0, 3, 2), names))
                .as("two steps with the same token are told apart")
                .isEqualTo("s¹·⁰[‘L’₃ → ‘L’₂]");
        assertThat(Symbols.of(place(trace, "block.0/attention/query", 1, 3, 1), names))
                .isEqualTo("q⁰·¹₃[1]");
        assertThat(Symbols.of(place(trace, "block.0/attention/key", 1, 2, 1), names))
                .isEqualTo("k⁰·¹₂[1]");
        assertThat(Symbols.of(place(trace, "block.0/mlp/residual", 3, 1), names))
                .isEqualTo("r⁰₃[1]");
        assertThat(Symbols.of(place(trace, "block.0/attention/queryKeyValue/weight", 6, 2), names))
                .isEqualTo("W_k⁰[2, 2]");
        assertThat(Symbols.of(place(trace, "block.1/attention/queryKeyValue/bias", 11), names))
                .isEqualTo("b_v¹[3]");
        assertThat(Symbols.of(place(trace, "positionEmbedding/weight", 7, 2), names))
                .isEqualTo("E_pos[7, 2]");
    }

    @Test
    void aTranslationReadsTwoVocabulariesAndTwoSequences() {
        AxisNames names = AxisNames.NONE
                .withTokens(List.of("<s>", "the", "dog"))
                .withSourceTokens(List.of("der", "Hund"))
                .withSteps(List.of("der", "Hund"))
                .withTargets(List.of("<s>", "the", "dog"));
        assertThat(Symbols.of(at("source", List.of(Axis.TIME, Axis.TOKEN), 1, 0), names))
                .isEqualTo("x₁[‘der’]");
        assertThat(Symbols.of(at("target", List.of(Axis.TARGET, Axis.TOKEN), 1, 2), names))
                .isEqualTo("y₁[‘dog’]");
        assertThat(Symbols.of(at("encoder/embedding/weight", List.of(Axis.TOKEN, Axis.UNIT), 1, 3), names))
                .isEqualTo("E_enc[‘Hund’, 3]");
        List<Axis> axes = List.of(Axis.TARGET, Axis.TIME);
        assertThat(Symbols.of(at("attention/weights", axes, 2, 1), names)).isEqualTo("α[‘dog’ → ‘Hund’]");
        axes = List.of(Axis.HEAD, Axis.TARGET, Axis.KEY);
        assertThat(Symbols.of(at("decoder.0/crossAttention/weights", axes, 1, 2, 1), names))
                .isEqualTo("α_cross⁰·¹[‘dog’ → ‘Hund’]");
        assertThat(Symbols.of(at("decoder.0/attention/weights", axes, 1, 2, 1), names))
                .isEqualTo("α_dec⁰·¹[‘dog’ → ‘the’]");
    }

    private static Place at(String name, List<Axis> axes, Integer... index) {
        return new Place(name, axes, Arrays.asList(index), Quantity.VALUE);
    }

    @Test
    void whatIsNotKnownIsWrittenWithItsIndices() {
        assertThat(Symbols.of(at("layer.0/weight_ih", List.of(Axis.UNIT, Axis.INPUT), 9, 4), AxisNames.NONE))
                .isEqualTo("W_xh[9, 4]");
        assertThat(Symbols.of(at("strange/new thing", List.of(Axis.TIME, Axis.UNIT), 12, 4), AxisNames.NONE))
                .isEqualTo("new thing₁₂[4]");
    }

    /** Every name of the document has a symbol, and no two names of one model have the same. */
    @TestFactory
    Stream<DynamicTest> everyDocumentedNameHasASymbolOfItsOwn() throws IOException {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("## ")) sections.put(line.substring(3), section = new ArrayList<>());
            if (line.startsWith("| `")) section.add(line);
        }
        assertThat(sections).hasSizeGreaterThan(8);
        return sections.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> haveSymbols(e.getValue())));
    }

    private static void haveSymbols(List<String> rows) {
        assertThat(rows).isNotEmpty();
        Map<String, String> seen = new HashMap<>();
        for (String row : rows) {
            String[] cells = row.replace("`", "").split("\\|");
            String name = cells[1].strip().replace(".N", ".0");
            assertThat(Symbols.knows(name)).as(name).isTrue();
            List<Axis> axes = Arrays.stream(
                            cells[2].strip().replaceAll("[\\[\\]]", "").split(", "))
                    .filter(axis -> !axis.isEmpty())
                    .map(Axis::valueOf)
                    .toList();
            Place place = new Place(name, axes, axes.stream().map(a -> 0).toList(), Quantity.VALUE);
            // With tokens, as on every stage: a GRU's gate z₀[0] is then another than the logit z₀[‘A’].
            String symbol = Symbols.of(place, AxisNames.NONE.withTokens(List.of("A")));
            assertThat(symbol).as(name).isNotBlank().doesNotContain("/");
            assertThat(seen.put(symbol, name)).as("%s of %s", symbol, name).isNull();
        }
    }
}

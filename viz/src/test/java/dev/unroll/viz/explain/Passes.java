package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Passes of small untrained models over HELLO. */
final class Passes {
    static final List<String> TOKENS = List.of(" ", "E", "H", "L", "O");
    private static final List<String> READ = List.of("H", "E", "L", "L");

    private Passes() {}

    /** A pass of a model of a kind with 20 units; another seed gives other weights. */
    static Trace of(String kind, long seed, String... settings) {
        Map<String, String> sizes = new HashMap<>(Map.of("vocabulary", "5", "hidden", "20"));
        if (!kind.equals("mlp")) sizes.put("layers", "1");
        if (kind.equals("gpt")) sizes.putAll(Map.of("heads", "2", "context", "8", "inner", "32"));
        for (String setting : settings) sizes.put(setting.split("=")[0], setting.split("=")[1]);
        LanguageModel model = (LanguageModel) Models.create(kind, sizes, seed);
        return Trace.ofPrediction(model, new int[] {2, 1, 3, 3, 4}, Backends.best());
    }

    static AxisNames names(Trace trace) {
        return AxisNames.of(trace).withTokens(TOKENS).withSteps(READ);
    }

    static Place value(Trace trace, String name, int... index) {
        return Place.of(trace.operand(name, Quantity.VALUE, index));
    }

    static Place gradient(Trace trace, String name, int... index) {
        return Place.of(trace.operand(name, Quantity.GRADIENT, index));
    }
}

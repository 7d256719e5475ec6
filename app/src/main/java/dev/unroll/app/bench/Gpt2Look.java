package dev.unroll.app.bench;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.Gpt2Checkpoint;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.BlockwisePass;
import dev.unroll.engine.trace.LogitLens;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opening a GPT-2 of 124 million parameters from a folder, and looking into it at 1,024 tokens: going up its blocks, and the inside of one.
 * Its weights are random, which changes neither time nor memory.
 */
final class Gpt2Look {
    private static final int VOCABULARY = 50_257;
    private static final int CONTEXT = 1024;
    private static final int ROUNDS = 3;

    private Gpt2Look() {}

    static Measurement measure(Backend backend, int[] ids) {
        try {
            Path folder = Files.createTempDirectory("gpt2");
            try {
                Gpt2Checkpoint.write(
                        new GptModel(GptModel.Configuration.of(VOCABULARY, CONTEXT, 768, 12, 12), 1), folder);
                return measure(backend, ids, folder);
            } finally {
                try (Stream<Path> inside = Files.list(folder)) {
                    for (Path file : inside.toList()) Files.delete(file);
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Measurement measure(Backend backend, int[] ids, Path folder) throws IOException {
        List<Double> opening = new ArrayList<>();
        List<Double> climbing = new ArrayList<>();
        List<Double> looking = new ArrayList<>();
        List<Double> reading = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<GptModel> read = new ArrayList<>();
            opening.add(Measurement.time(() -> read.add(opened(folder))));
            GptModel model = read.getFirst();
            List<BlockwisePass> pass = new ArrayList<>();
            climbing.add(Measurement.time(() -> pass.add(BlockwisePass.of(model, ids, backend, _ -> {}, List.of()))));
            looking.add(Measurement.time(() -> pass.getFirst().block(6)));
            Tensor top = pass.getFirst().value(LogitLens.name(12));
            reading.add(Measurement.time(() -> {
                for (int from = 0; from < ids.length; from += 64)
                    LogitLens.logits(model, top, from, from + 64, backend);
            }));
        }
        return Measurement.of("gpt2_124m_look", climbing)
                .with("open_s", best(opening))
                .with("block_s", best(looking))
                .with("logits_s", best(reading));
    }

    private static GptModel opened(Path folder) {
        try {
            return Gpt2Checkpoint.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first round is for the compiler. */
    private static double best(List<Double> seconds) {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
}

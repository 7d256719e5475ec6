package dev.unroll.engine.io;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.train.Keyframe;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trained model as a safetensors file of its parameters under their names, with its tokens and all that is needed to go on
 * training: the recipe, the step count and what the optimiser remembers.
 *
 * @param tokenizer of what is predicted
 * @param sourceTokenizer of the sources, where something is translated
 * @param carried what training carries from step to step beside the weights
 */
public record Checkpoint(
        Model model,
        Tokenizer tokenizer,
        @Nullable Tokenizer sourceTokenizer,
        Recipe recipe,
        Optimizer.State optimizer,
        float[][] carried) {
    private static final String CARRIED = "carried.";
    private static final String FORMAT = "unroll-1";
    private static final String SOURCE = "source.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String MODEL = "model.";

    /** A checkpoint of a model where its training stands. */
    public Checkpoint(
            Model model, Tokenizer tokenizer, @Nullable Tokenizer sourceTokenizer, Recipe recipe, Keyframe stands) {
        this(model, tokenizer, sourceTokenizer, recipe, stands.optimizer(), stands.carried());
    }

    /**
     * Writes the checkpoint, bit for bit as it is.
     *
     * @throws IOException if it cannot be written, in one sentence
     */
    public void write(Path path) throws IOException {
        write(OutputFile.at(path), SafetensorsWriter.Stored.F32);
    }

    /**
     * As {@link #write(Path)}, into a file that was looked at before, with numbers that may be rounded: training goes on from those.
     *
     * @throws IOException if it cannot be written, in one sentence
     * @throws IllegalArgumentException if the model holds ids, which cannot be rounded
     */
    public void write(OutputFile file, SafetensorsWriter.Stored stored) throws IOException {
        if (model instanceof NGramModel && stored != SafetensorsWriter.Stored.F32)
            throw new RefusedException("model.noRounding", model.kind(), stored);
        SafetensorsWriter writer = new SafetensorsWriter(stored)
                .metadata("format", FORMAT)
                .metadata("kind", model.kind())
                .metadata("step", Long.toString(optimizer.steps()));
        new TreeMap<>(model.configuration()).forEach((key, value) -> writer.metadata(MODEL + key, value));
        tokenizer.toMetadata().forEach(writer::metadata);
        if (sourceTokenizer != null)
            sourceTokenizer.toMetadata().forEach((key, value) -> writer.metadata(SOURCE + key, value));
        recipe.toMetadata().forEach(writer::metadata);
        List<Parameter> parameters = model.parameters();
        for (Parameter parameter : parameters) writer.tensor(parameter.name(), parameter.value());
        float[][] slots = optimizer.slots();
        for (int i = 0; i < slots.length; i++) writer.tensor(slotName(parameters, i), slot(slots[i]));
        for (int i = 0; i < carried.length; i++) writer.tensor(CARRIED + i, slot(carried[i]));
        writer.write(file);
    }

    private static Tensor slot(float[] values) {
        return Tensor.of(Shape.of(Axis.ITEM, values.length), values);
    }

    private static String slotName(List<Parameter> parameters, int i) {
        return OPTIMIZER + i / parameters.size() + "."
                + parameters.get(i % parameters.size()).name();
    }

    /**
     * Reads a checkpoint.
     *
     * @throws IOException if it is missing, damaged, or no checkpoint of this program, in one sentence
     */
    public static Checkpoint read(Path path) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, String> metadata = file.metadata();
        if (!FORMAT.equals(metadata.get("format"))) {
            throw new FormatException(path, "file.noCheckpoint");
        }
        try {
            Map<String, String> configuration = new TreeMap<>();
            metadata.forEach((key, value) -> {
                if (key.startsWith(MODEL)) configuration.put(key.substring(MODEL.length()), value);
            });
            Model model = Models.create(metadata.getOrDefault("kind", ""), configuration, 0);
            if (!configuration.keySet().containsAll(model.configuration().keySet()))
                throw new FormatException(path, "file.modelNotWhole");
            for (Parameter parameter : model.parameters()) fill(file, parameter.name(), parameter.value());
            if (model instanceof NGramModel counted && counted.misfit().isPresent())
                throw new FormatException(
                        path,
                        "file.tensorUnfit",
                        FormatException.quote(counted.misfit().get()));
            Recipe recipe = Recipe.fromMetadata(metadata);
            return new Checkpoint(
                    model,
                    tokenizer(path, metadata, configuration, "", "vocabulary"),
                    configuration.containsKey("sourceVocabulary")
                            ? tokenizer(path, metadata, configuration, SOURCE, "sourceVocabulary")
                            : null,
                    recipe,
                    optimizer(file, model, recipe.optimizer()),
                    carried(file));
        } catch (IllegalArgumentException e) {
            throw new FormatException(path, "file.modelDamaged");
        } catch (OutOfMemoryError e) {
            throw new FormatException(path, "file.modelTooLarge");
        }
    }

    /** The tokenizer whose texts have a prefix; it must have as many tokens as the model says under {@code size}. */
    private static Tokenizer tokenizer(
            Path path, Map<String, String> metadata, Map<String, String> configuration, String prefix, String size)
            throws FormatException {
        Map<String, String> texts = new TreeMap<>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(prefix)) texts.put(key.substring(prefix.length()), value);
        });
        Tokenizer tokenizer = Tokenizer.fromMetadata(texts);
        if (!Integer.toString(tokenizer.vocabulary().size()).equals(configuration.get(size)))
            throw new FormatException(path, "file.vocabularySize");
        return tokenizer;
    }

    private static void fill(SafetensorsFile file, String name, Tensor value) throws FormatException {
        Tensor stored = file.tensor(name);
        if (!Arrays.equals(stored.shape().sizes(), value.shape().sizes())) {
            throw new FormatException(file.path(), "file.tensorUnfit", FormatException.quote(name));
        }
        value.copyFrom(stored);
    }

    private static Optimizer.State optimizer(SafetensorsFile file, Model model, Optimizer.Kind kind)
            throws FormatException {
        List<Parameter> parameters = model.parameters();
        int count = (int) file.entries().keySet().stream()
                .filter(name -> name.startsWith(OPTIMIZER))
                .count();
        if (count != 0 && count != kind.slotCount() * parameters.size()) {
            throw new FormatException(file.path(), "file.optimizerNotWhole");
        }
        float[][] slots = new float[count][];
        for (int i = 0; i < count; i++) {
            Tensor slot =
                    slot(new float[parameters.get(i % parameters.size()).value().length()]);
            fill(file, slotName(parameters, i), slot);
            slots[i] = slot.read();
        }
        long steps = Long.parseLong(file.metadata().getOrDefault("step", "0"));
        if (steps < 0) throw new FormatException(file.path(), "file.stepCount");
        return new Optimizer.State(steps, slots);
    }

    private static float[][] carried(SafetensorsFile file) throws FormatException {
        List<float[]> arrays = new ArrayList<>();
        while (file.entries().containsKey(CARRIED + arrays.size()))
            arrays.add(file.tensor(CARRIED + arrays.size()).toArray());
        return arrays.toArray(float[][]::new);
    }

    /** Where training stood, for {@link dev.unroll.engine.train.Training#restore}. */
    public Keyframe keyframe() {
        float[][] weights =
                model.parameters().stream().map(p -> p.value().toArray()).toArray(float[][]::new);
        return new Keyframe(optimizer.steps(), weights, optimizer, carried);
    }
}

package dev.unroll.engine.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which files a model is read from. */
public final class ModelParts {
    private static final String WEIGHTS = "model.safetensors";

    /** What is looked for beside the weights of a published model. */
    private static final List<String> BESIDE = List.of(
            "config.json",
            "generation_config.json",
            "model.safetensors.index.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.json",
            "merges.txt");

    private ModelParts() {}

    /**
     * The files of a model, those included that are looked for and not there: made anew, they would change what is read.
     *
     * @param model a file, or the folder of a published model
     * @throws FileException if the folder cannot be read
     */
    public static List<Path> of(Path model) throws FileException {
        List<Path> parts = new ArrayList<>();
        if (!Files.isDirectory(model)) {
            parts.add(model);
            if (Files.exists(model.resolveSibling(BESIDE.getFirst())))
                BESIDE.forEach(name -> parts.add(model.resolveSibling(name)));
            return parts;
        }
        BESIDE.forEach(name -> parts.add(model.resolve(name)));
        parts.add(model.resolve(WEIGHTS));
        if (Files.exists(model.resolve(WEIGHTS))) return parts;
        try (Stream<Path> inside = Files.list(model)) {
            inside.filter(file -> file.toString().endsWith(".safetensors")).forEach(parts::add);
        } catch (IOException e) {
            throw new FileException(e, "file.unreadable", model);
        }
        return parts;
    }
}

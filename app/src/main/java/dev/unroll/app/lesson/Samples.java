package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.engine.io.Checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** The texts and trained models that the program comes with. */
public final class Samples {
    private Samples() {}

    /** A file of the samples. */
    public static Path file(String path) {
        return Path.of(System.getProperty("unroll.home", "."), "samples", path);
    }

    /**
     * A trained model of the samples.
     *
     * @throws SaidException if it cannot be read
     */
    public static Checkpoint checkpoint(String name) throws SaidException {
        try {
            return Checkpoint.read(file("checkpoints/" + name + ".safetensors"));
        } catch (IOException e) {
            throw new SaidException(Sentence.of(e));
        }
    }
}

package dev.unroll.engine;

import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.tensor.Tensor;

import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Reference values computed by PyTorch. They are read from the folder that the system property {@code unroll.golden} names, or
 * else from the project's own copies; every size is taken from the files.
 */
public final class Golden {
    private static final double TOLERANCE = 1e-4;

    private Golden() {}

    /** A file of the folder, without its ending. */
    public static SafetensorsFile open(String name) throws IOException {
        return SafetensorsFile.open(folder().resolve(name + ".safetensors"));
    }

    /** Where the files lie. */
    public static Path folder() {
        return Path.of(System.getProperty("unroll.golden", "src/test/resources/golden"));
    }

    /** Passes where no entry is further off than 1e-4 of the largest expected one. */
    public static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.length()).as("%s beside %s", actual, expected).isEqualTo(expected.length());
        double largest = 1e-30;
        for (int i = 0; i < expected.length(); i++) largest = Math.max(largest, Math.abs(expected.at(i)));
        for (int i = 0; i < expected.length(); i++) {
            double error = Math.abs((double) actual.at(i) - expected.at(i)) / largest;
            if (!(error <= TOLERANCE)) {
                fail(
                        "element %d is %s instead of %s: off by %.2e of the largest",
                        i, actual.at(i), expected.at(i), error);
            }
        }
    }
}

package dev.unroll.engine.train;

import dev.unroll.engine.Golden;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static dev.unroll.engine.Golden.assertClose;

/** Steps of each optimiser against PyTorch's, on the bowl {@code Σ a x² / 2 + Σ sin(3x)}. */
class OptimizerGoldenTest {
    @ParameterizedTest
    @CsvSource({
        "sgd, SGD, 0.05", "momentum, MOMENTUM, 0.05", "nesterov, NESTEROV, 0.05", "rmsprop, RMSPROP, 0.02",
        "adagrad, ADAGRAD, 0.2", "adam, ADAM, 0.05", "adamw, ADAMW, 0.05", "sgd_clip, SGD, 0.05"
    })
    void walksPyTorchsPath(String name, Optimizer.Kind kind, double learningRate) throws Exception {
        SafetensorsFile golden = Golden.open("optimisers");
        Tensor path = golden.tensor(name);
        Tensor a = golden.tensor("a");
        Tensor x = golden.tensor("x0").copy();
        Tensor g = Tensor.zeros(x.shape());
        Optimizer optimizer = kind == Optimizer.Kind.ADAMW ? new Optimizer.Adam(0.1f) : kind.create();
        for (int step = 0; step < path.shape().size(0); step++) {
            for (int i = 0; i < x.length(); i++) {
                g.write()[i] = (float) (a.at(i) * x.at(i) + 3 * Math.cos(3 * x.at(i)));
            }
            if (name.equals("sgd_clip")) new Clipping.ByNorm(1).clip(List.of(g));
            optimizer.step(List.of(x), List.of(g), learningRate);
            assertClose(x, path.slice(step));
        }
    }
}

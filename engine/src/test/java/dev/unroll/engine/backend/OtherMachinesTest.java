package dev.unroll.engine.backend;

import dev.unroll.engine.backend.KernelCalls.KernelCall;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The same promises where vectors are narrower, where nothing is compiled, and where there are no vectors; each in a Java of its own. */
class OtherMachinesTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    private static String java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-cp", System.getProperty("java.class.path")));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.strip();
    }

    /** What is run on the other machine. */
    static final class Check {
        public static void main(String[] arguments) {
            switch (arguments[0]) {
                case "name" -> System.out.println(Backends.best().name());
                case "bits" -> System.out.println(bits(1));
                case "values" -> {
                    Backend simd = new SimdBackend(2);
                    BackendContractTest contract = new BackendContractTest();
                    contract.productsAreTheReferences(simd);
                    contract.batchedProductsAreTheReferences(simd);
                    contract.kernelsGiveTheReferencesValues(simd);
                    System.out.println(simd.name());
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            System.exit(0);
        }
    }

    /** A number for the bits of all that small calls give at last. */
    private static int bits(int repetitions) {
        Backend simd = new SimdBackend(1);
        int hash = 0;
        for (KernelCall kernel : KernelCalls.ofUpTo(640)) {
            List<Tensor> results = List.of();
            for (int i = 0; i < repetitions; i++) results = kernel.call().apply(simd);
            for (Tensor result : results) hash = 31 * hash + Arrays.hashCode(result.toArray());
        }
        return hash;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:UseAVX=2", "-XX:UseAVX=1"})
    void valuesAreRightOnNarrowerVectors(String option) throws Exception {
        assertThat(java(option, VECTORS, Check.class.getName(), "values")).startsWith("SIMD 2");
    }

    @Test
    void bitsAreThoseOfTheInterpreter() throws Exception {
        assertThat(java("-Xint", VECTORS, Check.class.getName(), "bits")).isEqualTo("" + bits(300));
    }

    @Test
    void theReferenceComputesWhereThereAreNoVectors() throws Exception {
        assertThat(java(Check.class.getName(), "name")).isEqualTo("scalar");
    }
}

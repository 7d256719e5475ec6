package dev.unroll.engine.backend;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class BackendsTest {
    @Test
    void theBestComesFirstAndTheReferenceLast() {
        List<Backend> all = Backends.all();
        assertThat(all).first().isSameAs(Backends.best()).isInstanceOf(SimdBackend.class);
        assertThat(all).last().isExactlyInstanceOf(ScalarBackend.class);
    }

    @Test
    void askingAgainStartsNoMoreThreads() {
        Backends.all();
        long before = kernelThreads();
        for (int i = 0; i < 10; i++) {
            Backends.best();
            Backends.all();
        }
        assertThat(kernelThreads()).isEqualTo(before);
    }

    private static long kernelThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kernel-"))
                .count();
    }

    @Test
    void theNameTellsThreadsAndBits() {
        assertThat(new SimdBackend(1).name()).matches("SIMD 1 × \\d+ bit");
        assertThat(new ScalarBackend().name()).isEqualTo("scalar");
    }

    /** Prints the best backend, for the test that starts another Java without the Vector API. */
    static final class Best {
        public static void main(String[] arguments) {
            System.out.println(Backends.best().name() + ", " + Backends.all().size());
        }
    }

    @Test
    void withoutTheVectorModuleTheReferenceIsTheBest() throws Exception {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path", "")
                                + File.pathSeparator
                                + System.getProperty("surefire.test.class.path", ""),
                        "dev.unroll.engine.backend.BackendsTest$Best")
                .redirectErrorStream(true)
                .start();
        String printed = new String(java.getInputStream().readAllBytes()).strip();
        assertThat(java.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).isEqualTo("scalar, 1");
    }
}

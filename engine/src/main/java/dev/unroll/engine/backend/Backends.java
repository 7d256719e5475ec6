package dev.unroll.engine.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The backends of this machine. */
public final class Backends {
    private Backends() {}

    /** Loaded only where the vectors are, and made once, since its threads are kept. */
    private static final class Simd {
        static final Backend SHARED = new SimdBackend();
    }

    /** Every backend that works here, the one to prefer first and the reference last. */
    public static List<Backend> all() {
        List<Backend> backends = new ArrayList<>();
        if (hasVectors()) backends.add(Simd.SHARED);
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) backends.addAll(provider.backends());
        backends.add(new ScalarBackend());
        return List.copyOf(backends);
    }

    /** The backend to compute with unless told otherwise. */
    public static Backend best() {
        return hasVectors() ? Simd.SHARED : new ScalarBackend();
    }

    /** Whether the program was started with {@code --add-modules jdk.incubator.vector}. */
    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}

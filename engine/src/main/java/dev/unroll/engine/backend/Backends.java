package dev.unroll.engine.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The backends of this machine. Those of the engine itself are made once, since their threads are kept. */
public final class Backends {
    private static final Backend SCALAR = new ScalarBackend();

    private Backends() {}

    /** Loaded only where the vectors are, so that the program starts without them. */
    private static final class Simd {
        static final Backend SHARED = new SimdBackend();
    }

    /** Every backend that works here, the one to prefer first and the reference last. */
    public static List<Backend> all() {
        List<Backend> backends = new ArrayList<>();
        if (hasVectors()) backends.add(Simd.SHARED);
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) backends.addAll(provider.backends());
        backends.add(SCALAR);
        return List.copyOf(backends);
    }

    /** The backend to compute with unless told otherwise. */
    public static Backend best() {
        return hasVectors() ? Simd.SHARED : SCALAR;
    }

    /** Whether the program was started with {@code --add-modules jdk.incubator.vector}. */
    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}

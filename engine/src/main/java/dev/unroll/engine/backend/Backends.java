package dev.unroll.engine.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** What computes on this machine. */
public final class Backends {
    private Backends() {}

    /** Loaded only where the vectors are, and made once, since its threads are kept. */
    private static final class Simd {
        static final Backend SHARED = new SimdBackend();
    }

    /** The devices, looked for when they are first asked for. */
    private static final class Found {
        static final Found ONCE = new Found();

        final List<Device> devices = new ArrayList<>();
        final List<String> problems = new ArrayList<>();

        private Found() {
            try {
                for (DeviceProvider provider : ServiceLoader.load(DeviceProvider.class)) add(provider);
            } catch (ServiceConfigurationError e) {
                problems.add("A module for devices cannot be loaded: " + e.getMessage());
            }
        }

        private void add(DeviceProvider provider) {
            try {
                devices.addAll(provider.devices());
            } catch (DeviceException e) {
                problems.add(e.getMessage());
            }
        }
    }

    /** The devices beside the processor, in an order that stays; empty where the program was started without any. */
    public static List<Device> devices() {
        return List.copyOf(Found.ONCE.devices);
    }

    /** Why devices that should be there are not, a sentence each. */
    public static List<String> problems() {
        return List.copyOf(Found.ONCE.problems);
    }

    /** Every backend that works here: the one to prefer first, then one for each device, the reference last. */
    public static List<Backend> all() {
        List<Backend> backends = new ArrayList<>();
        if (hasVectors()) backends.add(Simd.SHARED);
        for (Device device : devices()) backends.add(device.open());
        backends.add(new ScalarBackend());
        return List.copyOf(backends);
    }

    /** The backend of the processor, to compute with unless told otherwise. */
    public static Backend best() {
        return hasVectors() ? Simd.SHARED : new ScalarBackend();
    }

    /** Whether the program was started with {@code --add-modules jdk.incubator.vector}. */
    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}

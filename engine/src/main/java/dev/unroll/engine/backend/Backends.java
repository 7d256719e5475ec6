package dev.unroll.engine.backend;

import java.util.ArrayList;
import java.util.Iterator;
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

    /** As {@link Simd}, with one thread less. */
    private static final class BesideDrawing {
        static final Backend SHARED =
                new SimdBackend(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    /**
     * What was looked for.
     *
     * @param devices those that are there
     * @param problems why others are not, a sentence each
     */
    record Found(List<Device> devices, List<String> problems) {
        static Found by(Iterable<DeviceProvider> providers) {
            List<Device> devices = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            Iterator<DeviceProvider> rest = providers.iterator();
            while (true) {
                try {
                    if (!rest.hasNext()) break;
                    devices.addAll(rest.next().devices());
                } catch (DeviceException e) {
                    problems.add(e.getMessage());
                } catch (ServiceConfigurationError e) {
                    problems.add("A module for devices cannot be loaded (" + DeviceException.reason(e)
                            + "): the processor computes.");
                    break;
                }
            }
            return new Found(List.copyOf(devices), List.copyOf(problems));
        }
    }

    /** Looked for when they are first asked for. */
    private static final class Once {
        static final Found FOUND = Found.by(ServiceLoader.load(DeviceProvider.class));
    }

    /** The devices beside the processor, in an order that stays; empty where the program was started without any. */
    public static List<Device> devices() {
        return Once.FOUND.devices;
    }

    /** Why devices that should be there are not, a sentence each. */
    public static List<String> problems() {
        return Once.FOUND.problems;
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

    /** As {@link #best}, leaving one core to whoever draws meanwhile, where there are more than one. */
    public static Backend besideDrawing() {
        return hasVectors() ? BesideDrawing.SHARED : new ScalarBackend();
    }

    /** Whether the program was started with {@code --add-modules jdk.incubator.vector}. */
    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}

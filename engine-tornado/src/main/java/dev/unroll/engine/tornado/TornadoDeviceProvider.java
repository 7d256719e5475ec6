package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.DeviceProvider;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

import java.util.ArrayList;
import java.util.List;

/** Finds the devices that TornadoVM drives. */
public final class TornadoDeviceProvider implements DeviceProvider {
    /** Made by {@link java.util.ServiceLoader}. */
    public TornadoDeviceProvider() {}

    @Override
    public List<Device> devices() {
        // A kernel that does not compile would otherwise be run as plain Java, silently.
        System.setProperty("tornado.recover.bailout", "False");
        // Going back through a block takes more tasks than a graph has room for by itself.
        System.setProperty("tornado.tvm.maxbytecodesize", "16384");
        try {
            List<Device> devices = new ArrayList<>();
            var runtime = TornadoRuntimeProvider.getTornadoRuntime();
            for (int i = 0; i < runtime.getNumBackends(); i++) {
                TornadoBackend backend = runtime.getBackend(i);
                for (int j = 0; j < backend.getNumDevices(); j++)
                    devices.add(device(backend.getName(), backend.getDevice(j)));
            }
            return devices;
        } catch (RuntimeException | LinkageError e) {
            throw new DeviceException(
                    "TornadoVM is there but does not start, so only the processor computes: check that it was started with its"
                            + " argument file and that a driver for OpenCL or CUDA is installed.",
                    e);
        }
    }

    private static Device device(String driver, TornadoDevice device) {
        String name = device.getPhysicalDevice().getDeviceName().strip();
        return new Found(name, driver, device.getMaxGlobalMemory(), new TornadoDeviceBackend(name, device));
    }

    private record Found(String name, String technology, long memoryBytes, Backend backend) implements Device {
        @Override
        public Backend open() {
            return backend;
        }
    }
}

package dev.unroll.engine.backend;

import java.util.List;

/** Brings devices in from outside the engine, through {@link java.util.ServiceLoader}. */
public interface DeviceProvider {
    /**
     * The devices of this machine; empty where there are none.
     *
     * @throws DeviceException if there should be some, but what drives them does not work
     */
    List<Device> devices();
}

package dev.unroll.engine.device;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Device;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A device that computes with another backend, notes what it was asked for, and fails where a test wants it to. */
class FakeDevice implements Device {
    private final Backend computes;
    private final Function<String, Throwable> fault;
    final List<String> calls = new ArrayList<>();

    /** @param fault what a kernel of this name throws this time, or {@code null} */
    FakeDevice(Backend computes, Function<String, Throwable> fault) {
        this.computes = computes;
        this.fault = fault;
    }

    @Override
    public String name() {
        return "Fake GPU";
    }

    @Override
    public String technology() {
        return "nothing";
    }

    @Override
    public long memoryBytes() {
        return 1 << 30;
    }

    @Override
    public Backend open() {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (_, method, arguments) -> {
                    String kernel = method.getName();
                    if (kernel.equals("name")) return name();
                    if (kernel.equals("computesBlocks")) return method.invoke(computes, arguments);
                    calls.add(kernel);
                    Throwable thrown = fault.apply(kernel);
                    if (thrown != null) throw thrown;
                    try {
                        return method.invoke(computes, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

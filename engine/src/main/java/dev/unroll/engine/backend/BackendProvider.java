package dev.unroll.engine.backend;

import java.util.List;

/** Brings backends in from outside the engine, through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The backends that work on this machine; empty where there is no device or no driver. It throws nothing. */
    List<Backend> backends();
}

package dev.unroll.engine.backend;

/** Something beside the processor that computes, as a GPU. */
public interface Device {
    /** What its maker calls it. */
    String name();

    /** What it is driven through, as OpenCL or CUDA. */
    String technology();

    /** Its memory in bytes. */
    long memoryBytes();

    /**
     * A backend that computes on it; it may be the same each time, and keeps what it needs there. Its kernels write nothing to the host before they have succeeded as a
     * whole, so that a call that throws can be made again elsewhere.
     *
     * @throws DeviceException if it does not work
     */
    Backend open();
}

package dev.unroll.app.bench;

import java.util.stream.IntStream;

/** Threads that loop until they are closed, as what else runs on the machine that people have. */
public final class BusyThreads implements AutoCloseable {
    private volatile boolean closed;

    /** @param count how many, from 0 */
    public BusyThreads(int count) {
        IntStream.range(0, count)
                .forEach(i -> Thread.ofPlatform().daemon().name("busy-" + i).start(this::loop));
    }

    private void loop() {
        double number = 1;
        while (!closed) number = Math.sqrt(number + 1);
    }

    @Override
    public void close() {
        closed = true;
    }
}

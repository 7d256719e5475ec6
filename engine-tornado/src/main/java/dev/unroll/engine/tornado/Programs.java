package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.device.ShapeCache;
import dev.unroll.engine.tornado.Program.Call;
import dev.unroll.engine.tornado.Program.Key;
import dev.unroll.engine.tornado.Program.Tasks;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** The programs of a device that were used last. Whoever uses the device otherwise holds this one's lock. */
final class Programs {
    private static final int KEPT = 96;

    private final TornadoDevice device;
    private final ShapeCache<Key, Program> cache = new ShapeCache<>(KEPT, Program::close);

    Programs(TornadoDevice device) {
        this.device = device;
    }

    /**
     * Runs a call with the program for it, made if need be.
     *
     * @throws DeviceException.OutOfMemory if it does not fit the device's memory even alone
     */
    synchronized void run(Call call, Tasks tasks) {
        try {
            runOnce(call, tasks);
        } catch (DeviceException.OutOfMemory e) {
            cache.close(); // What other shapes keep there may be all that is in the way.
            runOnce(call, tasks);
        }
    }

    private void runOnce(Call call, Tasks tasks) {
        Key key = Key.of(call);
        Program program = cache.get(key, k -> new Program(k, tasks, device));
        try {
            program.run(call);
        } catch (RuntimeException | Error e) {
            cache.evict(key);
            throw e;
        }
    }
}

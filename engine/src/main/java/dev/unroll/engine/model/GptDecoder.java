package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.ResidentDecoder;
import dev.unroll.engine.nn.KeyValueCache;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.TOKEN;

/**
 * Reads with a GPT and a cache of keys and values: on a device that keeps weights and cache to itself, if there is one, and else with
 * the backend's kernels. If the device fails, what has been read is read again without it.
 */
final class GptDecoder extends SlidingDecoder {
    private final GptModel model;
    private final Tape tape;
    private final List<KeyValueCache> caches;
    private final Tensor logits;
    private @Nullable ResidentDecoder resident;

    GptDecoder(GptModel model, Tape tape) {
        super(model.sizes().context());
        this.model = model;
        this.tape = tape;
        // Where somebody looks at each step it is computed with kernels, one by one.
        resident = tape.observed() ? null : tape.backend().decoder(model.weights());
        GptModel.Configuration c = model.sizes();
        caches = Stream.generate(() -> new KeyValueCache(tape.backend(), c.heads(), c.context(), c.units() / c.heads()))
                .limit(c.layers())
                .toList();
        logits = Tensor.zeros(Shape.of(TOKEN, c.vocabularySize()));
    }

    @Override
    void forget() {
        caches.forEach(KeyValueCache::clear);
    }

    @Override
    Tensor read(int position, int[] ids) {
        ResidentDecoder on = resident;
        if (on == null) return model.read(tape, position, ids, caches);
        try {
            for (int i = 0; i < ids.length; i++) on.read(ids[i], position + i, logits);
            return logits;
        } catch (DeviceException e) {
            resident = null; // and with it the keys and values
            int[] all = Arrays.copyOf(before(position), position + ids.length);
            System.arraycopy(ids, 0, all, position, ids.length);
            return model.read(tape, 0, all, caches);
        }
    }
}

package dev.unroll.engine.device;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps what is costly to make and is needed again for the same shapes, as compiled task graphs with their buffers on a device. The one
 * that was not asked for the longest makes room, and is closed. Used by one thread at a time.
 *
 * @param <K> what tells shapes apart
 * @param <V> what is kept
 */
public final class ShapeCache<K, V> implements AutoCloseable {
    private final int capacity;
    private final Consumer<? super V> closer;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param capacity how many are kept at most
     * @param closer releases one; called once for each that was made
     */
    public ShapeCache(int capacity, Consumer<? super V> closer) {
        if (capacity < 1) throw new IllegalArgumentException("a cache must have room for one, not " + capacity);
        this.capacity = capacity;
        this.closer = closer;
    }

    /** The one for this key, made if need be. If making it fails nothing is kept. */
    public V get(K key, Function<? super K, ? extends V> maker) {
        V kept = entries.get(key);
        if (kept != null) return kept;
        while (entries.size() >= capacity) evictEldest();
        V made = maker.apply(key);
        entries.put(key, made);
        return made;
    }

    private void evictEldest() {
        K eldest = entries.keySet().iterator().next();
        evict(eldest);
    }

    /** Closes the one for this key, if there is one, as after a failure. */
    public void evict(K key) {
        V value = entries.remove(key);
        if (value != null) closer.accept(value);
    }

    /** How many are kept. */
    public int size() {
        return entries.size();
    }

    /** Closes all. */
    @Override
    public void close() {
        while (!entries.isEmpty()) evictEldest();
    }
}

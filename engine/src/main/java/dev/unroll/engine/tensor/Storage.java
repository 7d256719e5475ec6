package dev.unroll.engine.tensor;

/**
 * Where the numbers of a tensor live. It belongs to a backend: a host array for those on the JVM, a device buffer for a GPU,
 * which is copied back only when the host asks for it here.
 */
public interface Storage {
    /** How many numbers there are room for. */
    int length();

    /** The numbers as the host sees them now, copied back from a device if they are newer there. Not to be written to. */
    float[] read();

    /** As {@link #read}, and to be written to: whatever a device holds is out of date from now on. */
    float[] write();

    /** Storage in an ordinary array, which is used and not copied. */
    static Storage of(float[] values) {
        return new HostStorage(values);
    }

    /** An ordinary array. */
    record HostStorage(float[] values) implements Storage {
        @Override
        public int length() {
            return values.length;
        }

        @Override
        public float[] read() {
            return values;
        }

        @Override
        public float[] write() {
            return values;
        }
    }
}

package dev.unroll.engine.io;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.io.FormatException.quote;

/**
 * A safetensors file: eight bytes of header length, a JSON header, and numbers. The file is mapped into memory and a tensor is
 * copied out of it only when it is asked for.
 */
public final class SafetensorsFile {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAX_HEADER = 100_000_000;
    private static final long LARGE = 1 << 20;

    /**
     * One array of the file.
     *
     * @param sizes the sizes of its axes, outermost first
     */
    public record Entry(String name, SafetensorsType type, List<Integer> sizes, long offset, int length) {
        /** How many bytes it takes. */
        long bytes() {
            return (long) length * type.bits() / 8;
        }
    }

    /**
     * What the numbers of an array are like.
     *
     * @param nan how many are no numbers
     * @param infinite how many are infinite
     * @param min the smallest of all others, NaN if there are none
     * @param mean their mean
     * @param max the largest of them
     */
    public record Statistics(long nan, long infinite, double min, double mean, double max) {}

    private final Path path;
    private final MemorySegment data;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path path, MemorySegment data, Map<String, Entry> entries, Map<String, String> metadata) {
        this.path = path;
        this.data = data;
        this.entries = Collections.unmodifiableMap(entries);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Opens a file.
     *
     * @throws FormatException if it is no safetensors file or a damaged one
     * @throws IOException if it is missing or cannot be read, in one sentence
     */
    public static SafetensorsFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) throw new FormatException(path, "file.isFolder");
        if (Files.exists(path) && !Files.isRegularFile(path)) throw new FormatException(path, "file.isNoFile");
        MemorySegment file;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        } catch (NoSuchFileException e) {
            throw new FileException(e, "file.missing", path);
        } catch (AccessDeniedException e) {
            throw new FileException(e, "file.forbidden", path);
        } catch (IOException e) {
            throw new FileException(e, "file.unreadable", path);
        }
        if (file.byteSize() < 10) throw new FormatException(path, "file.tooShort");
        long headerLength = file.get(LONG, 0);
        if (headerLength < 2 || headerLength > file.byteSize() - 8 || headerLength > MAX_HEADER) {
            throw new FormatException(path, "file.noHeaderLength");
        }
        MemorySegment data = file.asSlice(8 + headerLength);
        SafetensorsHeader header = SafetensorsHeader.parse(
                path, file.asSlice(8, headerLength).toArray(ValueLayout.JAVA_BYTE), data.byteSize());
        return new SafetensorsFile(path, data, header.entries(), header.metadata());
    }

    /**
     * The safetensors files in a folder, by name.
     *
     * @throws IOException if it cannot be read, in one sentence
     */
    public static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        } catch (AccessDeniedException e) {
            throw new FileException(e, "file.forbidden", folder);
        } catch (IOException | UncheckedIOException e) {
            throw new FileException(e, "file.unreadable", folder);
        }
    }

    /** What is in the file, in its order. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /**
     * The sizes of a tensor, outermost first.
     *
     * @throws FormatException if the file has no such tensor
     */
    public int[] sizes(String name) throws FormatException {
        return entry(name).sizes().stream().mapToInt(Integer::intValue).toArray();
    }

    /** The texts that stand beside the tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Where the file lies. */
    public Path path() {
        return path;
    }

    /**
     * A tensor, copied out of the file as float32. Its axes are those that the file names, or else counted as items.
     *
     * @throws FormatException if the file has no such tensor
     */
    public Tensor tensor(String name) throws FormatException {
        return tensor(name, axes(entry(name)));
    }

    /**
     * The shape that {@link #tensor(String)} has, without a look at its numbers.
     *
     * @throws FormatException if the file has no such tensor
     */
    public Shape shape(String name) throws FormatException {
        return Shape.of(List.of(axes(entry(name))), sizes(name));
    }

    private Axis[] axes(Entry entry) {
        String named = metadata.get(SafetensorsWriter.AXES + entry.name());
        Axis[] axes = new Axis[entry.sizes().size()];
        Arrays.fill(axes, Axis.ITEM);
        if (named != null && !named.isEmpty()) {
            String[] names = named.split(",");
            for (int i = 0; i < Math.min(names.length, axes.length); i++) axes[i] = axis(names[i]);
        }
        return axes;
    }

    private static Axis axis(String name) {
        return Stream.of(Axis.values())
                .filter(a -> a.name().equals(name))
                .findAny()
                .orElse(Axis.ITEM);
    }

    /**
     * A tensor with the given axes.
     *
     * @throws FormatException if the file has no such tensor, or one with another number of axes
     */
    public Tensor tensor(String name, Axis... axes) throws FormatException {
        Entry entry = entry(name);
        if (axes.length != entry.sizes().size()) {
            throw new FormatException(
                    path, "file.tensorAxes", quote(name), entry.sizes().size(), axes.length);
        }
        Shape shape = Shape.of(
                List.of(axes),
                entry.sizes().stream().mapToInt(Integer::intValue).toArray());
        float[] values = new float[entry.length()];
        read(entry, 0, values, 0, entry.length());
        return Tensor.of(shape, values);
    }

    /**
     * The numbers of a tensor as float32, in row-major order, put where there is room for them. What was read of a large file is not
     * kept in memory a second time.
     *
     * @param offset where the first of them goes
     * @throws FormatException if the file has no such tensor
     */
    public void read(String name, float[] into, int offset) throws FormatException {
        Entry entry = entry(name);
        read(entry, 0, into, offset, entry.length());
        release(entry);
    }

    /**
     * As {@link #read}, a strip after the other, for what is not stored as it is wanted.
     *
     * @param most how many numbers a strip has; the last may have fewer
     * @param strip is handed the index of the first number of each strip, and the numbers, which it must not keep
     */
    void read(String name, int most, Strip strip) throws FormatException {
        Entry entry = entry(name);
        float[] numbers = new float[Math.min(most, entry.length())];
        for (int first = 0; first < entry.length(); first += most) {
            read(entry, first, numbers, 0, Math.min(most, entry.length() - first));
            strip.take(first, numbers);
        }
        release(entry);
    }

    /** Takes a part of a tensor. */
    @FunctionalInterface
    interface Strip {
        void take(int first, float[] numbers);
    }

    private void release(Entry entry) {
        long bytes = (long) entry.length() * entry.type().bits() / 8;
        if (bytes >= LARGE) data.asSlice(entry.offset(), bytes).unload();
    }

    private void read(Entry entry, int first, float[] into, int offset, int count) throws FormatException {
        if (entry.type().parts() > 1) throw new FormatException(path, "file.tensorComplex", quote(entry.name()));
        if (entry.type() == SafetensorsType.F32)
            MemorySegment.copy(data, FLOAT, entry.offset() + (long) first * Float.BYTES, into, offset, count);
        else for (int i = 0; i < count; i++) into[offset + i] = (float) number(entry, first + i);
    }

    /**
     * Whole numbers, such as token ids, in row-major order.
     *
     * @throws FormatException if the file has no such tensor, or its numbers are not whole or too large
     */
    public int[] ints(String name) throws FormatException {
        Entry entry = entry(name);
        if (!entry.type().whole()) throw new FormatException(path, "file.tensorNoIntegers", quote(name));
        int[] values = new int[entry.length()];
        for (int i = 0; i < values.length; i++) {
            double value = number(entry, i);
            if (value != (int) value) throw new FormatException(path, "file.tensorNumbers", quote(name));
            values[i] = (int) value;
        }
        return values;
    }

    private Entry entry(String name) throws FormatException {
        @Nullable Entry entry = entries.get(name);
        if (entry == null) throw new FormatException(path, "file.noTensor", quote(name));
        return entry;
    }

    /**
     * What the numbers under a name are like; of complex numbers all parts.
     *
     * @throws FormatException if the file has no such tensor
     */
    public Statistics statistics(String name) throws FormatException {
        Entry entry = entry(name);
        long count = (long) entry.length() * entry.type().parts();
        DoubleSummaryStatistics finite = new DoubleSummaryStatistics();
        long nan = 0;
        for (long i = 0; i < count; i++) {
            double x = number(entry, i);
            if (Double.isFinite(x)) finite.accept(x);
            else if (Double.isNaN(x)) nan++;
        }
        long infinite = count - nan - finite.getCount();
        if (finite.getCount() == 0) return new Statistics(nan, infinite, Double.NaN, Double.NaN, Double.NaN);
        double mean = finite.getAverage();
        if (!Double.isFinite(mean)) mean = meanOfLarge(entry, finite.getCount());
        return new Statistics(nan, infinite, finite.getMin(), mean, finite.getMax());
    }

    /** Where the sum is too large for a number. */
    private double meanOfLarge(Entry entry, long count) {
        double mean = 0;
        for (long i = 0; i < (long) entry.length() * entry.type().parts(); i++) {
            double x = number(entry, i);
            if (Double.isFinite(x)) mean += x / count;
        }
        return mean;
    }

    private double number(Entry entry, long i) {
        return entry.type().number(data, entry.offset(), i);
    }
}

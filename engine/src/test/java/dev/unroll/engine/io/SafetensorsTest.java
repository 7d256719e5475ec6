package dev.unroll.engine.io;

import dev.unroll.engine.Golden;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Storage;
import dev.unroll.engine.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SafetensorsTest {
    private static Path file() throws IOException {
        Path file = Files.createTempFile("unroll-test", ".safetensors");
        file.toFile().deleteOnExit();
        return file;
    }

    @Property(tries = 100)
    void whatIsWrittenIsRead(
            @ForAll String name,
            @ForAll @Size(max = 4) List<@IntRange(min = 0, max = 5) Integer> sizes,
            @ForAll long seed)
            throws IOException {
        String key = "x" + name.replaceAll("\\p{Cs}", "");
        Axis[] axes = sizes.stream().map(size -> Axis.values()[size]).toArray(Axis[]::new);
        Tensor tensor = Tensor.zeros(
                Shape.of(List.of(axes), sizes.stream().mapToInt(i -> i).toArray()));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < tensor.length(); i++) tensor.write()[i] = Float.intBitsToFloat(random.nextInt());
        Path file = file();
        new SafetensorsWriter()
                .tensor(key, tensor)
                .ints("ids", 1, -2, 3)
                .metadata("m", name.replaceAll("\\p{Cs}", ""))
                .write(file);
        SafetensorsFile read = SafetensorsFile.open(file);
        assertThat(read.tensor(key).shape()).isEqualTo(tensor.shape());
        for (int i = 0; i < tensor.length(); i++) {
            assertThat(Float.floatToIntBits(read.tensor(key).at(i))).isEqualTo(Float.floatToIntBits(tensor.at(i)));
        }
        assertThat(read.ints("ids")).containsExactly(1, -2, 3);
        assertThat(read.metadata()).containsEntry("m", name.replaceAll("\\p{Cs}", ""));
        Files.delete(file);
    }

    @Property(tries = 400)
    void damagedFileGivesOneSentenceOrNumbersButNothingElse(@ForAll long seed) throws IOException {
        Path file = file();
        new SafetensorsWriter()
                .tensor("a", Tensor.zeros(Shape.of(Axis.TIME, 2, Axis.UNIT, 3)))
                .ints("ids", 1, 2)
                .metadata("k", "v")
                .write(file);
        byte[] bytes = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(seed);
        if (random.nextInt(4) == 0) bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        for (int i = random.nextInt(1, 4); i > 0 && bytes.length > 0; i--)
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        Files.write(file, bytes);
        try {
            SafetensorsFile read = SafetensorsFile.open(file);
            for (var entry : read.entries().values()) {
                read.tensor(entry.name());
                if (entry.type().whole()) read.ints(entry.name());
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).endsWith(".").doesNotContain("\n");
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F32, 4, 0x3F800000",
        "F16, 2, 0x3C00",
        "BF16, 2, 0x3F80",
        "F64, 8, 0x3FF0000000000000",
        "I64, 8, 1",
        "I32, 4, 1",
        "I16, 2, 1",
        "I8, 1, 1",
        "U8, 1, 1",
        "BOOL, 1, 1",
        "U16, 2, 1",
        "U32, 4, 1",
        "U64, 8, 1",
        "F8_E4M3, 1, 0x38",
        "F8_E5M2, 1, 0x3C",
        "F8_E8M0, 1, 127",
        "F8_E4M3FNUZ, 1, 0x40",
        "F8_E5M2FNUZ, 1, 0x40"
    })
    void everyTypeIsRead(String type, int bytes, String bits) throws IOException {
        String header = "{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0," + bytes + "]}}";
        Path file = handMade(
                header,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Long.decode(bits))
                        .array(),
                bytes);
        assertThat(SafetensorsFile.open(file).tensor("x").item()).isEqualTo(1f);
    }

    /** Numbers of less than a byte, the lowest bits first; what each code stands for is written in the microscaling formats' tables. */
    @ParameterizedTest
    @CsvSource({
        "F4, 0x92, 1 -0.5",
        "F4, 0x7F, -6 6",
        "F6_E2M3, 0x820820, -0 -0 -0 -0",
        "F6_E2M3, 0x1FF7C8, 1 7.5 -7.5 0.875",
        "F6_E3M2, 0x7FF90C, 1 -0.25 -28 28"
    })
    void numbersOfLessThanAByteAreRead(String type, String bits, String expected) throws IOException {
        String[] numbers = expected.split(" ");
        int bytes = numbers.length * (type.equals("F4") ? 4 : 6) / 8;
        String header = String.format(
                "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}", type, numbers.length, bytes);
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.decode(bits))
                .array();
        float[] read =
                SafetensorsFile.open(handMade(header, data, bytes)).tensor("x").toArray();
        for (int i = 0; i < read.length; i++) assertThat(read[i]).isEqualTo(Float.parseFloat(numbers[i]));
    }

    @ParameterizedTest
    @CsvSource({
        "F32, 12, '0x7FC00000,0x3F800000,0xC0400000', 1, 0, -3, -1, 1",
        "F32, 12, '0x7F800000,0xFF800000,0x7FC00000', 1, 2, NaN, NaN, NaN",
        "F32, 0, '', 0, 0, NaN, NaN, NaN",
        "C64, 16, '0x3F800000,0x40000000,0xC0800000,0x7FC00000', 1, 0, -4, -0.3333333333333333, 2",
        "U32, 8, '0xFFFFFFFF,0', 0, 0, 0, 2147483647.5, 4294967295"
    })
    void numbersThatAreNoneAreCountedBesideTheOthers(
            String type, int bytes, String words, long nan, long infinite, double min, double mean, double max)
            throws IOException {
        ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        if (!words.isEmpty())
            for (String word : words.split(",")) data.putInt(Long.decode(word).intValue());
        int count = type.equals("C64") ? bytes / 8 : bytes / 4;
        String header =
                String.format("{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}", type, count, bytes);
        assertThat(SafetensorsFile.open(handMade(header, data.array(), bytes)).statistics("x"))
                .isEqualTo(new SafetensorsFile.Statistics(nan, infinite, min, mean, max));
    }

    @Test
    void largeNumbersHaveAMeanToo() throws IOException {
        byte[] data = ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(Double.MAX_VALUE)
                .putDouble(Double.MAX_VALUE)
                .putDouble(-Double.MAX_VALUE)
                .array();
        SafetensorsFile file = SafetensorsFile.open(
                handMade("{\"x\":{\"dtype\":\"F64\",\"shape\":[3],\"data_offsets\":[0,24]}}", data, 24));
        assertThat(file.statistics("x").mean()).isCloseTo(Double.MAX_VALUE / 3, within(Double.MAX_VALUE * 1e-15));
    }

    private static Path handMade(String header, byte[] data, int length) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + text.length + length).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(text.length).put(text).put(data, 0, length);
        return Files.write(file(), all.array());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}} | unknown type",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 bytes instead of 8",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}} | outside the file",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | impossible size",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[99999,99999],\"data_offsets\":[0,4]}} | too large",
                "{\"x\":{\"dtype\":\"F32\"}} | no shape",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0.5,4]}} | outside the file",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1e999],\"data_offsets\":[0,4]}} | impossible size",
                "{\"a\\nb\":{\"dtype\":\"F\\n\",\"shape\":[1],\"data_offsets\":[0,4]}} | tensor ‘a↵b’ has the unknown type ‘F↵’",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{}} | a name twice",
                "{\"__metadata__\":{\"k\":1}} | metadata are not texts",
                "{\"__metadata__\":[]} | metadata are not texts",
                "{\"x\": | not valid JSON",
                "{\"x\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}} | 2 bytes follow its last tensor",
                "{} | 4 bytes follow",
                "{\"x\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]}} | does not begin at byte 0",
                "{\"x\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]},\"y\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]}} | tensor ‘y’ does not begin at byte 1",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"y\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]}} | tensor ‘y’ does not begin at byte 4",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[2,2]},\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | ‘x’ does not begin",
                "{\"x\":{\"dtype\":\"F4\",\"shape\":[7],\"data_offsets\":[0,4]}} | 4 bytes instead of",
                "{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | no UTF-8",
                "{\"__metadata__\":{\"k\":\"\\udc00\"}} | no UTF-8",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} x | not valid JSON",
                "\ufeff{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | not valid JSON",
                "[1] | not a JSON object"
            })
    void faultsAreNamed(String header, String fault) throws IOException {
        Path file = handMade(header, new byte[4], 4);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(fault)
                .message()
                .endsWith(".")
                .doesNotContain("\n")
                .contains(file.getFileName().toString());
    }

    @Test
    void namesThatAreNoUtf8AreRefused() throws IOException {
        byte[] header =
                "{\"?\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xFF;
        ByteBuffer all = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        Path file = Files.write(file(), all.putLong(header.length).put(header).array());
        assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("no UTF-8");
    }

    /** What the reference reads is read: any order, empty tensors anywhere, fields that it does not know, white space around it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                " {\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}\n ",
                "{\"__metadata__\":null,\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"z\":[1]}}",
                "{\"y\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]},\"x\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[0,0]},\"x\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}}"
            })
    void whatTheReferenceReadsIsRead(String header) throws IOException {
        assertThat(SafetensorsFile.open(handMade(header, new byte[4], 4))
                        .tensor("x")
                        .at(0))
                .isZero();
    }

    /** To the nearest that there is, as the formats have it: 8 and 11 binary digits. */
    @Property(tries = 200)
    void shortNumbersAreRounded(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = -40_000, max = 40_000) Integer> many)
            throws IOException {
        float[] values = new float[many.size()];
        for (int i = 0; i < values.length; i++) values[i] = many.get(i) / 7f;
        Tensor tensor = Tensor.of(Shape.of(Axis.ITEM, values.length), values);
        for (SafetensorsWriter.Stored stored : SafetensorsWriter.Stored.values()) {
            Path file = Files.createTempFile("short", ".safetensors");
            new SafetensorsWriter(stored).tensor("x", tensor).ints("n", 3, 4).write(file);
            SafetensorsFile read = SafetensorsFile.open(file);
            double digits = Map.of("F32", 24, "F16", 11, "BF16", 8).get(stored.name());
            for (int i = 0; i < values.length; i++)
                assertThat((double) read.tensor("x").at(i))
                        .isCloseTo(values[i], within(Math.abs(values[i]) * Math.pow(2, -digits)));
            assertThat(read.entries().get("n").sizes()).containsExactly(2);
            Files.delete(file);
        }
    }

    @Test
    void faultsOfStrangeNamesStayOnOneLine() throws IOException {
        Path file = handMade(
                "{\"a\\nb\\u2028\\u001b[2J\":{\"dtype\":\"F\\r9\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                new byte[4],
                4);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(FormatException.class)
                .message()
                .endsWith(".")
                .doesNotContainPattern("\\R|\\p{Cc}");
    }

    @Test
    void placesAreWholeNumbers() throws IOException {
        Path file = handMade("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0.5,4.5]}}", new byte[4], 4);
        assertThatThrownBy(() -> SafetensorsFile.open(file)).isInstanceOf(FormatException.class);
    }

    @Test
    void unreadablePathsGiveOneSentence() throws IOException {
        Path within = handMade("{}", new byte[0], 0).resolve("x");
        assertThatThrownBy(() -> SafetensorsFile.open(within))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith("The")
                .contains(within.toString())
                .endsWith(".");
    }

    @ParameterizedTest
    @CsvSource({"I64, 8, 2147483648", "I64, 8, -9223372036854775808", "F32, 4, 1"})
    void whatIsNoIntIsRefused(String type, int bytes, long bits) throws IOException {
        String header = "{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0," + bytes + "]}}";
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bits)
                .array();
        SafetensorsFile file = SafetensorsFile.open(handMade(header, data, bytes));
        assertThatThrownBy(() -> file.ints("x"))
                .isInstanceOf(FormatException.class)
                .message()
                .endsWith(".");
    }

    @ParameterizedTest
    @CsvSource({
        "U8, 1, 0xFF, 255",
        "I8, 1, 0xFF, -1",
        "I16, 2, 0x8000, -32768",
        "F16, 2, 0xC000, -2",
        "F16, 2, 0x0001, 5.9604645E-8",
        "F16, 2, 0x7C00, Infinity",
        "BF16, 2, 0xC000, -2",
        "BF16, 2, 0xFF80, -Infinity",
        "U16, 2, 0xFFFF, 65535",
        "U32, 4, 0xFFFFFFFF, 4294967295",
        "U64, 8, 0x7FFFFFFFFFFFFFFF, 9223372036854775807",
        "F8_E4M3, 1, 0x7E, 448",
        "F8_E4M3, 1, 0xFF, NaN",
        "F8_E4M3, 1, 0x01, 0.001953125",
        "F8_E5M2, 1, 0x7B, 57344",
        "F8_E5M2, 1, 0xFC, -Infinity",
        "F8_E5M2, 1, 0x7D, NaN",
        "F8_E5M2, 1, 0x01, 1.52587890625E-5",
        "F8_E8M0, 1, 0, 5.877472E-39",
        "F8_E8M0, 1, 0xFF, NaN",
        "F8_E4M3FNUZ, 1, 0x7F, 240",
        "F8_E4M3FNUZ, 1, 0x80, NaN",
        "F8_E5M2FNUZ, 1, 0xFF, -57344",
        "F64, 8, 0x3FB999999999999A, 0.1"
    })
    void signsAndExtremesAreRead(String type, int bytes, String bits, float expected) throws IOException {
        String header = "{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[],\"data_offsets\":[0," + bytes + "]}}";
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.decode(bits))
                .array();
        assertThat(SafetensorsFile.open(handMade(header, data, bytes))
                        .tensor("x")
                        .item())
                .isEqualTo(Float.valueOf(expected)); // NaN is as NaN
    }

    @Test
    void referenceFilesOpen() throws IOException {
        try (Stream<Path> files = Files.list(Golden.folder())) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
                SafetensorsFile opened = SafetensorsFile.open(file);
                for (String name : opened.entries().keySet())
                    assertThat(opened.tensor(name).length()).isPositive();
            }
        }
    }

    @Test
    void takenNamesAreRefused() {
        SafetensorsWriter writer = new SafetensorsWriter().ints("ids", 1);
        assertThatThrownBy(() -> writer.tensor("ids", Tensor.scalar(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.ints("__metadata__", 1)).hasMessageContaining("‘__metadata__’ is taken");
    }

    @Test
    void fileThatWasThereIsReplaced(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.safetensors"), "what was there before");
        new SafetensorsWriter().tensor("x", Tensor.scalar(2)).write(file);
        assertThat(SafetensorsFile.open(file).tensor("x").item()).isEqualTo(2);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void fileHasThePermissionsOfAnyOther(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.safetensors");
        new SafetensorsWriter().write(file);
        Path ordinary = Files.createFile(folder.resolve("ordinary"));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(ordinary));
    }

    @Test
    void writeThatFailsLeavesNothingBehind(@TempDir Path folder) throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        assertThatThrownBy(() -> new SafetensorsWriter().write(taken)).hasMessageContaining("is a folder");
        Storage broken = new Storage() {
            @Override
            public int length() {
                return 100_000;
            }

            @Override
            public float[] read() {
                throw new IllegalStateException("the device is gone");
            }

            @Override
            public float[] write() {
                return read();
            }
        };
        Path file = Files.writeString(folder.resolve("a.safetensors"), "before");
        Tensor lost = new Tensor(Shape.of(Axis.ITEM, 100_000), broken, 0);
        assertThatThrownBy(() -> new SafetensorsWriter().tensor("x", lost).write(file))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("before");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void windowOfALongerStorageIsWrittenInPieces() throws IOException {
        float[] values = new float[200_000];
        for (int i = 0; i < values.length; i++) values[i] = i;
        Tensor window = new Tensor(Shape.of(Axis.ITEM, 150_000), Storage.of(values), 7);
        int[] ids = IntStream.range(0, 100_000).toArray();
        Path file = file();
        new SafetensorsWriter().tensor("x", window).ints("ids", ids).write(file);
        SafetensorsFile read = SafetensorsFile.open(file);
        assertThat(read.tensor("x").toArray()).isEqualTo(window.toArray());
        assertThat(read.ints("ids")).isEqualTo(ids);
    }
}

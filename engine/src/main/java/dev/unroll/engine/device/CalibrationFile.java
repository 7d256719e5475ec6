package dev.unroll.engine.device;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.engine.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What was measured on this machine, kept in a file of the user's. One that is missing, damaged or cannot be written only means that it is
 * measured again.
 *
 * @param file a JSON object from the name of a device and its processor to the least work of each kernel
 */
public record CalibrationFile(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(CalibrationFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The file in the user's home. */
    public static CalibrationFile ofUser() {
        return new CalibrationFile(Path.of(System.getProperty("user.home"), ".unroll", "devices.json"));
    }

    /** What is kept for this device and processor, or what {@code measure} gives, which is then kept. */
    public Crossings get(String device, String host, Supplier<Crossings> measure) {
        return known(device, host).orElseGet(() -> {
            Crossings measured = measure.get();
            keep(device, host, measured);
            return measured;
        });
    }

    /** What is kept for this device and processor. */
    Optional<Crossings> known(String device, String host) {
        return Optional.ofNullable(read().get(key(device, host))).map(Crossings::new);
    }

    /** Keeps what was measured. */
    void keep(String device, String host, Crossings measured) {
        Map<String, Map<Kernel, Long>> known = read();
        known.put(key(device, host), new TreeMap<>(measured.from()));
        write(known);
    }

    private static String key(String device, String host) {
        return device + " beside " + host;
    }

    private Map<String, Map<Kernel, Long>> read() {
        if (!Files.exists(file)) return new TreeMap<>();
        try {
            Map<String, Map<Kernel, Long>> known = JSON.readValue(file.toFile(), new TypeReference<>() {});
            return known == null ? new TreeMap<>() : new TreeMap<>(known);
        } catch (IOException e) {
            LOG.warn("{} is not readable; the devices are measured again.", file, e);
            return new TreeMap<>();
        }
    }

    private void write(Map<String, Map<Kernel, Long>> known) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            OutputFile.at(file)
                    .write(out -> JSON.writerWithDefaultPrettyPrinter().writeValue(out, known));
        } catch (IOException e) {
            LOG.warn("{} cannot be written; the devices are measured again next time.", file, e);
        }
    }
}

package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javafx.geometry.Dimension2D;

/**
 * What the window was like when it was closed, in a file of the user's. A file that is missing, damaged or cannot be written only
 * means that the window is as it is when new.
 */
final class Remembered {
    /** The size of a window that nobody has resized yet. */
    static final Dimension2D NEW_SIZE = new Dimension2D(1280, 720);

    private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);
    private static final double LARGEST = 16_384;

    private final Path file;
    private final Properties properties = new Properties();

    /** @param file read now if it is there */
    Remembered(Path file) {
        this.file = file;
        if (!Files.exists(file)) return;
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is not readable; the window opens as new.", file, e);
        }
    }

    /** The file in the user's home. */
    static Remembered ofUser() {
        return new Remembered(Path.of(System.getProperty("user.home"), ".unroll", "window.properties"));
    }

    /** Sets theme and language; presenter mode belongs to one lecture. */
    void restore(Appearance appearance) {
        constant(Appearance.Theme.class, "theme").ifPresent(appearance.themeProperty()::set);
        constant(Language.class, "language").ifPresent(appearance.messages().languageProperty()::set);
    }

    /** Width and height of the scene in pixels. */
    Dimension2D size() {
        return new Dimension2D(number("width", NEW_SIZE.getWidth()), number("height", NEW_SIZE.getHeight()));
    }

    /** Whether the window filled the screen. */
    boolean maximized() {
        return Boolean.parseBoolean(properties.getProperty("maximized"));
    }

    /** Writes the file. */
    void save(Appearance appearance, Dimension2D size, boolean maximized) {
        properties.setProperty("theme", appearance.themeProperty().get().name());
        properties.setProperty(
                "language", appearance.messages().languageProperty().get().name());
        properties.setProperty("width", String.valueOf(size.getWidth()));
        properties.setProperty("height", String.valueOf(size.getHeight()));
        properties.setProperty("maximized", String.valueOf(maximized));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written; the next window opens as before.", file, e);
        }
    }

    private <E extends Enum<E>> Optional<E> constant(Class<E> type, String key) {
        String name = properties.getProperty(key, "");
        for (E constant : type.getEnumConstants()) if (constant.name().equals(name)) return Optional.of(constant);
        return Optional.empty();
    }

    private double number(String key, double otherwise) {
        try {
            double value = Double.parseDouble(properties.getProperty(key, ""));
            return value >= 1 && value <= LARGEST ? value : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}

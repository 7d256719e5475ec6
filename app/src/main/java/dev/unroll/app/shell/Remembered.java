package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import dev.unroll.engine.io.OutputFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javafx.geometry.Dimension2D;
import javafx.geometry.Rectangle2D;

/**
 * What the window was like when it was closed, and what was put down until then, in a file of the user's. A file that is missing, damaged or cannot be written only
 * means that the window is as it is when new.
 */
final class Remembered {
    /** The size of a window that nobody has resized yet. */
    static final Dimension2D NEW_SIZE = new Dimension2D(1280, 720);

    private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);
    private static final double LARGEST = 16_384;
    private static final int LONGEST = 10_000;

    /** Before the keys of what others put down, which may be called like ours. */
    private static final String PUT = "put.";

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

    /** Width and height of the window in pixels, as it was last; it may be larger than the screen of today. */
    Dimension2D size() {
        return new Dimension2D(number("width", NEW_SIZE.getWidth(), 1), number("height", NEW_SIZE.getHeight(), 1));
    }

    /**
     * Where the window opens: as it was last, as far as that lies on a screen; else in the middle of the first one.
     *
     * @param screens what the window may cover of each, at least one
     */
    Rectangle2D window(List<Rectangle2D> screens) {
        Dimension2D size = size();
        double x = number("x", Double.NaN, -LARGEST);
        double y = number("y", Double.NaN, -LARGEST);
        boolean placed = Double.isFinite(x) && Double.isFinite(y);
        Rectangle2D last = placed ? new Rectangle2D(x, y, size.getWidth(), size.getHeight()) : Rectangle2D.EMPTY;
        Rectangle2D screen = screens.stream()
                .filter(last::intersects)
                .max(Comparator.comparingDouble(other -> shared(last, other)))
                .orElse(screens.getFirst());
        double width = Math.min(size.getWidth(), screen.getWidth());
        double height = Math.min(size.getHeight(), screen.getHeight());
        if (!last.intersects(screen)) {
            x = screen.getMinX() + (screen.getWidth() - width) / 2;
            y = screen.getMinY() + (screen.getHeight() - height) / 2;
        }
        return new Rectangle2D(
                Math.clamp(x, screen.getMinX(), screen.getMaxX() - width),
                Math.clamp(y, screen.getMinY(), screen.getMaxY() - height),
                width,
                height);
    }

    private static double shared(Rectangle2D a, Rectangle2D b) {
        return (Math.min(a.getMaxX(), b.getMaxX()) - Math.max(a.getMinX(), b.getMinX()))
                * (Math.min(a.getMaxY(), b.getMaxY()) - Math.max(a.getMinY(), b.getMinY()));
    }

    /** Whether the window filled the screen. */
    boolean maximized() {
        return Boolean.parseBoolean(properties.getProperty("maximized"));
    }

    /** What was put down under a key. */
    Optional<String> get(String key) {
        return Optional.ofNullable(properties.getProperty(PUT + key)).filter(value -> value.length() <= LONGEST);
    }

    /**
     * Puts a value down under a key; it is written with the rest when the window closes. A value of more than 10,000 characters is not
     * kept, nor is then the one before.
     *
     * @param key such as {@code rnn.text}
     */
    void put(String key, String value) {
        if (value.length() > LONGEST) properties.remove(PUT + key);
        else properties.setProperty(PUT + key, value);
    }

    /**
     * Writes the file.
     *
     * @param window where it stands; {@code null} for a window that fills the screen and will be again as it was before
     */
    void save(Appearance appearance, @Nullable Rectangle2D window) {
        properties.setProperty("theme", appearance.themeProperty().get().name());
        properties.setProperty(
                "language", appearance.messages().languageProperty().get().name());
        if (window != null) {
            properties.setProperty("x", String.valueOf(window.getMinX()));
            properties.setProperty("y", String.valueOf(window.getMinY()));
            properties.setProperty("width", String.valueOf(window.getWidth()));
            properties.setProperty("height", String.valueOf(window.getHeight()));
        }
        properties.setProperty("maximized", String.valueOf(window == null));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            OutputFile.at(file)
                    .write(out -> properties.store(new OutputStreamWriter(out, StandardCharsets.UTF_8), null));
        } catch (IOException e) {
            LOG.warn("{} cannot be written; the next window opens as before.", file, e);
        }
    }

    private <E extends Enum<E>> Optional<E> constant(Class<E> type, String key) {
        String name = properties.getProperty(key, "");
        for (E constant : type.getEnumConstants()) if (constant.name().equals(name)) return Optional.of(constant);
        return Optional.empty();
    }

    private double number(String key, double otherwise, double least) {
        try {
            double value = Double.parseDouble(properties.getProperty(key, ""));
            return value >= least && value <= LARGEST ? value : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}

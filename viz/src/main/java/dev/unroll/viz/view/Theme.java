package dev.unroll.viz.view;

import dev.unroll.viz.color.TextContrast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.Text;

/**
 * The colours and the type that CSS gave to a view.
 *
 * @param background what the view stands on
 * @param ink text and marks that matter
 * @param muted labels and what has not happened yet
 * @param line borders and grids
 * @param accent the one accent colour: selection, focus, playback
 * @param font the base font, whose size is one em
 */
public record Theme(Color background, Color ink, Color muted, Color line, Color accent, Font font) {
    private static final int MOST_WIDTHS = 4_000;

    /** Laying a text out costs as much as painting it, and views print the same few numbers and tokens frame after frame. */
    private static final Map<Measured, Double> WIDTHS = new ConcurrentHashMap<>();

    private record Measured(String text, Font font) {}

    /** Whether views stand on a dark background. */
    public boolean dark() {
        return TextContrast.luminance(background) < 0.2;
    }

    /** The font size in pixels. */
    public double em() {
        return font.getSize();
    }

    /** The base font at another size. */
    public Font font(double ems) {
        return Font.font(font.getFamily(), em() * ems);
    }

    /** The base font in bold. */
    public Font bold(double ems) {
        return Font.font(font.getFamily(), FontWeight.BOLD, em() * ems);
    }

    /** How wide {@code text} is in {@code font}, in pixels. */
    public static double width(String text, Font font) {
        if (WIDTHS.size() > MOST_WIDTHS) WIDTHS.clear();
        return WIDTHS.computeIfAbsent(new Measured(text, font), Theme::measure);
    }

    private static double measure(Measured measured) {
        Text node = new Text(measured.text);
        node.setFont(measured.font);
        return node.getLayoutBounds().getWidth();
    }

    /** {@code text} cut to {@code width} pixels with an ellipsis, or nothing if not even one character fits. */
    public static String elide(String text, Font font, double width) {
        if (text.isEmpty() || width(text, font) <= width) return text;
        int end = text.offsetByCodePoints(text.length(), -1);
        while (end > 0) {
            String shorter = text.substring(0, end) + "…";
            if (width(shorter, font) <= width) return shorter;
            end = text.offsetByCodePoints(end, -1);
        }
        return "";
    }
}

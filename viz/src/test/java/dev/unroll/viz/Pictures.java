package dev.unroll.viz;

import dev.unroll.viz.view.CanvasView;
import org.testfx.util.WaitForAsyncUtils;

import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.image.PixelReader;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;

/** Pictures of views, as they stand one under another in a scene, and what is to be seen in them. */
public final class Pictures {
    private Pictures() {}

    /** A picture of views with type of {@code em} pixels. */
    static Image of(boolean dark, int em, int width, int height, Supplier<Node[]> views) {
        return WaitForAsyncUtils.waitForAsyncFx(20_000, () -> {
            VBox root = new VBox(views.get());
            root.setStyle("-fx-background-color: -viz-background; -fx-font-size: " + em + "px;");
            if (dark) root.getStyleClass().add("dark");
            Scene scene = new Scene(root, width, height);
            scene.getStylesheets().add(CanvasView.stylesheet());
            root.applyCss();
            root.layout();
            return scene.snapshot(null);
        });
    }

    /** A light picture with type of 13 pixels. */
    static Image of(int width, int height, Node... views) {
        return of(false, 13, width, height, () -> views);
    }

    static Color at(Image image, double x, double y) {
        return image.getPixelReader().getColor((int) x, (int) y);
    }

    /** How many pixels of a part of the picture are of this colour. */
    static int count(Image image, double x, double y, double width, double height, Color color) {
        PixelReader pixels = image.getPixelReader();
        int count = 0;
        for (int row = (int) y; row < Math.min(image.getHeight(), y + height); row++) {
            for (int column = (int) x; column < Math.min(image.getWidth(), x + width); column++) {
                if (pixels.getColor(column, row).equals(color)) count++;
            }
        }
        return count;
    }

    /** How many pixels of a part of the picture are of this colour, or almost. */
    public static int near(Image image, double x, double y, double width, double height, Color color) {
        PixelReader pixels = image.getPixelReader();
        int count = 0;
        for (int row = (int) y; row < Math.min(image.getHeight(), y + height); row++) {
            for (int column = (int) x; column < Math.min(image.getWidth(), x + width); column++) {
                if (distance(pixels.getColor(column, row), color) < .12) count++;
            }
        }
        return count;
    }

    /** How far two colours are apart, from 0 to 3. */
    public static double distance(Color a, Color b) {
        return Math.abs(a.getRed() - b.getRed())
                + Math.abs(a.getGreen() - b.getGreen())
                + Math.abs(a.getBlue() - b.getBlue());
    }
}

package dev.unroll.viz.export;

import dev.unroll.engine.io.OutputFile;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.transform.Transform;

/** Views as PNG images. */
public final class Png {
    private Png() {}

    /**
     * Writes a node of a scene as it looks, on the JavaFX thread.
     *
     * @param pixelsPerUnit 1 for the size on screen, 2 for twice as fine
     * @throws IOException if the file cannot be written
     */
    public static void write(Node node, double pixelsPerUnit, Path file) throws IOException {
        write(picture(node, pixelsPerUnit, Color.TRANSPARENT), file);
    }

    /** A node of a scene as it looks, on the JavaFX thread, in as many pixels for each of the screen's, over a background. */
    public static Image picture(Node node, double pixelsPerUnit, Paint background) {
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(background);
        parameters.setTransform(Transform.scale(pixelsPerUnit, pixelsPerUnit));
        return node.snapshot(parameters, null);
    }

    /**
     * Writes an image, as {@link OutputFile} does.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Image image, Path file) throws IOException {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] argb = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
        BufferedImage buffer = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        buffer.setRGB(0, 0, width, height, argb, 0, width);
        OutputFile.at(file).write(out -> {
            if (!ImageIO.write(buffer, "png", out))
                throw new IOException("this JDK cannot write PNG images to " + file);
        });
    }
}

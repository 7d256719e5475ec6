package dev.unroll.viz.view;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.css.CssMetaData;
import javafx.css.FontCssMetaData;
import javafx.css.PseudoClass;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleableProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * A view that paints itself on a canvas of its own size, at most once per pulse. Its colours and its font come from CSS
 * ({@code viz.css}), so a change of theme or of type size needs no code.
 */
@SuppressWarnings("this-escape") // Properties name their bean; nothing is called on it before construction ends.
public abstract class CanvasView extends Region {
    private static final StyleablePropertyFactory<CanvasView> CSS =
            new StyleablePropertyFactory<>(Region.getClassCssMetaData());
    private static final PseudoClass EMPHASIZED = PseudoClass.getPseudoClass("emphasized");
    private static final int MOST_ROUNDS = 4;
    /** Whether a view is being painted on the JavaFX thread, and the views that ask for a painting meanwhile. */
    private static boolean painting;

    private static final Set<CanvasView> LATE = new LinkedHashSet<>();
    private static final FontCssMetaData<CanvasView> FONT = new FontCssMetaData<>("-fx-font", Font.getDefault()) {
        @Override
        public boolean isSettable(CanvasView view) {
            return !view.font.isBound();
        }

        @Override
        public StyleableProperty<Font> getStyleableProperty(CanvasView view) {
            return view.font;
        }
    };

    private final StyleableProperty<Color> background = CSS.createStyleableColorProperty(
            this, "viewBackground", "-view-background", v -> v.background, Color.WHITE);
    private final StyleableProperty<Color> ink =
            CSS.createStyleableColorProperty(this, "viewInk", "-view-ink", v -> v.ink, Color.BLACK);
    private final StyleableProperty<Color> muted =
            CSS.createStyleableColorProperty(this, "viewMuted", "-view-muted", v -> v.muted, Color.web("#57606a"));
    private final StyleableProperty<Color> line =
            CSS.createStyleableColorProperty(this, "viewLine", "-view-line", v -> v.line, Color.web("#d0d7de"));
    private final StyleableProperty<Color> accent =
            CSS.createStyleableColorProperty(this, "viewAccent", "-view-accent", v -> v.accent, Color.web("#0969da"));
    private final StyleableObjectProperty<Font> font =
            new SimpleStyleableObjectProperty<>(FONT, this, "font", Font.getDefault());

    private final BooleanProperty emphasized = new SimpleBooleanProperty(this, "emphasized", false);
    private final Canvas canvas = new Canvas();

    /** A view with the style classes {@code viz-view} and {@code styleClass}. */
    protected CanvasView(String styleClass) {
        getStyleClass().addAll("viz-view", styleClass);
        getStylesheets().add(stylesheet());
        getChildren().add(canvas);
        canvas.setManaged(false);
        for (StyleableProperty<?> property : List.of(background, ink, muted, line, accent)) {
            repaintOn((Observable) property);
        }
        font.addListener((o, old, now) -> requestLayout());
        emphasized.addListener((o, old, now) -> pseudoClassStateChanged(EMPHASIZED, now));
        repaintOn(widthProperty(), heightProperty(), focusVisibleProperty(), emphasized);
    }

    /** The address of {@code viz.css}; add it to a scene to give its root the colours that views look up. */
    public static String stylesheet() {
        return Objects.requireNonNull(CanvasView.class.getResource("/dev/unroll/viz/viz.css"))
                .toExternalForm();
    }

    /** Paints the view, which is {@link #getWidth} by {@link #getHeight} pixels, on an empty canvas. */
    protected abstract void paint(GraphicsContext gc, Theme theme);

    /** Called after each painting, when what lies where is known. */
    protected void afterPaint() {}

    /** Asks for a new painting in the next pulse, or in this one if a view is being painted just now. */
    protected final void repaint() {
        // A pass of layout forgets what is asked of a view that it has already been at.
        // One that has left the scene is not painted, for it would claim room for what it no longer shows.
        if (painting && Platform.isFxApplicationThread() && getScene() != null) LATE.add(this);
        else setNeedsLayout(true);
    }

    /** Paints again whenever one of {@code causes} changes. */
    protected final void repaintOn(Observable... causes) {
        for (Observable cause : causes) cause.addListener(o -> repaint());
    }

    /** The colours and type of this view as CSS has them now. */
    public final Theme theme() {
        return new Theme(
                background.getValue(),
                ink.getValue(),
                muted.getValue(),
                line.getValue(),
                accent.getValue(),
                font.get());
    }

    @Override
    protected final void layoutChildren() {
        painting = true;
        try {
            paintNow();
            for (int round = 0; round < MOST_ROUNDS && !LATE.isEmpty(); round++) {
                List<CanvasView> late = List.copyOf(LATE);
                LATE.clear();
                late.forEach(CanvasView::paintNow);
            }
        } finally {
            painting = false;
            List<CanvasView> left = List.copyOf(LATE);
            LATE.clear();
            if (!left.isEmpty()) Platform.runLater(() -> left.forEach(CanvasView::repaint));
        }
    }

    private void paintNow() {
        double width = getWidth();
        double height = getHeight();
        canvas.setWidth(width);
        canvas.setHeight(height);
        GraphicsContext gc = canvas.getGraphicsContext2D();
        gc.clearRect(0, 0, width, height);
        if (width < 1 || height < 1) return;
        Theme theme = theme();
        gc.setFont(theme.font());
        gc.save();
        paint(gc, theme);
        gc.restore();
        if (emphasized.get()) emphasis(gc, theme, width, height);
        if (isFocusVisible()) {
            gc.setStroke(theme.accent());
            gc.setLineWidth(2);
            gc.strokeRoundRect(1, 1, width - 2, height - 2, 6, 6);
        }
        afterPaint();
    }

    private static void emphasis(GraphicsContext gc, Theme theme, double width, double height) {
        gc.setStroke(theme.accent().deriveColor(0, 1, 1, .45));
        gc.setLineWidth(1);
        gc.strokeRoundRect(.5, .5, width - 1, height - 1, 8, 8);
        gc.setFill(theme.accent());
        gc.fillRoundRect(0, 0, 4, height, 4, 4);
    }

    /** Whether attention is drawn to this view, by a frame with a bar in the accent colour at its left edge. */
    public final BooleanProperty emphasizedProperty() {
        return emphasized;
    }

    public final void setEmphasized(boolean value) {
        emphasized.set(value);
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return Css.ALL;
    }

    /** What CSS can set on a view: its colours, its font, and whatever it can on a region. */
    public static List<CssMetaData<? extends Styleable, ?>> getClassCssMetaData() {
        return Css.ALL;
    }

    /** Built when the first view is asked, for a property enters the factory when the first view creates it. */
    private static final class Css {
        static final List<CssMetaData<? extends Styleable, ?>> ALL =
                Stream.concat(CSS.getCssMetaData().stream(), Stream.of(FONT)).toList();
    }
}

package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.color.ColorScale;
import org.jspecify.annotations.Nullable;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** By what one step multiplies a gradient, as a matrix with a few words beside it. */
public final class JacobianPanel extends HBox {
    private final HeatMap matrix;
    private final BooleanProperty there = new SimpleBooleanProperty(this, "there", false);

    /**
     * Nothing yet.
     *
     * @param weight the name of the weight in it, which a click explains
     */
    public JacobianPanel(StageKit<?> kit, String weight, String legend, Label words) {
        matrix = kit.bind("factor", new HeatMap(), weight, CellLayout.MATRIX, _ -> {});
        HBox.setHgrow(words, Priority.ALWAYS);
        getChildren().addAll(matrix, words);
        getStyleClass().add("factor");
        kit.legend(legend, matrix.scaleProperty(), there);
    }

    /** Shows a factor, {@code [UNIT, INPUT]}; null for none. */
    public void show(@Nullable Tensor jacobian) {
        there.set(jacobian != null);
        matrix.setValues(jacobian);
        if (jacobian != null) matrix.setScale(ColorScale.signed(jacobian));
    }
}

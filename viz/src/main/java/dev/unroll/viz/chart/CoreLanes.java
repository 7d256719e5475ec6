package dev.unroll.viz.chart;

import dev.unroll.engine.profile.Profile;
import dev.unroll.engine.profile.Profile.Span;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.sequence.WorkTimeline;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** When each core computed in some passes: a lane for each, all on one scale of time, which runs to the right. A cell's row is a lane. */
public final class CoreLanes extends CellView {
    private final ObjectProperty<List<Pass>> passes = new SimpleObjectProperty<>(this, "passes", List.of());
    private final StringProperty coreLabel = new SimpleStringProperty(this, "coreLabel", "core");

    /**
     * A pass that was measured.
     *
     * @param name what it is called
     */
    public record Pass(String name, Profile profile) {}

    private record Lane(int pass, String name, List<Span> spans) {
        double busy() {
            return spans.stream().mapToDouble(span -> span.end() - span.start()).sum();
        }
    }

    /** Lanes of nothing. */
    public CoreLanes() {
        super("core-lanes");
        repaintOn(passes, coreLabel);
        passes.addListener(_ -> requestLayout());
    }

    private List<Lane> lanes() {
        List<Lane> lanes = new ArrayList<>();
        for (int p = 0; p < passes.get().size(); p++) {
            Pass pass = passes.get().get(p);
            List<Span> first = pass.profile.work().stream()
                    .map(work -> new Span(work.start(), work.end()))
                    .toList();
            lanes.add(new Lane(p, pass.name + " · " + coreLabel.get() + " 1", first));
            for (List<Span> other : pass.profile.others())
                lanes.add(new Lane(
                        p,
                        pass.name + " · " + coreLabel.get() + " "
                                + (lanes.size() % (pass.profile.others().size() + 1) + 1),
                        other));
        }
        return lanes;
    }

    private double longest() {
        return passes.get().stream()
                .mapToDouble(pass -> pass.profile.seconds())
                .max()
                .orElse(1);
    }

    private double left(Theme theme) {
        double widest = 0;
        for (Lane lane : lanes()) widest = Math.max(widest, Theme.width(lane.name, theme.font(.85)));
        return widest + theme.em();
    }

    private double pitch() {
        return (getHeight() - 1.6 * theme().em()) / Math.max(1, rows());
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        double left = left(theme);
        double width = getWidth() - left - theme.em();
        double pitch = pitch();
        Font font = theme.font(.85);
        gc.setFont(font);
        gc.setTextBaseline(VPos.CENTER);
        List<Lane> lanes = lanes();
        for (int row = 0; row < lanes.size(); row++) {
            Lane lane = lanes.get(row);
            double top = Math.round(row * pitch) + 2;
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.setFill(theme.ink());
            gc.fillText(lane.name, left - .5 * theme.em(), top + pitch / 2 - 2);
            gc.setFill(theme.line());
            gc.fillRect(left, top, width, Math.max(2, pitch - 4));
            gc.setFill(CategoricalPalette.color(lane.pass, theme.dark()));
            for (Span span : lane.spans) {
                double from = left + width * span.start() / longest();
                gc.fillRect(
                        from,
                        top,
                        Math.max(.7, width * (span.end() - span.start()) / longest()),
                        Math.max(2, pitch - 4));
            }
        }
        gc.setFill(theme.muted());
        double under = getHeight() - .7 * theme.em();
        for (int quarter = 0; quarter <= 4; quarter++) {
            gc.setTextAlign(
                    quarter == 0 ? TextAlignment.LEFT : quarter == 4 ? TextAlignment.RIGHT : TextAlignment.CENTER);
            String time =
                    WorkTimeline.time(Double.parseDouble(String.format(Locale.ROOT, "%.2g", longest() * quarter / 4)));
            gc.fillText(time, left + width * quarter / 4, under);
        }
    }

    @Override
    protected int rows() {
        return passes.get().stream()
                .mapToInt(pass -> pass.profile.others().size() + 1)
                .sum();
    }

    @Override
    protected int columns() {
        return 1;
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int row = (int) Math.floor(y / pitch());
        return row < 0 || row >= rows() ? null : new Cell(row, 0);
    }

    @Override
    protected String describe(Cell cell) {
        if (cell.row() >= rows()) return "";
        Lane lane = lanes().get(cell.row());
        return lane.name
                + String.format(
                        Locale.ROOT, ": %s (%.0f %%)", WorkTimeline.time(lane.busy()), 100 * lane.busy() / longest());
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return (rows() * 1.7 + 1.6) * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return (rows() * 1.1 + 1.6) * theme().em();
    }

    /** The passes, of equal numbers of cores. */
    public ObjectProperty<List<Pass>> passesProperty() {
        return passes;
    }

    /** The word for a core. */
    public StringProperty coreLabelProperty() {
        return coreLabel;
    }
}

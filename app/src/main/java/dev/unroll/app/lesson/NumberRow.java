package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A row of numbers of a pass, each of which stands in a place of its own. */
public final class NumberRow {
    private final StageKit<?> kit;
    private final HeatMap map;
    private List<Place> places = List.of();

    /**
     * A row without numbers.
     *
     * @param id of the view
     * @param titleKey of what the numbers are
     */
    public NumberRow(StageKit<?> kit, String id, String titleKey) {
        this.kit = kit;
        map = kit.bindParts(id, new HeatMap(), this::place, this::cell);
        map.titleProperty().bind(kit.messages().text(titleKey));
        map.setZoomable(false);
    }

    private @Nullable Place place(Cell cell) {
        return cell.column() < places.size() ? places.get(cell.column()) : null;
    }

    private @Nullable Cell cell(Place place) {
        for (int i = 0; i < places.size(); i++) {
            Place here = places.get(i);
            if (here.name().equals(place.name()) && here.index().equals(place.index())) return new Cell(0, i);
        }
        return null;
    }

    /**
     * Shows numbers.
     *
     * @param numbers where they stand, from the left
     * @param labels what each of them is of
     * @param computed whether they are there already
     */
    public void show(Traced reading, List<Place> numbers, List<String> labels, boolean computed) {
        places = List.copyOf(numbers);
        map.setColumnLabels(labels);
        Tensor values = Tensor.zeros(Shape.of(Axis.ITEM, 1, Axis.TOKEN, numbers.size()));
        for (int i = 0; i < numbers.size(); i++) {
            int[] index = numbers.get(i).index().stream().mapToInt(at -> at).toArray();
            values.write()[i] = reading.tensor(numbers.get(i).name()).get(index);
        }
        map.setScale(ColorScale.signed(values));
        map.setValues(computed ? values : null);
        kit.mark();
    }

    /** The view, to be laid out by the caller. */
    public HeatMap map() {
        return map;
    }
}

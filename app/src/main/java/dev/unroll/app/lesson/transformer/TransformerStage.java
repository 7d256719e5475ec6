package dev.unroll.app.lesson.transformer;

import atlantafx.base.theme.Styles;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.attention.TransformerPicture;
import dev.unroll.viz.attention.TransformerPicture.Box;
import dev.unroll.viz.attention.TransformerPicture.Computed;
import dev.unroll.viz.attention.TransformerPicture.Part;
import dev.unroll.viz.attention.TransformerPicture.Tower;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Both towers with all their numbers, and below what is inside a box, all heads, positions or norms. */
final class TransformerStage implements LessonStage<TransformerReading> {
    private static final double NEARLY_ALL = .95;
    private static final PseudoClass OPEN = PseudoClass.getPseudoClass("open");

    private final StageKit<TransformerReading> kit;
    private final TransformerPicture picture = new TransformerPicture();
    private final BoxPanel inside;
    private final HeadsPanel heads;
    private final PositionsPanel positions;
    private final Label clock = new Label();
    private final VBox node = new VBox();
    private @Nullable TransformerReading shown;
    private @Nullable Position position;

    TransformerStage(StageKit<TransformerReading> kit) {
        this.kit = kit;
        kit.bindParts("towers", picture, this::place, this::part);
        picture.titleProperty().bind(kit.messages().text("transformer.towers"));
        var explain = picture.onActivateProperty().get();
        picture.setOnActivate(part -> {
            if (explain != null) explain.accept(part);
            kit.turn(TransformerLesson.BOX, (part.ofDecoder() ? "d" : "e") + part.row());
        });
        inside = new BoxPanel(kit);
        heads = new HeadsPanel(kit);
        positions = new PositionsPanel(kit);
        Region folds = kit.controls().folds(TransformerLesson.PANEL, List.of(inside, heads, positions, norms()));
        VBox.setVgrow(picture, Priority.ALWAYS);
        clock.setId("clock");
        clock.getStyleClass().add("stage-quote");
        FlowPane above = new FlowPane(kit.controls().choices(TransformerLesson.MODE), clock, shuffle(), shuffled());
        above.getStyleClass().add("lines");
        node.getStyleClass().add("transformer-stage");
        node.getChildren().addAll(above, picture, folds);
        kit.legend("transformer.legend", picture.scaleProperty(), new SimpleBooleanProperty(true));
        kit.messages().languageProperty().subscribe(this::towers);
    }

    private Button shuffle() {
        Button shuffle = new Button();
        shuffle.setId("shuffle");
        shuffle.getStyleClass().add(Styles.SMALL);
        shuffle.textProperty().bind(kit.messages().text("knob.shuffle"));
        shuffle.setOnAction(_ -> {
            if (shown != null) kit.turn(TransformerLesson.SHUFFLE, Integer.toString((shuffling(shown) + 1) % 10));
        });
        return shuffle;
    }

    private static int shuffling(TransformerReading now) {
        return (int) now.tensor("shuffle").item();
    }

    private Label shuffled() {
        Label found = kit.quote("shuffle.change", () -> {
            TransformerReading now = shown;
            if (now == null || shuffling(now) == 0) return "";
            return kit.messages()
                    .get(
                            "transformer.shuffled",
                            Numbers.brief(now.tensor("shuffle.change").item()),
                            (int) now.tensor("shuffle.words").item());
        });
        found.managedProperty().bind(found.textProperty().isNotEmpty());
        return found;
    }

    private Region norms() {
        Label words = kit.words(
                "transformer.norms",
                reading -> List.of(
                        Numbers.brief(reading.tensor("size.encoder/embedding").item()),
                        Numbers.brief(
                                reading.tensor("size." + beforeLast(reading)).item()),
                        Numbers.brief(reading.tensor("size.memory").item())));
        words.setMinHeight(Region.USE_PREF_SIZE);
        return new VBox(words);
    }

    private static String beforeLast(TransformerReading reading) {
        return reading.encoder().get(reading.encoder().size() - 2).name();
    }

    private @Nullable Place place(Part part) {
        TransformerReading now = shown;
        if (now == null) return null;
        String name = now.tower(part.ofDecoder()).get(part.row()).name();
        Place strongest = Operation.strongest(now, name, Quantity.VALUE, part.token());
        Axis axis = part.ofDecoder() ? Axis.TARGET : Axis.TIME;
        return new Place(name, List.of(axis, Axis.UNIT), strongest.index(), Quantity.VALUE);
    }

    private @Nullable Part part(Place place) {
        TransformerReading now = shown;
        if (now == null) return null;
        for (boolean ofDecoder : new boolean[] {false, true}) {
            List<BoxRow> tower = now.tower(ofDecoder);
            for (int row = 0; row < tower.size(); row++)
                if (tower.get(row).name().equals(place.name()))
                    return new Part(ofDecoder, row, place.index().getFirst());
        }
        return null;
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(TransformerReading reading, KnobValues values) {
        shown = reading;
        towers();
        String panel = values.get(TransformerLesson.PANEL);
        node.pseudoClassStateChanged(OPEN, !panel.equals("closed"));
        String box = values.get(TransformerLesson.BOX);
        boolean ofDecoder = box.startsWith("d");
        int row = row(box, reading.tower(ofDecoder).size());
        if (panel.equals("inside")) inside.show(reading, values, ofDecoder, row, title(reading, ofDecoder, row));
        if (panel.equals("heads")) heads.show(reading);
        if (panel.equals("positions")) positions.show(reading);
        kit.mark();
    }

    /** The box that is open, as far as there are boxes. */
    private static int row(String box, int boxes) {
        String digits = box.replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 3 ? 0 : Math.min(Integer.parseInt(digits), boxes - 1);
    }

    private void towers() {
        TransformerReading now = shown;
        if (now == null) return;
        picture.scaleProperty().set(scale(now));
        picture.encoderProperty().set(tower(now, false));
        picture.decoderProperty().set(tower(now, true));
        picture.emptyTextProperty().set(kit.messages().get("transformer.notYet"));
        if (position != null) stand(position);
    }

    /** Wide enough for nearly all numbers: a few of the last boxes are so large that of the others nothing would be seen. */
    private static ColorScale scale(TransformerReading now) {
        float[] sizes = new float[0];
        for (boolean ofDecoder : new boolean[] {false, true})
            for (BoxRow row : now.tower(ofDecoder)) {
                float[] values = now.trace().value(row.name()).toArray();
                int from = sizes.length;
                sizes = Arrays.copyOf(sizes, from + values.length);
                for (int i = 0; i < values.length; i++) sizes[from + i] = Math.abs(values[i]);
            }
        Arrays.sort(sizes);
        return ColorScale.signed(Tensor.scalar(sizes[(int) (NEARLY_ALL * (sizes.length - 1))]));
    }

    private Tower tower(TransformerReading now, boolean ofDecoder) {
        List<BoxRow> rows = now.tower(ofDecoder);
        List<Box> boxes = IntStream.range(0, rows.size())
                .mapToObj(row -> new Box(
                        rows.get(row).kind(),
                        title(now, ofDecoder, row),
                        "|x| "
                                + Numbers.compact(
                                        now.tensor("size." + rows.get(row).name())
                                                .item()),
                        now.trace().value(rows.get(row).name()),
                        rows.get(row).meanWeights(now.trace())))
                .toList();
        String name = kit.messages().get(ofDecoder ? "transformer.decoder" : "transformer.encoder");
        return ofDecoder
                ? new Tower(name, boxes, now.now().reads(), now.now().written())
                : new Tower(name, boxes, now.now().sources(), List.of());
    }

    private String title(TransformerReading now, boolean ofDecoder, int row) {
        BoxRow box = now.tower(ofDecoder).get(row);
        String kind = box.kind().name().toLowerCase(Locale.ROOT);
        String name = kit.messages().get("transformer.box." + kind);
        return box.layer() < 0 ? name : box.layer() + " · " + name;
    }

    @Override
    public void stand(Position at) {
        position = at;
        TransformerReading now = shown;
        if (now == null) return;
        boolean inside = at.inPass();
        picture.inputGivenProperty()
                .set(!inside || !now.writing() && at.timeStep() >= now.encoder().size());
        picture.encoderComputedProperty().set(inside ? encoder(now, at.timeStep()) : null);
        picture.decoderComputedProperty().set(inside ? decoder(now, at.timeStep()) : null);
        String key = now.writing() ? "transformer.clock.writing" : "transformer.clock.training";
        clock.setText(kit.messages().get(key, now.timeSteps()));
    }

    private static Set<Integer> all(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toSet());
    }

    /** A box at each moment, for all tokens. */
    private static Computed encoder(TransformerReading now, int moment) {
        int tokens = now.now().sources().size();
        int rows = Math.min(now.encoder().size(), moment + 1);
        int[] each = new int[tokens];
        Arrays.fill(each, rows);
        return new Computed(each, moment < now.encoder().size() ? all(tokens) : Set.of());
    }

    /** In training a box at each moment for all tokens, in writing for one token after the other. */
    private static Computed decoder(TransformerReading now, int moment) {
        int tokens = now.now().timeSteps();
        int boxes = now.decoder().size();
        int made = moment + 1 - now.encoder().size();
        int[] each = new int[tokens];
        for (int t = 0; t < tokens; t++) each[t] = Math.clamp(now.writing() ? made - (long) t * boxes : made, 0, boxes);
        if (made <= 0) return new Computed(each, Set.of());
        return new Computed(each, now.writing() ? Set.of((made - 1) / boxes) : all(tokens));
    }
}

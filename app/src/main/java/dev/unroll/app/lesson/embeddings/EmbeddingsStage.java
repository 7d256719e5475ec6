package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.embedding.EmbeddingSpace.Neighbour;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.array.RowPick;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.space.WordCloud;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The row that a one-hot vector picks, or the cloud of all words; below it the pair that is learnt next, and what a word lies near. */
final class EmbeddingsStage implements LessonStage<WordsReading> {
    private static final int LIFTING = 1;
    private static final int LIFTED = 2;
    private static final int SCORED = 3;

    private final StageKit<WordsReading> kit;
    private final RowPick row;
    private final WordCloud cloud;
    private final HeatMap scores;
    private final HeatMap counts;
    private final Label pairWords = new Label();
    private final FlowPane lines;
    private final Region folds;
    private final VBox node = new VBox();
    private final BooleanProperty asCloud = new SimpleBooleanProperty(this, "asCloud", false);
    private final BooleanProperty withPair = new SimpleBooleanProperty(this, "withPair", false);
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);
    private @Nullable WordsReading shown;

    EmbeddingsStage(StageKit<WordsReading> kit) {
        this.kit = kit;
        row = new RowPick();
        kit.bind("row", row, this::matrix, () -> Quantity.VALUE, CellLayout.MATRIX, this::showMatrix);
        kit.onClick(row, cell -> choose(cell.row()));
        cloud = kit.bindParts("cloud", new WordCloud(), this::placeOf, _ -> null);
        cloud.titleProperty().bind(kit.messages().text("embeddings.cloud"));
        cloud.setOnActivate(this::choose);
        scores = kit.bindParts("scores", new HeatMap(), this::placeOfScore, this::cellOfScore);
        scores.titleProperty().bind(kit.messages().text("embeddings.scores"));
        scores.setZoomable(false);
        counts = kit.named("counts", new HeatMap());
        counts.titleProperty().bind(kit.messages().text("embeddings.counts"));
        Label nearest = kit.quote("nearest", this::nearestText);
        nearest.setId("nearest");
        Label analogy = kit.quote("analogy", this::analogyText);
        analogy.setId("analogy-answer");
        lines = new FlowPane(nearest, analogy);
        lines.getStyleClass().add("lines");
        pairWords.setWrapText(true);
        pairWords.setId("pair-words");
        pairWords.getStyleClass().add("stage-words");
        folds = kit.controls().folds(EmbeddingsLesson.UNDER, List.of(counts));
        node.getStyleClass().add("embeddings-stage");
        kit.legend("embeddings.legend.number", row.scaleProperty(), asCloud.not());
        kit.legend("embeddings.legend.score", scores.scaleProperty(), withPair);
        kit.beside(kit.controls().choices(EmbeddingsLesson.PICTURE));
        Region projection = kit.controls().choices(EmbeddingsLesson.PROJECTION);
        projection.visibleProperty().bind(asCloud);
        projection.managedProperty().bind(asCloud);
        kit.beside(projection);
        kit.beside(kit.controls().toggle(EmbeddingsLesson.PAIR));
        asCloud.addListener(_ -> layOut());
        withPair.addListener(_ -> layOut());
        layOut();
    }

    /** What is not shown leaves the scene, and takes no time. */
    private void layOut() {
        Region hero = asCloud.get() ? cloud : row;
        VBox.setVgrow(hero, Priority.ALWAYS);
        node.getChildren().setAll(hero);
        if (withPair.get()) node.getChildren().addAll(pairWords, scores);
        if (asCloud.get()) node.getChildren().add(lines);
        node.getChildren().add(folds);
    }

    private void choose(int word) {
        if (shown != null) kit.turn(EmbeddingsLesson.WORD, shown.tokens().get(word));
    }

    // --- where numbers stand ---

    private String matrix() {
        return shown == null ? "input/weight" : shown.matrix();
    }

    private void showMatrix(@Nullable Tensor matrix) {
        row.setMatrix(matrix);
        if (matrix != null) row.setScale(ColorScale.signed(matrix));
    }

    /** A word of the cloud stands for its vector, whose first number stands for it. */
    private Place placeOf(int word) {
        return new Place(matrix(), List.of(Axis.TOKEN, Axis.UNIT), List.of(word, 0), Quantity.VALUE);
    }

    private @Nullable Pair pair() {
        WordsReading now = shown;
        return now == null || now.pairs().isEmpty()
                ? null
                : now.pairs().get(Math.min(position.timeStep(), now.pairs().size() - 1));
    }

    private @Nullable Place placeOfScore(Cell cell) {
        Pair now = pair();
        return now == null || cell.column() >= now.items().size()
                ? null
                : now.items().get(cell.column()).place();
    }

    private @Nullable Cell cellOfScore(Place place) {
        Pair now = pair();
        if (now == null) return null;
        for (int i = 0; i < now.items().size(); i++) {
            Place here = now.items().get(i).place();
            if (here.name().equals(place.name()) && here.index().equals(place.index())) return new Cell(0, i);
        }
        return null;
    }

    // --- what is told ---

    private String nearestText() {
        WordsReading now = shown;
        return now == null
                ? ""
                : kit.messages().get("embeddings.nearest", now.tokens().get(now.word()), list(now, now.nearest()));
    }

    private String analogyText() {
        WordsReading now = shown;
        if (now == null || now.analogy().isEmpty()) return "";
        List<String> words = now.analogy().stream().map(now.tokens()::get).toList();
        return kit.messages()
                .get("embeddings.analogy", words.get(0), words.get(1), words.get(2), list(now, now.answers()));
    }

    private static String list(WordsReading now, List<Neighbour> words) {
        return words.stream()
                .map(word -> now.tokens().get(word.id()) + " " + Numbers.compact(word.cosine()))
                .collect(Collectors.joining(" · "));
    }

    // --- what is shown ---

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(WordsReading reading, KnobValues values) {
        shown = reading;
        asCloud.set(values.get(EmbeddingsLesson.PICTURE).equals("cloud"));
        withPair.set(values.get(EmbeddingsLesson.PAIR));
        row.setLabels(reading.tokens());
        row.setMatrix(reading.tensor(reading.matrix()));
        cloud.setLabels(reading.tokens());
        cloud.setPoints(reading.points());
        boolean alone = withPair.get() || !reading.analogy().isEmpty();
        cloud.setFocus(alone ? -1 : reading.word());
        cloud.setNear(alone ? List.of() : reading.nearest().stream().map(Neighbour::id).toList());
        cloud.setAnalogy(
                reading.analogy().isEmpty()
                        ? null
                        : new WordCloud.Analogy(
                                reading.analogy().get(0),
                                reading.analogy().get(1),
                                reading.analogy().get(2),
                                reading.answers().getFirst().id()));
        List<String> counted = reading.tokens().subList(0, reading.counts().shape().rows());
        counts.setRowLabels(counted);
        counts.setColumnLabels(counted);
        counts.setValues(reading.counts());
        counts.setScale(new ColorScale(Palette.PROBABILITY, 1, Math.max(10, largest(reading.counts())), true));
        pairOf(reading);
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (int i = 0; i < tensor.length(); i++) largest = Math.max(largest, tensor.at(i));
        return largest;
    }

    /** The pair at which the screen stands: its words pull and push each other. */
    private void pairOf(WordsReading reading) {
        Pair now = pair();
        boolean stepped = position.scale() == Scale.OPERATION;
        row.setPicked(stepped && now != null ? now.given().getFirst() : reading.word());
        row.vectorNameProperty().set("x(‘" + reading.tokens().get(row.pickedProperty().get()) + "’)");
        int at = position.operation();
        row.setLifted(!stepped || at >= LIFTED ? 1 : at == LIFTING ? .5 : 0);
        boolean scored = withPair.get() && now != null && position.computed(SCORED);
        cloud.setLinks(scored ? links(now) : List.of());
        if (now == null) return;
        String given = now.given().stream().map(reading.tokens()::get).collect(Collectors.joining(" "));
        String right = reading.tokens().get(now.items().getFirst().word());
        String key = reading.isGlove() ? "embeddings.pairOfGlove" : "embeddings.pair";
        pairWords.setText(kit.messages().get(key, given, right));
        scores.setColumnLabels(
                now.items().stream().map(item -> reading.tokens().get(item.word())).toList());
        Tensor values = Tensor.zeros(Shape.of(Axis.ITEM, 1, Axis.TOKEN, now.items().size()));
        for (int i = 0; i < values.length(); i++)
            values.write()[i] = (float) now.items().get(i).score();
        scores.setScale(ColorScale.signed(values));
        scores.setValues(scored ? values : null);
        kit.mark();
    }

    private static List<WordCloud.Link> links(Pair pair) {
        List<WordCloud.Link> links = new ArrayList<>();
        for (Pair.Item item : pair.items())
            for (int given : item.pulled() ? pair.given() : pair.given().subList(0, 1))
                links.add(new WordCloud.Link(given, item.word(), item.pulled(), item.strength()));
        return links;
    }

    @Override
    public void stand(Position at) {
        position = at;
        if (shown != null) pairOf(shown);
    }
}

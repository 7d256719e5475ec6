package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.NumberRow;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.WordMapPanel;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.WordPairs.Item;
import dev.unroll.engine.trace.WordPairs.Pair;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.array.RowPick;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.space.WordCloud;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.Label;
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
    private final WordMapPanel<WordsReading> words;
    private final NumberRow scores;
    private final HeatMap counts;
    private final Label pairWords = new Label();
    private final Region folds;
    private final VBox node = new VBox();
    private final BooleanProperty asCloud = new SimpleBooleanProperty(this, "asCloud", false);
    private final BooleanProperty withCounts = new SimpleBooleanProperty(this, "withCounts", false);
    private final BooleanProperty withPair = new SimpleBooleanProperty(this, "withPair", false);
    private Position position = new Position(Scale.TRAINING_STEP, 0, 0);
    private @Nullable WordsReading shown;

    EmbeddingsStage(StageKit<WordsReading> kit) {
        this.kit = kit;
        row = new RowPick();
        kit.bind("row", row, this::matrix, () -> Quantity.VALUE, CellLayout.MATRIX, this::showMatrix);
        kit.onClick(row, cell -> choose(cell.row()));
        words = new WordMapPanel<>(kit, EmbeddingsLesson.WORD, this::matrix, WordsReading::map);
        scores = new NumberRow(kit, "scores", "embeddings.scores");
        counts = kit.named("counts", new HeatMap());
        counts.titleProperty().bind(kit.messages().text("embeddings.counts"));
        pairWords.setWrapText(true);
        pairWords.setId("pair-words");
        pairWords.getStyleClass().add("stage-words");
        folds = kit.controls().folds(EmbeddingsLesson.UNDER, List.of(counts));
        node.getStyleClass().add("embeddings-stage");
        kit.legend("embeddings.legend.number", row.scaleProperty(), asCloud.not());
        kit.legend("embeddings.legend.score", scores.map().scaleProperty(), withPair);
        kit.legend("embeddings.counts", counts.scaleProperty(), withCounts);
        kit.beside(kit.controls().choices(EmbeddingsLesson.PICTURE));
        kit.beside(kit.controls().choices(EmbeddingsLesson.PROJECTION), asCloud);
        kit.beside(kit.controls().toggle(EmbeddingsLesson.PAIR));
        asCloud.addListener(_ -> layOut());
        withPair.addListener(_ -> layOut());
        layOut();
    }

    /** What is not shown leaves the scene, and takes no time. */
    private void layOut() {
        Region hero = asCloud.get() ? words.cloud() : row;
        VBox.setVgrow(hero, Priority.ALWAYS);
        node.getChildren().setAll(hero);
        if (withPair.get()) node.getChildren().addAll(pairWords, scores.map());
        if (asCloud.get()) node.getChildren().add(words.lines());
        node.getChildren().add(folds);
    }

    private void choose(int word) {
        if (shown != null) kit.turn(EmbeddingsLesson.WORD, shown.tokens().get(word));
    }

    // --- where numbers stand ---

    private String matrix() {
        return shown == null ? "input/weight" : shown.next().matrix();
    }

    private void showMatrix(@Nullable Tensor matrix) {
        row.setMatrix(matrix);
        if (matrix != null) row.setScale(ColorScale.signed(matrix));
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
        row.setMatrix(reading.tensor(reading.next().matrix()));
        words.show(reading.map(), !withPair.get());
        CountedWords counted = reading.counts();
        counts.setRowLabels(counted.words());
        counts.setColumnLabels(counted.others());
        counts.setValues(counted.counts());
        counts.setScale(ColorScale.counts(counted.counts()));
        withCounts.set(values.get(EmbeddingsLesson.UNDER).equals("matrix"));
        pairOf(reading);
    }

    /** The pair at which the screen stands: its words pull and push each other. */
    private void pairOf(WordsReading reading) {
        List<Pair> pairs = reading.next().pairs();
        Pair now = pairs.isEmpty() ? null : pairs.get(Math.min(position.timeStep(), pairs.size() - 1));
        boolean stepped = position.scale() == Scale.OPERATION;
        int picked =
                stepped && now != null ? now.given().getFirst() : reading.map().word();
        row.setPicked(picked);
        name(reading, stepped && !reading.next().isGlove() && now != null, picked);
        int at = position.operation();
        row.setLifted(!stepped || at >= LIFTED ? 1 : at == LIFTING ? .5 : 0);
        boolean scored = withPair.get() && now != null && position.computed(SCORED);
        words.cloud().setLinks(scored ? WordCloud.Link.of(now) : List.of());
        if (now == null) return;
        List<String> predicted = now.items().stream()
                .map(item -> reading.tokens().get(item.word()))
                .toList();
        List<String> signed = now.items().stream()
                .map(item -> (item.pulled() ? "+ " : "− ") + reading.tokens().get(item.word()))
                .toList();
        String given = now.given().stream().map(reading.tokens()::get).collect(Collectors.joining(" "));
        String key = reading.next().isGlove() ? "embeddings.pairOfGlove" : "embeddings.pair";
        pairWords.setText(kit.messages().get(key, given, predicted.getFirst()));
        scores.show(reading, now.items().stream().map(Item::place).toList(), signed, scored);
    }

    /** Names as the arithmetic beside the stage has them: those of the pair that is stepped through, or of the word that is looked at. */
    private void name(WordsReading reading, boolean ofPair, int picked) {
        String matrix = symbol(
                reading,
                new Place(reading.next().matrix(), List.of(Axis.TOKEN, Axis.UNIT), List.of(picked, 0), Quantity.VALUE));
        int pair = Math.min(position.timeStep(), reading.next().pairs().size() - 1);
        String vector = ofPair
                ? symbol(reading, reading.next().oneHot(pair))
                : "x(" + reading.tokens().get(picked) + ")";
        row.matrixNameProperty().set(matrix);
        row.vectorNameProperty().set(vector);
        row.resultNameProperty().set(ofPair ? symbol(reading, reading.next().vector(pair)) : vector + " · " + matrix);
    }

    /** What the whole is called in which a number stands. */
    private static String symbol(WordsReading reading, Place place) {
        return reading.symbol(place).replaceFirst("\\[.*", "");
    }

    @Override
    public void stand(Position at) {
        position = at;
        if (shown != null) pairOf(shown);
    }
}

package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Knob;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.embedding.EmbeddingSpace.Neighbour;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.space.WordCloud;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;

/**
 * A {@link WordMap} as a cloud, which goes by {@code cloud}, and lines that tell which words lie near and what an analogy leads to; to be
 * laid out by the caller.
 *
 * @param <S> what the lesson reads off its model
 */
public final class WordMapPanel<S extends Traced> {
    private static final int NEAREST = 5;

    private final WordCloud cloud;
    private final FlowPane lines;
    private @Nullable WordMap shown;

    /**
     * A cloud without words.
     *
     * @param word is turned to a word that is clicked
     * @param matrix the name of the matrix whose rows are the words' vectors, {@code [TOKEN, UNIT]}
     * @param map the words among what was read
     */
    public WordMapPanel(StageKit<S> kit, Knob<String> word, Supplier<String> matrix, Function<S, WordMap> map) {
        cloud = kit.bindParts("cloud", new WordCloud(), at -> firstOf(matrix.get(), at), _ -> null);
        cloud.titleProperty().bind(kit.messages().text("wordMap.cloud"));
        cloud.setOnActivate(at -> {
            if (shown != null) kit.turn(word, shown.tokens().get(at));
        });
        Label nearest = kit.texts().quote("nearest", "wordMap.nearest", map.andThen(WordMapPanel::nearest)::apply);
        nearest.setId("nearest");
        Label analogy = kit.texts().quote("analogy", "wordMap.analogy", map.andThen(WordMapPanel::analogy)::apply);
        analogy.setId("analogy-answer");
        lines = new FlowPane(nearest, analogy);
        lines.getStyleClass().add("lines");
    }

    /** A word of the cloud stands for its vector, whose first number stands for it. */
    private static Place firstOf(String matrix, int word) {
        return new Place(matrix, List.of(Axis.TOKEN, Axis.UNIT), List.of(word, 0), Quantity.VALUE);
    }

    private static List<?> nearest(WordMap map) {
        if (!map.analogy().isEmpty()) return List.of();
        return List.of(map.tokens().get(map.word()), list(map, map.nearest()));
    }

    private static List<?> analogy(WordMap map) {
        List<Object> said = new ArrayList<>();
        for (int word : map.analogy()) said.add(map.tokens().get(word));
        if (!said.isEmpty()) said.add(list(map, map.answers()));
        return said;
    }

    private static String list(WordMap map, List<Neighbour> words) {
        return words.stream()
                .limit(NEAREST)
                .map(word -> map.tokens().get(word.id()) + " " + Numbers.compact(word.cosine()))
                .collect(Collectors.joining(" · "));
    }

    /**
     * Shows words.
     *
     * @param withNeighbours whether the word that is looked at is joined to those near it, unless an analogy is shown
     */
    public void show(WordMap map, boolean withNeighbours) {
        shown = map;
        cloud.setLabels(map.tokens());
        cloud.setPoints(map.points());
        List<Integer> asked = map.analogy();
        boolean joined = withNeighbours && asked.isEmpty();
        cloud.setFocus(joined ? map.word() : -1);
        cloud.setNear(map.nearest().stream()
                .map(Neighbour::id)
                .limit(joined ? NEAREST : 0)
                .toList());
        cloud.setAnalogy(
                asked.isEmpty()
                        ? null
                        : new WordCloud.Analogy(
                                asked.get(0),
                                asked.get(1),
                                asked.get(2),
                                map.answers().getFirst().id()));
    }

    /** The cloud. */
    public WordCloud cloud() {
        return cloud;
    }

    /** What is told below the cloud. */
    public FlowPane lines() {
        return lines;
    }
}

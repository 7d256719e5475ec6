package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.view.Numbers;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * Perplexity by hand: what was predicted at each token of a text, the loss of each, and their mean as a power of e, in words.
 *
 * @param <S> what the lesson reads off its model
 */
public final class PerplexityPanel<S extends Traced> extends VBox {
    private static final int MOST_TERMS = 8;
    private static final int CANDIDATES = 10;

    private final TextColumns columns;

    /** @param text whose losses are the first of the trace's {@code stepLoss} */
    public PerplexityPanel(StageKit<S> kit, Function<S, TextTrace> text) {
        columns = new TextColumns(kit, 0);
        columns.prediction().mostProperty().set(CANDIDATES);
        getChildren()
                .addAll(
                        kit.texts().words("perplexity.words", at -> words(text.apply(at))),
                        columns.targets(),
                        columns.prediction(),
                        columns.loss(),
                        columns.tokens(),
                        columns.shown());
        VBox.setVgrow(columns.prediction(), Priority.ALWAYS);
    }

    /** Shows a text; its numbers come by their names. */
    public void show(TextTrace text) {
        columns.show(text);
    }

    /** The mean loss of a text in nats. */
    public static double meanLoss(TextTrace text) {
        Tensor loss = text.trace().value("stepLoss");
        return IntStream.range(0, text.timeSteps())
                .mapToDouble(loss::at)
                .average()
                .orElseThrow();
    }

    private static List<?> words(TextTrace text) {
        Tensor loss = text.trace().value("stepLoss");
        int count = text.timeSteps();
        String terms = IntStream.range(0, Math.min(count, MOST_TERMS))
                .mapToObj(t -> Numbers.compact(loss.at(t)))
                .collect(Collectors.joining(" + "));
        double mean = meanLoss(text);
        return List.of(
                count > MOST_TERMS ? terms + " + …" : terms,
                count,
                Numbers.brief(mean),
                Numbers.brief(Math.exp(mean)),
                Numbers.brief(mean / Math.log(2)));
    }
}

package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.generate.Translator;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.viz.chart.LengthCurve;
import dev.unroll.viz.chart.LengthCurve.Count;
import dev.unroll.viz.chart.LengthCurve.Series;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** How many of the sentences that were held out some models translate word for word, against the length of the sentence. */
public final class LengthPanel extends VBox {
    private static final int MOST_TOKENS = 24;

    private final StageKit<?> kit;
    private final LengthCurve curve = new LengthCurve();
    private final Measuring<List<Series>> measuring;
    /** What was measured, with keys for names. */
    private List<Series> known = List.of();

    /**
     * One that is measured.
     *
     * @param key of what it is called
     * @param opener gives the model, on any thread; nobody else changes it
     */
    private record Contestant(String key, Opener opener) {}

    /** Opens a model. */
    @FunctionalInterface
    private interface Opener {
        TranslationModel model() throws SaidException;
    }

    /** An empty chart. */
    public LengthPanel(StageKit<?> kit) {
        this.kit = kit;
        kit.named("by-length", curve);
        curve.titleProperty().bind(kit.messages().text("knob.panel.byLength"));
        curve.lengthLabelProperty().bind(kit.messages().text("lengths.length"));
        curve.countLabelProperty().bind(kit.messages().text("lengths.count"));
        measuring = new Measuring<>(kit, "measure-lengths", "lengths.words", this::show);
        VBox.setVgrow(curve, Priority.ALWAYS);
        getChildren().addAll(measuring, curve);
        getStyleClass().add("lengths");
    }

    /**
     * Measures some models when asked, and by itself where nothing has been measured since nobody looked, or other models; ends what is
     * being measured where nobody looks any more.
     *
     * @param copy the model at hand as it is now; null where nobody looks
     * @param random whether that began at random, so that it is no shipped one and is measured too
     * @param attentions the attention of each of the shipped models that it is compared with
     */
    public void show(@Nullable TranslationModel copy, boolean random, String... attentions) {
        if (copy == null) {
            measuring.forget();
            return;
        }
        List<Contestant> all = new ArrayList<>();
        if (random) all.add(new Contestant("lengths.own", () -> copy));
        for (String one : attentions) all.add(new Contestant("lengths." + one, () -> shipped(one)));
        List<Object> of = new ArrayList<>(List.of(attentions));
        if (random) of.add(Weights.of(copy));
        boolean begins = measuring.follow(of, report -> measure(all, report));
        show(begins ? List.of() : known);
    }

    private void show(List<Series> measured) {
        known = measured;
        curve.setSeries(measured.stream()
                .map(one -> new Series(kit.messages().get(one.name()), one.counts()))
                .toList());
    }

    private static TranslationModel shipped(String attention) throws SaidException {
        return GermanEnglish.shipped("translation-" + attention).model();
    }

    private static void measure(List<Contestant> contestants, Measuring.Report<List<Series>> report)
            throws SaidException, TextException {
        ParallelCorpus sentences = GermanEnglish.corpus().heldOut();
        List<Translator> translators = new ArrayList<>();
        List<TreeMap<Integer, Count>> counts = new ArrayList<>();
        for (Contestant one : contestants) {
            translators.add(new Translator(
                    one.opener.model(), sentences.source(), sentences.target(), MOST_TOKENS, Backends.best()));
            counts.add(new TreeMap<>());
        }
        int done = 0;
        for (ParallelCorpus.Pair pair : sentences.pairs()) {
            int length = sentences.source().split(pair.source()).size();
            for (int i = 0; i < translators.size(); i++) {
                boolean right = translators.get(i).greedy(pair.source()).equals(pair.target());
                counts.get(i).merge(length, new Count(0, 0).plus(right), (old, _) -> old.plus(right));
            }
            double share = (double) ++done / sentences.pairs().size();
            report.tell(
                    share,
                    IntStream.range(0, counts.size())
                            .mapToObj(i -> new Series(contestants.get(i).key, counts.get(i)))
                            .toList());
        }
    }
}

package dev.unroll.app.lesson.seq2seq;

import atlantafx.base.theme.Styles;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;

import java.util.Set;
import javafx.geometry.Orientation;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** How many words of a translation change when one unit of the vector is erased, for each unit alone. */
final class UnitsPanel extends VBox {
    private static final double MOST_WORDS = 6;

    private final VectorStrip strip = new VectorStrip(Orientation.HORIZONTAL);
    private final Label found = new Label();
    private final Measuring<Tensor> measuring;
    private final StageKit<?> kit;
    private String sentence = "";
    private int size;

    UnitsPanel(StageKit<?> kit) {
        this.kit = kit;
        kit.named("units", strip);
        strip.titleProperty().bind(kit.messages().text("knob.panel.units"));
        strip.setScale(new ColorScale(Palette.PROBABILITY, 0, MOST_WORDS, false));
        strip.setOnActivate(cell -> kit.turn(Seq2SeqLesson.ERASED, Integer.toString(cell.column())));
        measuring = new Measuring<>(kit, "measure-units", "seq2seq.units.words", this::show);
        Button half = new Button();
        half.setId("half");
        half.textProperty().bind(kit.messages().text("seq2seq.half"));
        half.getStyleClass().add(Styles.SMALL);
        half.setMinWidth(USE_PREF_SIZE);
        half.setOnAction(_ -> kit.turn(Seq2SeqLesson.ERASED, "0-" + (size / 2 - 1)));
        found.getStyleClass().add("stage-quote");
        HBox tools = new HBox(kit.controls().toggle(Seq2SeqLesson.ERASER), half, found);
        tools.getStyleClass().add("tools");
        getChildren().addAll(tools, strip, measuring);
        getStyleClass().add("units-panel");
    }

    private void show(Tensor changed) {
        strip.setValues(changed);
        int without = 0;
        for (float words : changed.toArray()) if (words == 0) without++;
        found.setText(kit.messages().get("seq2seq.units.found", without, changed.length()));
    }

    /** Measures when asked, and at once where this sentence has not been. */
    void open(TranslationModel model, Seq2SeqReading reading) {
        String now = String.join(" ", reading.now().sources());
        if (!now.equals(sentence)) measuring.forget();
        sentence = now;
        int last = reading.lastRead();
        size = reading.trace().value("encoder/" + Seq2SeqReading.HIDDEN).shape().columns();
        int units = size;
        measuring.offer(report -> measure(model, now, last, units, report));
    }

    /** Ends what is being measured. */
    void close() {
        measuring.forget();
    }

    private static void measure(
            TranslationModel model, String sentence, int last, int size, Measuring.Report<Tensor> report)
            throws SaidException {
        GermanEnglish.Shipped words = GermanEnglish.shipped("translation-none");
        TranslationTrace plain = TranslationTrace.of(model, words.source(), words.target(), sentence, Backends.best());
        float[] changed = new float[size];
        for (int unit = 0; unit < size; unit++) {
            TranslationTrace other = TranslationTrace.of(
                    model,
                    words.source(),
                    words.target(),
                    sentence,
                    Backends.best(),
                    new UnitSet(Set.of(unit)).interventions(last, size));
            changed[unit] = other.differences(plain);
            report.tell((unit + 1.) / size, Tensor.of(Shape.of(Axis.UNIT, size), changed.clone()));
        }
    }
}

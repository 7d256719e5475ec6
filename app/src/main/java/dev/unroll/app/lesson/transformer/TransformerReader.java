package dev.unroll.app.lesson.transformer;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.BoxPanel;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.PositionsPanel;
import dev.unroll.app.lesson.TracedTranslator;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.TransformerModel;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Permutation;
import dev.unroll.engine.trace.Towers;
import dev.unroll.viz.attention.TowerClock;

import java.util.List;

/** Reads a transformer. Used by one thread at a time. */
final class TransformerReader {
    private static final int POSITIONS = 32;

    private final GermanEnglish.Shipped teacher;
    private String taught = "";
    private String right = "";

    /** @param teacher gives the words that are read in training where no right translation is known */
    TransformerReader(GermanEnglish.Shipped teacher) {
        this.teacher = teacher;
    }

    TransformerReading read(TranslationModel shown, KnobValues values, Backend backend) {
        TransformerModel model = (TransformerModel) shown;
        TracedTranslator translator = teacher.translator(model, backend);
        String sentence = GermanEnglish.normalized(values.get(TransformerLesson.SENTENCE));
        List<String> words = teacher.source().split(sentence);
        Permutation order = Permutation.shuffled(words.size(), values.get(TransformerLesson.SHUFFLE));
        String read = String.join(" ", order.of(words));
        boolean writing = values.get(TransformerLesson.MODE).equals("writing");
        TranslationTrace own = translator.free(read);
        TranslationTrace now = writing ? own : translator.forced(read, right(sentence, backend));
        TranslationTrace plain = read.equals(sentence) ? own : translator.free(sentence);
        Towers towers = Towers.of(model);
        NamedNumbers numbers = new NamedNumbers()
                .add(
                        "moments.training",
                        "moments, training",
                        clock(towers, own, false).moments())
                .add(
                        "moments.writing",
                        "moments, writing",
                        clock(towers, own, true).moments())
                .add("shuffle", "shuffled", values.get(TransformerLesson.SHUFFLE))
                .add("shuffle.words", "#{t : y_t ≠ y_t°}", own.differences(plain))
                .add("shuffle.change", "max |m − m°|", order.largestChange(memory(plain), memory(own)));
        for (Towers.Box box : towers.all()) numbers.add("size." + box.name(), "|x|", box.meanLength(now.trace()));
        BoxPanel.addTo(numbers, now.trace());
        if (values.get(TransformerLesson.PANEL).equals("positions"))
            PositionsPanel.addTo(numbers, model.positions(POSITIONS));
        return new TransformerReading(now, towers, clock(towers, now, writing), numbers);
    }

    private static Tensor memory(TranslationTrace translation) {
        return translation.trace().value("memory");
    }

    private static TowerClock clock(Towers towers, TranslationTrace translation, boolean writing) {
        int sources = translation.sources().size();
        return new TowerClock(
                towers.encoder().size(), towers.decoder().size(), sources, translation.timeSteps(), writing);
    }

    /** What should be written, or what the trained model makes of it; looked up again only for another sentence. */
    private String right(String sentence, Backend backend) {
        if (sentence.equals(taught)) return right;
        String known = GermanEnglish.translation(sentence);
        right = known != null
                ? known
                : teacher.translator(backend).free(sentence).text();
        taught = sentence;
        return right;
    }
}

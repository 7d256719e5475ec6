package dev.unroll.app.lesson.transformer;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.TransformerModel;
import dev.unroll.engine.nn.SinusoidalPositions;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    TransformerReading read(TransformerModel model, KnobValues values, Backend backend) {
        SpacedTokenizer source = teacher.source();
        SpacedTokenizer target = teacher.target();
        String sentence = GermanEnglish.normalized(values.get(TransformerLesson.SENTENCE));
        List<String> words = source.split(sentence);
        List<Integer> order = order(words.size(), values.get(TransformerLesson.SHUFFLE));
        String read = order.stream().map(words::get).collect(Collectors.joining(" "));
        boolean writing = values.get(TransformerLesson.MODE).equals("writing");
        TranslationTrace own = TranslationTrace.of(model, source, target, read, backend);
        TranslationTrace now =
                writing ? own : TranslationTrace.forced(model, source, target, read, right(sentence, backend), backend);
        int layers = Integer.parseInt(size(model, "layers"));
        boolean normAfter = size(model, "norm").equals("post");
        List<BoxRow> encoder = BoxRow.of(false, layers, normAfter);
        List<BoxRow> decoder = BoxRow.of(true, layers, normAfter);
        NamedNumbers numbers = new NamedNumbers();
        numbers.add("moments.training", "moments, training", encoder.size() + decoder.size());
        numbers.add("moments.writing", "moments, writing", encoder.size() + decoder.size() * (double) own.timeSteps());
        TranslationTrace plain =
                read.equals(sentence) ? own : TranslationTrace.of(model, source, target, sentence, backend);
        numbers.add("shuffle", "shuffled", values.get(TransformerLesson.SHUFFLE));
        numbers.add("shuffle.words", "#{t : y_t ≠ y_t°}", own.differences(plain));
        numbers.add("shuffle.change", "max |m − m°|", change(plain.trace(), own.trace(), order));
        for (BoxRow row : encoder) numbers.add("size." + row.name(), "|x|", row.size(now.trace()));
        for (BoxRow row : decoder) numbers.add("size." + row.name(), "|x|", row.size(now.trace()));
        embeddings(numbers, now.trace());
        if (values.get(TransformerLesson.PANEL).equals("positions")) positions(numbers, model);
        return new TransformerReading(now, encoder, decoder, writing, numbers);
    }

    /** What should be written, or what the trained model makes of it; looked up again only for another sentence. */
    private String right(String sentence, Backend backend) {
        if (sentence.equals(taught)) return right;
        String known = GermanEnglish.translation(sentence);
        right = known != null
                ? known
                : TranslationTrace.of(teacher.model(), teacher.source(), teacher.target(), sentence, backend)
                        .text();
        taught = sentence;
        return right;
    }

    /** Where each word stood that is read, shuffled the so-manieth way. */
    static List<Integer> order(int count, int shuffling) {
        List<Integer> own = IntStream.range(0, count).boxed().toList();
        List<Integer> order = new ArrayList<>(own);
        for (long seed = shuffling; shuffling > 0 && order.equals(own) && seed < 1000; seed += 10)
            Collections.shuffle(order, new Random(seed));
        return order;
    }

    /** By how much the encoder's vectors of the same words differ at most. */
    private static double change(Trace before, Trace now, List<Integer> order) {
        Tensor old = before.value("memory");
        Tensor shuffled = now.value("memory");
        int units = old.shape().columns();
        double most = 0;
        for (int t = 0; t < order.size(); t++)
            for (int unit = 0; unit < units; unit++)
                most = Math.max(most, Math.abs(shuffled.at(t * units + unit) - old.at(order.get(t) * units + unit)));
        return most;
    }

    /** The parts of which the vectors of the lowest boxes are the sum. */
    private static void embeddings(NamedNumbers numbers, Trace trace) {
        for (String tower : List.of("encoder", "decoder")) {
            Tensor sum = trace.value(tower + "/embedding");
            Tensor tokens = tokens(trace, tower.equals("encoder") ? "source" : "target", tower);
            Tensor places = Tensor.zeros(sum.shape());
            for (int i = 0; i < sum.length(); i++) places.write()[i] = sum.at(i) - tokens.at(i);
            numbers.add(tower + "/token", "√d · E", tokens);
            numbers.add(tower + "/place", "position", places);
        }
    }

    private static Tensor tokens(Trace trace, String oneHot, String tower) {
        Tensor rows = trace.value(oneHot);
        Tensor weight = trace.value(tower + "/embedding/weight");
        int units = weight.shape().columns();
        int vocabulary = rows.shape().columns();
        Tensor tokens = Tensor.zeros(trace.value(tower + "/embedding").shape());
        for (int t = 0; t < rows.shape().rows(); t++)
            for (int id = 0; id < vocabulary; id++)
                if (rows.at(t * vocabulary + id) == 1)
                    for (int unit = 0; unit < units; unit++)
                        tokens.write()[t * units + unit] = (float) (Math.sqrt(units) * weight.at(id * units + unit));
        return tokens;
    }

    /** The vectors that tell positions, and how alike any two of them are. */
    private static void positions(NamedNumbers numbers, TransformerModel model) {
        Tensor table = table(model);
        if (table == null) return;
        int count = Math.min(POSITIONS, table.shape().rows());
        Tensor shown = table.range(0, count).copy();
        Tensor dots = Tensor.zeros(Shape.of(Axis.TIME, count, Axis.KEY, count));
        for (int a = 0; a < count; a++)
            for (int b = 0; b < count; b++) dots.write()[a * count + b] = dot(shown.slice(a), shown.slice(b));
        numbers.add("pe", "PE", shown);
        numbers.add("pe.dot", "PE · PE", dots);
    }

    private static float dot(Tensor a, Tensor b) {
        float sum = 0;
        for (int i = 0; i < a.length(); i++) sum += a.at(i) * b.at(i);
        return sum;
    }

    private static @Nullable Tensor table(TransformerModel model) {
        int units = Integer.parseInt(size(model, "hidden"));
        return switch (size(model, "positions")) {
            case "sinusoidal" -> SinusoidalPositions.table(POSITIONS, units);
            case "learnt" ->
                model.parameters().stream()
                        .filter(one -> one.name().startsWith("encoder/position"))
                        .findAny()
                        .orElseThrow()
                        .value();
            default -> null;
        };
    }

    private static String size(TransformerModel model, String name) {
        return model.configuration().getOrDefault(name, "");
    }
}

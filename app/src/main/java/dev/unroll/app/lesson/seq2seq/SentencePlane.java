package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Pairs;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.space.PointPlane;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The vectors of many sentences that say who does what to whom, in the plane in which they differ most. All nouns are feminine, for of
 * others the article tells who is who.
 */
final class SentencePlane {
    private static final List<String> NOUNS = List.of("katze", "maus", "frau", "schwester", "königin");
    private static final List<String> VERBS = List.of("sieht", "liebt", "sucht");

    private final SpacedTokenizer source;
    private final SpacedTokenizer target;

    SentencePlane(SpacedTokenizer source, SpacedTokenizer target) {
        this.source = source;
        this.target = target;
    }

    /** What the encoder hands on of a sentence: its last hidden state and cell state. */
    static double[] vector(TranslationTrace read) {
        return vector(read.trace(), 0, 1, read.sources().size());
    }

    private static double[] vector(Trace trace, int b, int batch, int length) {
        double[] vector = new double[0];
        for (String part : List.of(Seq2SeqReading.HIDDEN, Seq2SeqReading.CELL)) {
            Tensor states = trace.value("encoder/" + part);
            int units = states.shape().columns();
            int from = vector.length;
            vector = Arrays.copyOf(vector, from + units);
            for (int unit = 0; unit < units; unit++)
                vector[from + unit] = states.at(((length - 1) * batch + b) * units + unit);
        }
        return vector;
    }

    static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum());
    }

    static double cosine(double[] a, double[] b) {
        double norms = Math.sqrt(dot(a, a) * dot(b, b));
        return norms == 0 ? 0 : dot(a, b) / norms;
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static String sentence(String subject, String verb, String object) {
        return "die " + subject + " " + verb + " die " + object + " .";
    }

    /**
     * The plane.
     *
     * @param shown sentences to be seen first, which are added where they are as long as the others
     * @param numbers is told how far apart sentences are that differ in who is who, and in the verb, on average
     */
    PointPlane.Cloud of(TranslationModel model, List<String> shown, NamedNumbers numbers, Backend backend) {
        Set<String> all = new LinkedHashSet<>();
        for (String verb : VERBS)
            for (String one : NOUNS)
                for (String other : NOUNS) if (!one.equals(other)) all.add(sentence(one, verb, other));
        for (String extra : shown) if (source.encode(extra).length == 6) all.add(extra);
        List<String> sentences = List.copyOf(all);
        double[][] vectors = vectors(model, sentences, backend);
        List<PointPlane.Join> swapped = new ArrayList<>();
        double swap = 0;
        double verb = 0;
        int verbs = 0;
        for (int a = 0; a < sentences.size(); a++) {
            List<String> words = List.of(sentences.get(a).split(" "));
            int b = sentences.indexOf(sentence(words.get(4), words.get(2), words.get(1)));
            if (a < b) {
                swapped.add(new PointPlane.Join(a, b));
                swap += distance(vectors[a], vectors[b]);
            }
            for (String other : VERBS) {
                int c = sentences.indexOf(sentence(words.get(1), other, words.get(4)));
                if (c <= a) continue;
                verb += distance(vectors[a], vectors[c]);
                verbs++;
            }
        }
        numbers.add("plane.swapped", "mean |v − v′|, swapped", swap / swapped.size());
        numbers.add("plane.verb", "mean |v − v′|, another verb", verb / verbs);
        numbers.add("plane.any", "mean |v − v′|", meanDistance(vectors));
        return cloud(sentences, vectors, swapped, shown);
    }

    private static double meanDistance(double[][] vectors) {
        double sum = 0;
        for (int a = 0; a < vectors.length; a++) for (int b = 0; b < a; b++) sum += distance(vectors[a], vectors[b]);
        return sum / (vectors.length * (vectors.length - 1) / 2.);
    }

    private double[][] vectors(TranslationModel model, List<String> sentences, Backend backend) {
        int[] nothing = target.encodeTarget("");
        int count = sentences.size();
        int[][] sources = sentences.stream().map(source::encode).toArray(int[][]::new);
        int[][] targets = IntStream.range(0, count).mapToObj(_ -> nothing).toArray(int[][]::new);
        Pairs batch = Pairs.of(sources, targets, 0);
        Trace trace = Trace.of(tape -> model.logits(tape, batch), backend);
        return IntStream.range(0, count)
                .mapToObj(b -> vector(trace, b, count, sources[0].length))
                .toArray(double[][]::new);
    }

    private static PointPlane.Cloud cloud(
            List<String> sentences, double[][] vectors, List<PointPlane.Join> swapped, List<String> shown) {
        int units = vectors[0].length;
        Tensor all = Tensor.zeros(Shape.of(Axis.TOKEN, vectors.length, Axis.UNIT, units));
        for (int i = 0; i < vectors.length; i++)
            for (int unit = 0; unit < units; unit++) all.write()[i * units + unit] = (float) vectors[i][unit];
        Tensor places = new EmbeddingSpace(new Vocabulary(sentences), all).principalComponents(2);
        List<String> verbs = sentences.stream().map(one -> one.split(" ")[2]).toList();
        List<String> groups = verbs.stream().distinct().toList();
        Set<Integer> highlighted =
                shown.stream().map(sentences::indexOf).filter(i -> i >= 0).collect(Collectors.toSet());
        return new PointPlane.Cloud(
                places,
                sentences.stream().map(SentencePlane::brief).toList(),
                verbs.stream().map(groups::indexOf).toList(),
                groups,
                swapped,
                highlighted);
    }

    private static String brief(String sentence) {
        String[] words = sentence.split(" ");
        return words[1] + " → " + words[4];
    }
}

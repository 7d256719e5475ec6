package dev.unroll.app.lesson;

import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.trace.SentenceVectors;
import dev.unroll.viz.space.PointPlane;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an encoder hands on of many German sentences that say who does what to whom, in the plane in which they differ most. All nouns
 * are feminine, for of others the article tells who is who.
 *
 * @param cloud a point for each sentence, its sign the verb; lines join those that swap who and whom
 * @param swapped how far such two are apart on average
 * @param verb how far sentences are apart that differ only in the verb
 * @param any how far any two are apart
 */
public record SentencePlane(PointPlane.Cloud cloud, double swapped, double verb, double any) {
    private static final List<String> NOUNS = List.of("katze", "maus", "frau", "schwester", "königin");
    private static final List<String> VERBS = List.of("sieht", "liebt", "sucht");

    /**
     * Reads all the sentences.
     *
     * @param states the names of what is handed on of a sentence, {@code [TIME, UNIT]}
     * @param shown sentences to be seen first, which are added where they are as long as the others
     */
    public static SentencePlane of(TracedTranslator translator, List<String> states, List<String> shown) {
        List<String> sentences = sentences(translator.source(), shown);
        int[][] sources = sentences.stream().map(translator.source()::encode).toArray(int[][]::new);
        int[] nothing = translator.target().encodeTarget("");
        Tensor vectors = SentenceVectors.of(translator.model(), sources, nothing, states, translator.backend());
        List<PointPlane.Join> swaps = new ArrayList<>();
        List<PointPlane.Join> verbs = new ArrayList<>();
        for (int a = 0; a < sentences.size(); a++) {
            List<String> words = List.of(sentences.get(a).split(" "));
            int b = sentences.indexOf(sentence(words.get(4), words.get(2), words.get(1)));
            if (a < b) swaps.add(new PointPlane.Join(a, b));
            for (String other : VERBS) {
                int c = sentences.indexOf(sentence(words.get(1), other, words.get(4)));
                if (a < c) verbs.add(new PointPlane.Join(a, c));
            }
        }
        EmbeddingSpace space = new EmbeddingSpace(new Vocabulary(sentences), vectors);
        return new SentencePlane(
                cloud(space, swaps, shown), distance(vectors, swaps), distance(vectors, verbs), space.meanDistance());
    }

    private static String sentence(String subject, String verb, String object) {
        return "die " + subject + " " + verb + " die " + object + " .";
    }

    private static List<String> sentences(SpacedTokenizer source, List<String> shown) {
        Set<String> all = new LinkedHashSet<>();
        for (String verb : VERBS)
            for (String one : NOUNS)
                for (String other : NOUNS) if (!one.equals(other)) all.add(sentence(one, verb, other));
        for (String extra : shown) if (source.encode(extra).length == 6) all.add(extra);
        return List.copyOf(all);
    }

    private static double distance(Tensor vectors, List<PointPlane.Join> pairs) {
        return pairs.stream()
                .mapToDouble(pair -> EmbeddingSpace.distance(vectors.slice(pair.from()), vectors.slice(pair.to())))
                .average()
                .orElse(Double.NaN);
    }

    private static PointPlane.Cloud cloud(EmbeddingSpace space, List<PointPlane.Join> swaps, List<String> shown) {
        List<String> sentences = space.vocabulary().tokens();
        List<String> verbs = sentences.stream().map(one -> one.split(" ")[2]).toList();
        List<String> groups = verbs.stream().distinct().toList();
        Set<Integer> highlighted =
                shown.stream().map(sentences::indexOf).filter(i -> i >= 0).collect(Collectors.toSet());
        return new PointPlane.Cloud(
                space.principalComponents(2),
                sentences.stream().map(SentencePlane::brief).toList(),
                verbs.stream().map(groups::indexOf).toList(),
                groups,
                swaps,
                highlighted);
    }

    private static String brief(String sentence) {
        String[] words = sentence.split(" ");
        return words[1] + " → " + words[4];
    }

    /** Adds {@code plane.swapped}, {@code plane.verb} and {@code plane.any}. */
    public void addTo(NamedNumbers numbers) {
        numbers.add("plane.swapped", "mean |v − v′|, swapped", swapped)
                .add("plane.verb", "mean |v − v′|, another verb", verb)
                .add("plane.any", "mean |v − v′|", any);
    }
}

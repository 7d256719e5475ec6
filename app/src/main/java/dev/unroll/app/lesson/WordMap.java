package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.embedding.EmbeddingSpace.Neighbour;
import dev.unroll.engine.embedding.WordPlane;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/**
 * Words as points: where they lie, which of them lie near one that is looked at, and what an analogy leads to. Made where a lesson reads
 * its model; immutable.
 *
 * @param tokens the words, by their ids
 * @param points where they lie in the plane, {@code [TOKEN, ITEM 2]}; NaN for those that are left out
 * @param word the word that is looked at
 * @param nearest all other words, the nearest to it first
 * @param analogy three words, as in “opens is to open as closes is to …”; none if nothing was asked
 * @param answers all other words, the nearest to what is looked for first; none if nothing was asked
 */
public record WordMap(
        List<String> tokens,
        Tensor points,
        int word,
        List<Neighbour> nearest,
        List<Integer> analogy,
        List<Neighbour> answers) {
    /**
     * Looks at words.
     *
     * @param plane where they were when they were last looked at
     * @param word the first word is looked at where this is none of them
     * @param analogy what was typed; shown in the plane of its words where these are three that are known
     * @param neighbourly whether neighbours stay neighbours in the plane (t-SNE), and not the directions of most difference are kept (PCA)
     */
    public static WordMap of(
            EmbeddingSpace space,
            WordPlane plane,
            List<String> tokens,
            String word,
            String analogy,
            boolean neighbourly) {
        int at = Math.max(0, tokens.indexOf(word.strip()));
        List<Neighbour> nearest = space.neighbours(at, tokens.size());
        List<Integer> asked = split(analogy).stream().map(tokens::indexOf).toList();
        if (asked.size() != 3 || asked.contains(-1)) {
            Tensor points = neighbourly ? plane.neighbourly(space) : plane.principal(space);
            return new WordMap(tokens, points, at, nearest, List.of(), List.of());
        }
        Tensor points = space.planeOf(asked.get(0), asked.get(1), asked.get(2));
        List<Neighbour> answers = space.analogy(asked.get(0), asked.get(1), asked.get(2), tokens.size());
        return new WordMap(tokens, points, at, nearest, asked, answers);
    }

    private static List<String> split(String analogy) {
        return List.of(analogy.strip().split("[\\s,:]+"));
    }

    /**
     * Adds {@code cosine}, {@code nearest} and, if an analogy was asked for, {@code analogy}, all of them {@code [TOKEN]}: the cosines with
     * the word itself included, so that it is the nearest to itself; without it; and with what is looked for.
     */
    public void addTo(NamedNumbers numbers) {
        String of = "‘" + tokens.get(word) + "’";
        add(numbers, "cosine", of, nearest, 1);
        add(numbers, "nearest", of, nearest, -1);
        if (!analogy.isEmpty()) add(numbers, "analogy", "b − a + c", answers, -1);
    }

    private void add(NamedNumbers numbers, String name, String of, List<Neighbour> words, float others) {
        numbers.add(
                name,
                "cos(" + of + ")",
                Axis.TOKEN,
                other -> "cos(" + of + ", ‘" + tokens.get(other) + "’)",
                EmbeddingSpace.cosines(words, tokens.size(), others));
    }

    /** @throws SaidException if a word is not one of these */
    public void check(String asked) throws SaidException {
        if (tokens.contains(asked.strip())) return;
        String some = String.join(", ", tokens.subList(0, Math.min(8, tokens.size())));
        throw new SaidException("wordMap.unknown", asked.strip(), some);
    }

    /** @throws SaidException if an analogy was typed that is not of three of these words */
    public void checkAnalogy(String typed) throws SaidException {
        if (typed.isBlank()) return;
        List<String> three = split(typed);
        if (three.size() != 3) throw new SaidException("wordMap.threeWords");
        for (String asked : three) check(asked);
    }
}

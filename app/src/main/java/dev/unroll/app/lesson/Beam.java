package dev.unroll.app.lesson;

import dev.unroll.engine.generate.BeamSearch;
import dev.unroll.engine.text.SpacedTokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a beam search finds beside what always taking the likeliest token finds.
 *
 * @param width how many sequences it goes on with
 * @param tokens the vocabulary as it can be seen
 */
public record Beam(int width, BeamSearch.Result found, BeamSearch.Result greedy, List<String> tokens) {
    /** The best sequence of a search in words, without the sign of its end. */
    String text(BeamSearch.Result result) {
        return Arrays.stream(result.best())
                .mapToObj(tokens::get)
                .filter(token -> !token.equals(SpacedTokenizer.END))
                .collect(Collectors.joining(" "));
    }

    /** Adds {@code beam.width}, and the logarithms of what both found, {@code beam.score} and {@code greedy.score}. */
    public void addTo(NamedNumbers numbers) {
        numbers.add("beam.width", "k", width)
                .add("beam.score", "log P(beam)", found.score())
                .add("greedy.score", "log P(greedy)", greedy.score());
    }
}

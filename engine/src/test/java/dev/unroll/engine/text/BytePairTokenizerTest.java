package dev.unroll.engine.text;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BytePairTokenizerTest {
    @Test
    void mergesAreThoseOfTheAlgorithmWorkedByHand() {
        // The words of Sennrich, Haddow and Birch with their counts, without their end-of-word mark.
        String text = "low\n".repeat(5) + "lower\n".repeat(2) + "newest\n".repeat(6) + "widest\n".repeat(3);
        BytePairTokenizer tokenizer = BytePairTokenizer.train(text, 4);
        assertThat(tokenizer.merges())
                .containsExactly(
                        new Merge("e", "s", 9),
                        new Merge("es", "t", 9),
                        new Merge("l", "o", 7),
                        new Merge("lo", "w", 7));
        assertThat(tokenizer.split("lowest")).containsExactly("low", "est");
        assertThat(tokenizer.vocabulary().tokens())
                .containsExactly("\n", "d", "e", "i", "l", "n", "o", "r", "s", "t", "w", "es", "est", "lo", "low");
    }

    @Test
    void wordTakesItsSpaceAlongAndNothingElse() {
        BytePairTokenizer tokenizer = BytePairTokenizer.train("the end. ".repeat(50), 100);
        assertThat(tokenizer.split("the end. the end.")).containsExactly("the", " end", ".", " the", " end", ".");
    }

    @Test
    void learningStopsWhenNoPairStandsTwice() {
        assertThat(BytePairTokenizer.train("abcdefg", 10).merges()).isEmpty();
        assertThat(BytePairTokenizer.train("", 10).vocabulary().size()).isZero();
        assertThat(BytePairTokenizer.train("aaaaaaaa", 10).merges())
                .containsExactly(new Merge("a", "a", 7), new Merge("aa", "aa", 3));
    }

    @Property(tries = 100)
    void everyMergeIsOfTheMostFrequentPair(
            @ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 200) String word) {
        List<String> tokens = new ArrayList<>(CharacterTokenizer.graphemes(word));
        for (Merge merge : BytePairTokenizer.train(word, 12).merges()) {
            long most = IntStream.range(1, tokens.size())
                    .mapToLong(i -> count(tokens, tokens.get(i - 1), tokens.get(i)))
                    .max()
                    .orElse(0);
            assertThat(merge.count())
                    .isEqualTo(count(tokens, merge.left(), merge.right()))
                    .isEqualTo(most);
            for (int i = 0; i + 1 < tokens.size(); i++) {
                if (!tokens.get(i).equals(merge.left()) || !tokens.get(i + 1).equals(merge.right())) continue;
                tokens.set(i, merge.token());
                tokens.remove(i + 1);
            }
        }
    }

    private static long count(List<String> tokens, String left, String right) {
        long count = 0;
        for (int at = 0; at + 1 < tokens.size(); at++) {
            if (tokens.get(at).equals(left) && tokens.get(at + 1).equals(right)) count++;
        }
        return count;
    }

    @Test
    void unknownCharacterIsNamed() {
        assertThatThrownBy(() -> BytePairTokenizer.train("hello hello", 5).encode("hello é"))
                .isInstanceOf(UnknownTokenException.class)
                .hasMessageContaining("‘é’ (U+00E9), number 7 of the text"); // as whoever typed it counts
    }

    @Test
    void textWithoutSpacesTakesNoLongerThanAnother() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder bases = new StringBuilder();
        for (int i = 0; i < 100_000; i++) bases.append("ACGT".charAt(random.nextInt(4)));
        BytePairTokenizer tokenizer = BytePairTokenizer.train(bases.toString(), 50);
        assertThat(tokenizer.merges()).hasSize(50);
        assertThat(tokenizer.decode(tokenizer.encode(bases.toString()))).isEqualTo(bases.toString());
    }
}

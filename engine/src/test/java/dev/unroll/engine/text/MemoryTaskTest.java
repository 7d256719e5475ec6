package dev.unroll.engine.text;

import dev.unroll.engine.text.MemoryTask.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryTaskTest {
    private static final List<String> NAMES = List.of("recall", "copy", "brackets", "adding");

    private static Stream<MemoryTask> all(int length) {
        return NAMES.stream().map(name -> MemoryTask.of(name, length));
    }

    private static Example example(String name, int length, long seed) {
        return MemoryTask.of(name, length).example(new SplittableRandom(seed));
    }

    @Property(tries = 200)
    void recallAsksForTheFirstTokenAfterTheLength(@ForAll @IntRange(min = 1, max = 200) int length, @ForAll long seed) {
        Example example = example("recall", length, seed);
        List<String> tokens = example.tokens();
        assertThat(tokens).hasSize(length + 2).last().isEqualTo("?");
        assertThat(tokens.getFirst()).matches("[A-D]");
        assertThat(tokens.subList(1, length + 1)).allMatch(noise -> noise.matches("[0-3]"));
        assertThat(example.answers().subList(0, length + 1)).containsOnlyNulls();
        assertThat(example.answers().subList(length + 1, length + 2)).containsExactly(tokens.getFirst());
    }

    @Property(tries = 200)
    void copyAsksForTheLettersOnceMore(@ForAll @IntRange(min = 1, max = 200) int length, @ForAll long seed) {
        Example example = example("copy", length, seed);
        List<String> tokens = example.tokens();
        List<String> letters = tokens.subList(0, length);
        assertThat(letters).allMatch(letter -> letter.matches("[a-f]"));
        assertThat(tokens).hasSize(2 * length);
        assertThat(tokens.get(length)).isEqualTo("→");
        assertThat(example.answers().subList(0, length)).containsOnlyNulls();
        assertThat(example.answers().subList(length, 2 * length)).isEqualTo(letters);
        assertThat(tokens.subList(length + 1, 2 * length))
                .as("each answer is what is read next")
                .isEqualTo(letters.subList(0, length - 1));
    }

    @Property(tries = 200)
    void bracketsAreWellNestedAndEveryClosingOneIsAskedFor(
            @ForAll @IntRange(min = 1, max = 200) int length, @ForAll long seed) {
        Example example = example("brackets", length, seed);
        List<String> all = new ArrayList<>(example.tokens());
        all.add(Objects.requireNonNull(example.answers().getLast()));
        assertThat(all).hasSize(2 * length);
        assertThat(withoutPairs(String.join("", all))).isEmpty();
        for (int t = 0; t < 2 * length - 1; t++) {
            String next = all.get(t + 1);
            assertThat(example.answers().get(t)).isEqualTo(")]}".contains(next) ? next : null);
        }
    }

    /** What is left when pairs that stand side by side are taken out again and again: nothing of well-nested brackets. */
    private static String withoutPairs(String brackets) {
        String rest = brackets.replace("()", "").replace("[]", "").replace("{}", "");
        return rest.length() == brackets.length() ? rest : withoutPairs(rest);
    }

    @Property(tries = 200)
    void addingAsksForTheSumOfTheTwoMarkedDigits(@ForAll @IntRange(min = 1, max = 200) int asked, @ForAll long seed) {
        int length = Math.max(2, asked);
        Example example = example("adding", asked, seed);
        List<String> digits = example.tokens().subList(0, length);
        List<String> marked = digits.stream().filter(d -> d.endsWith("*")).toList();
        assertThat(example.tokens()).hasSize(length + 1).last().isEqualTo("=");
        assertThat(digits).allMatch(digit -> digit.matches("[0-9]\\*?"));
        assertThat(marked).hasSize(2);
        int sum = marked.stream().mapToInt(d -> d.charAt(0) - '0').sum();
        assertThat(example.answers().subList(0, length)).containsOnlyNulls();
        assertThat(example.answers().subList(length, length + 1)).containsExactly(Integer.toString(sum));
    }

    @Property(tries = 100)
    void batchHoldsTheIdsOfExamplesWithTimeOutermost(
            @ForAll @IntRange(min = 1, max = 40) int length,
            @ForAll @IntRange(min = 1, max = 9) int batchSize,
            @ForAll @IntRange(min = 0, max = 100_000) int step,
            @ForAll long seed) {
        assertThat(all(length)).allSatisfy(task -> {
            Sequences batch = task.batch(step, batchSize, seed);
            assertThat(batch.inputs().length).isEqualTo(batchSize);
            for (int b = 0; b < batchSize; b++) {
                Example read = read(task, batch, b);
                assertThat(read.answers()).isEqualTo(solved(task, read.tokens()));
            }
        });
    }

    private static Example read(MemoryTask task, Sequences batch, int b) {
        List<String> names = task.tokenizer().vocabulary().tokens();
        int[] input = batch.inputs()[b];
        int batchSize = batch.inputs().length;
        assertThat(batch.targets()).hasSize(input.length * batchSize);
        List<@Nullable String> answers = new ArrayList<>();
        for (int t = 0; t < input.length; t++) {
            int id = batch.targets()[t * batchSize + b];
            answers.add(id < 0 ? null : names.get(id));
        }
        return new Example(Arrays.stream(input).mapToObj(names::get).toList(), answers);
    }

    /** The answers that the tokens alone have, by the rules of each task. */
    private static List<@Nullable String> solved(MemoryTask task, List<String> tokens) {
        int steps = tokens.size();
        List<@Nullable String> answers = new ArrayList<>(Collections.nCopies(steps, null));
        switch (task) {
            case MemoryTask.DelayedRecall _ -> answers.set(steps - 1, tokens.getFirst());
            case MemoryTask.Copy _ -> Collections.copy(answers.subList(steps / 2, steps), tokens.subList(0, steps / 2));
            case MemoryTask.Brackets _ -> solveBrackets(tokens, answers);
            case MemoryTask.Adding _ -> {
                int sum = tokens.stream()
                        .filter(d -> d.endsWith("*"))
                        .mapToInt(d -> d.charAt(0) - '0')
                        .sum();
                answers.set(steps - 1, "" + sum);
            }
        }
        return answers;
    }

    private static void solveBrackets(List<String> tokens, List<@Nullable String> answers) {
        for (int t = 0; t < tokens.size(); t++) {
            boolean last = t == tokens.size() - 1;
            if (!last && "([{".contains(tokens.get(t + 1))) continue;
            String open = withoutPairs(String.join("", tokens.subList(0, t + 1)));
            answers.set(t, "" + ")]}".charAt("([{".indexOf(open.charAt(open.length() - 1))));
        }
    }

    @Property(tries = 50)
    void batchIsTheSameForTheSameStepAndSeed(@ForAll @IntRange(min = 0, max = 100_000) int step, @ForAll long seed) {
        for (String name : NAMES) {
            Sequences once = MemoryTask.of(name, 10).batch(step, 4, seed);
            Sequences again = MemoryTask.of(name, 10).batch(step, 4, seed);
            assertThat(once.inputs()).isDeepEqualTo(again.inputs());
            assertThat(once.targets()).isEqualTo(again.targets());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"recall", "copy", "brackets", "adding"})
    void neighbouringStepsAndSeedsShareNoExamples(String name) {
        List<String> batch = inputs(name, 7, 1);
        assertThat(batch).doesNotHaveDuplicates();
        assertThat(inputs(name, 8, 1)).doesNotContainAnyElementsOf(batch);
        assertThat(inputs(name, 7, 2)).doesNotContainAnyElementsOf(batch);
        assertThat(inputs(name, 6, 2)).doesNotContainAnyElementsOf(batch);
    }

    /** So long that two examples are never the same by chance. */
    private static List<String> inputs(String name, long step, long seed) {
        return Stream.of(MemoryTask.of(name, 40).batch(step, 16, seed).inputs())
                .map(Arrays::toString)
                .toList();
    }

    @Test
    void everyCueIsAskedForAsOften() {
        assertThat(shares("recall", 5, example -> example.answers().getLast()))
                .hasSize(4)
                .allSatisfy((_, share) -> assertThat(share).isBetween(0.23, 0.27));
    }

    @Test
    void noiseDoesNotTellTheCue() {
        assertThat(shares("recall", 1, example -> String.join("", example.tokens())))
                .hasSize(16)
                .allSatisfy((_, share) -> assertThat(share).isBetween(0.05, 0.075));
    }

    @Test
    void everyLetterIsCopiedAsOften() {
        assertThat(shares(
                        "copy",
                        2,
                        example -> example.tokens().get(0) + example.tokens().get(1)))
                .hasSize(36)
                .allSatisfy((_, share) -> assertThat(share).isBetween(0.02, 0.036));
    }

    @Test
    void everyKindOfBracketAndEveryNestingOccurs() {
        assertThat(shares("brackets", 1, example -> example.answers().getFirst()))
                .hasSize(3)
                .allSatisfy((_, share) -> assertThat(share).isBetween(0.31, 0.36));
        // Three pairs can nest in Catalan number 3 = 5 ways.
        Function<Example, String> nesting = example ->
                String.join("", example.tokens()).replaceAll("[\\[{]", "(").replaceAll("[\\]}]", ")");
        assertThat(shares("brackets", 3, nesting))
                .hasSize(5)
                .allSatisfy((_, share) -> assertThat(share).isGreaterThan(0.1));
    }

    @Test
    void anyTwoDigitsAreMarkedAsOften() {
        Function<Example, String> marks = example -> IntStream.range(0, 4)
                .filter(i -> example.tokens().get(i).endsWith("*"))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining());
        assertThat(shares("adding", 4, marks))
                .containsOnlyKeys("01", "02", "03", "12", "13", "23")
                .allSatisfy((_, share) -> assertThat(share).isBetween(0.15, 0.185));
        assertThat(shares("adding", 4, example -> example.answers().getLast()))
                .as("all sums from 0 to 18")
                .hasSize(19);
    }

    /** What share of 10 000 examples falls to each key. */
    private static Map<String, Double> shares(String name, int length, Function<Example, @Nullable String> key) {
        MemoryTask task = MemoryTask.of(name, length);
        SplittableRandom random = new SplittableRandom(1);
        return Stream.generate(() -> task.example(random))
                .limit(10_000)
                .map(e -> Objects.requireNonNull(key.apply(e)))
                .collect(Collectors.groupingBy(k -> k, TreeMap::new, Collectors.summingDouble(_ -> 1e-4)));
    }

    @Test
    void alphabetHoldsEveryTokenOnceAndNoOther() {
        assertThat(all(6)).allSatisfy(task -> {
            SplittableRandom random = new SplittableRandom(2);
            List<String> seen = Stream.generate(() -> task.example(random))
                    .limit(2000)
                    .flatMap(e -> Stream.concat(e.tokens().stream(), e.answers().stream()))
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            assertThat(seen).containsExactlyInAnyOrderElementsOf(task.alphabet());
            assertThat(task.tokenizer().vocabulary().tokens()).isEqualTo(task.alphabet());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"recall", "copy", "brackets", "adding"})
    void taskIsFoundByItsName(String name) {
        MemoryTask task = MemoryTask.of(name, 7);
        assertThat(task.name()).isEqualTo(name);
        assertThat(task.length()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void lengthBelowOneIsRefusedInOneSentence(int length) {
        for (String name : NAMES) {
            assertThatThrownBy(() -> MemoryTask.of(name, length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A task's length must be from 1 to 10000, not " + length + ".");
        }
    }

    @Test
    void unknownTaskIsRefusedInOneSentenceThatNamesAll() {
        for (String name : List.of("", "Recall", "juggling")) {
            assertThatThrownBy(() -> MemoryTask.of(name, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("‘" + name + "’")
                    .message()
                    .contains(NAMES)
                    .endsWith(".")
                    .doesNotContain("\n");
        }
    }

    @Test
    void twoDigitsAreTheFewestThatCanBeAdded() {
        assertThat(MemoryTask.of("adding", 1).length()).isEqualTo(2);
    }
}

package dev.unroll.engine.text;

import dev.unroll.engine.message.RefusedException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tasks that can only be solved by remembering, with as many examples as are wanted and a length to choose. */
public sealed interface MemoryTask {
    /**
     * One example.
     *
     * @param tokens what is read
     * @param answers what should be predicted after each token, or {@code null} where nothing is asked
     */
    record Example(List<String> tokens, List<@Nullable String> answers) {}

    /** As it is named in recipes and on the command line. */
    String name();

    /** How long it has to be remembered, in tokens. */
    int length();

    /** All tokens. */
    List<String> alphabet();

    /** Makes an example; the same for the same state of {@code random}. All examples of a task are of one length. */
    Example example(SplittableRandom random);

    /** A tokenizer of the alphabet. */
    default SpacedTokenizer tokenizer() {
        return new SpacedTokenizer(new Vocabulary(alphabet()));
    }

    /** The examples that training step {@code step} learns from; they depend on the seed and the step alone. */
    default Sequences batch(long step, int batchSize, long seed) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
        SpacedTokenizer tokenizer = tokenizer();
        int[][] inputs = new int[batchSize][];
        int[] targets = new int[0];
        for (int b = 0; b < batchSize; b++) {
            Example example = example(random);
            inputs[b] = example.tokens().stream().mapToInt(tokenizer::id).toArray();
            int steps = inputs[b].length;
            if (b == 0) targets = new int[steps * batchSize];
            for (int t = 0; t < steps; t++) {
                String answer = example.answers().get(t);
                targets[t * batchSize + b] = answer == null ? -1 : tokenizer.id(answer);
            }
        }
        return new Sequences(inputs, targets);
    }

    /**
     * A task by its name.
     *
     * @throws IllegalArgumentException if there is none of this name, or the length is not at least 1
     */
    static MemoryTask of(String name, int length) {
        if (length < 1 || length > 10_000) throw new RefusedException("task.length", length);
        return switch (name) {
            case "recall" -> new DelayedRecall(length);
            case "copy" -> new Copy(length);
            case "brackets" -> new Brackets(length);
            case "adding" -> new Adding(length);
            default -> throw new RefusedException("task.unknown", name);
        };
    }

    private static String pick(List<String> tokens, SplittableRandom random) {
        return tokens.get(random.nextInt(tokens.size()));
    }

    private static List<@Nullable String> nothing(int count) {
        return new ArrayList<>(Arrays.asList(new String[count]));
    }

    /** A letter, then {@code length} digits that mean nothing, then a question mark: which letter was it? */
    record DelayedRecall(int length) implements MemoryTask {
        private static final List<String> CUES = List.of("A", "B", "C", "D");
        private static final List<String> NOISE = List.of("0", "1", "2", "3");

        @Override
        public String name() {
            return "recall";
        }

        @Override
        public List<String> alphabet() {
            return Stream.of(CUES, NOISE, List.of("?")).flatMap(List::stream).toList();
        }

        @Override
        public Example example(SplittableRandom random) {
            List<String> tokens = new ArrayList<>();
            String cue = pick(CUES, random);
            tokens.add(cue);
            for (int i = 0; i < length; i++) tokens.add(pick(NOISE, random));
            tokens.add("?");
            var answers = nothing(length + 1);
            answers.add(cue);
            return new Example(tokens, answers);
        }
    }

    /** {@code length} letters and an arrow: the same letters once more. */
    record Copy(int length) implements MemoryTask {
        private static final List<String> LETTERS = List.of("a", "b", "c", "d", "e", "f");

        @Override
        public String name() {
            return "copy";
        }

        @Override
        public List<String> alphabet() {
            return Stream.concat(LETTERS.stream(), Stream.of("→")).toList();
        }

        @Override
        public Example example(SplittableRandom random) {
            List<String> letters =
                    Stream.generate(() -> pick(LETTERS, random)).limit(length).toList();
            List<String> tokens = new ArrayList<>(letters);
            tokens.add("→");
            tokens.addAll(letters.subList(0, length - 1));
            var answers = nothing(length);
            answers.addAll(letters);
            return new Example(tokens, answers);
        }
    }

    /** {@code length} pairs of brackets of three kinds, well nested: wherever one closes, which kind must it be? */
    record Brackets(int length) implements MemoryTask {
        private static final List<String> OPEN = List.of("(", "[", "{");
        private static final List<String> CLOSE = List.of(")", "]", "}");

        @Override
        public String name() {
            return "brackets";
        }

        @Override
        public List<String> alphabet() {
            return Stream.concat(OPEN.stream(), CLOSE.stream()).toList();
        }

        @Override
        public Example example(SplittableRandom random) {
            List<String> all = new ArrayList<>();
            Deque<String> owed = new ArrayDeque<>();
            int opened = 0;
            while (all.size() < 2 * length) {
                boolean open = owed.isEmpty() || opened < length && random.nextBoolean();
                if (open) {
                    int kind = random.nextInt(OPEN.size());
                    all.add(OPEN.get(kind));
                    owed.push(CLOSE.get(kind));
                    opened++;
                } else {
                    all.add(owed.pop());
                }
            }
            List<String> tokens = all.subList(0, all.size() - 1);
            var answers = nothing(tokens.size());
            for (int t = 0; t < tokens.size(); t++) if (CLOSE.contains(all.get(t + 1))) answers.set(t, all.get(t + 1));
            return new Example(tokens, answers);
        }
    }

    /** {@code length} digits, two of them marked, and an equals sign: the sum of those two (Hochreiter and Schmidhuber 1997, exp. 4). */
    record Adding(int length) implements MemoryTask {
        /** At least two digits, so that two can be marked. */
        public Adding {
            length = Math.max(2, length);
        }

        @Override
        public String name() {
            return "adding";
        }

        @Override
        public List<String> alphabet() {
            return Stream.of(
                            IntStream.rangeClosed(0, 18).mapToObj(Integer::toString),
                            IntStream.rangeClosed(0, 9).mapToObj(d -> d + "*"),
                            Stream.of("="))
                    .flatMap(s -> s)
                    .toList();
        }

        @Override
        public Example example(SplittableRandom random) {
            int first = random.nextInt(length);
            int second = (first + 1 + random.nextInt(length - 1)) % length;
            List<String> tokens = new ArrayList<>();
            int sum = 0;
            for (int i = 0; i < length; i++) {
                int digit = random.nextInt(10);
                boolean marked = i == first || i == second;
                if (marked) sum += digit;
                tokens.add(digit + (marked ? "*" : ""));
            }
            tokens.add("=");
            var answers = nothing(length);
            answers.add(Integer.toString(sum));
            return new Example(tokens, answers);
        }
    }
}

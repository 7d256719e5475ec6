package dev.unroll.app.guide;

import dev.unroll.viz.sequence.TokenStrip;

import java.util.List;
import java.util.stream.IntStream;

/** A value that the person guesses before it is shown. */
public sealed interface Guess {
    /** What can be answered: texts of tokens, or keys of texts where {@link #translated}; empty where a number is typed. */
    List<String> options(Measured measured);

    /** Whether the options are keys of texts. */
    default boolean translated() {
        return true;
    }

    /** Whether an answer is right. */
    default boolean right(String answer, Measured measured) {
        return answer.equals(answer(measured));
    }

    /** What would have been right, in one of the options, or a number. */
    String answer(Measured measured);

    /**
     * Which token has the largest value?
     *
     * @param of a number for each token
     */
    record Token(Formula of) implements Guess {
        private static final int MOST = 6;

        @Override
        public List<String> options(Measured measured) {
            double[] values = of.values(measured);
            return IntStream.range(0, values.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(values[b], values[a]))
                    .limit(MOST)
                    .sorted()
                    .map(i -> TokenStrip.display(measured.tokens().get(i)))
                    .toList();
        }

        @Override
        public boolean translated() {
            return false;
        }

        @Override
        public String answer(Measured measured) {
            return TokenStrip.display(measured.tokens().get(largest(of, measured)));
        }
    }

    /**
     * At which of the tokens that are read is the value largest?
     *
     * @param of a number for each time step
     */
    record Step(Formula of) implements Guess {
        @Override
        public List<String> options(Measured measured) {
            return measured.steps().stream().distinct().map(TokenStrip::display).toList();
        }

        @Override
        public boolean translated() {
            return false;
        }

        @Override
        public String answer(Measured measured) {
            return TokenStrip.display(measured.steps().get(largest(of, measured)));
        }
    }

    /** Is it positive or negative? */
    record Sign(Formula of) implements Guess {
        @Override
        public List<String> options(Measured measured) {
            return List.of("guess.positive", "guess.negative");
        }

        @Override
        public String answer(Measured measured) {
            return of.value(measured) < 0 ? "guess.negative" : "guess.positive";
        }
    }

    /** Does a claim hold? */
    record Whether(Claim claim) implements Guess {
        @Override
        public List<String> options(Measured measured) {
            return List.of("guess.yes", "guess.no");
        }

        @Override
        public String answer(Measured measured) {
            return claim.holds(measured) ? "guess.yes" : "guess.no";
        }
    }

    /**
     * Is the one more or less than the other, or are they equal within a hundredth?
     *
     * @param words in which words it is answered, such as {@code likely} for more likely, as likely, less likely
     */
    record Compare(Formula left, Formula right, String words) implements Guess {
        /** For what is larger, the same, or smaller. */
        public static final String SIZE = "size";

        @Override
        public List<String> options(Measured measured) {
            return List.of(key("more"), key("same"), key("less"));
        }

        @Override
        public String answer(Measured measured) {
            if (new Claim("", left, '=', right).holds(measured)) return key("same");
            return key(left.value(measured) > right.value(measured) ? "more" : "less");
        }

        private String key(String answer) {
            return "guide.guess." + words + "." + answer;
        }
    }

    /**
     * What number is it?
     *
     * @param within how far off is still right
     */
    record Amount(Formula of, double within) implements Guess {
        @Override
        public List<String> options(Measured measured) {
            return List.of();
        }

        @Override
        public boolean translated() {
            return false;
        }

        @Override
        public boolean right(String answer, Measured measured) {
            try {
                return Math.abs(Double.parseDouble(answer.strip().replace('−', '-')) - of.value(measured)) <= within;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        @Override
        public String answer(Measured measured) {
            return LiveText.said(of.value(measured));
        }
    }

    private static int largest(Formula of, Measured measured) {
        return (int) new Formula.Call(Formula.Call.Function.ARGMAX, List.of(of)).value(measured);
    }
}

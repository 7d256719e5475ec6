package dev.unroll.app.knobs;

import dev.unroll.app.i18n.Sentence;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a knob can be set to. */
public sealed interface Kind<T> {
    /** The value that was typed, or null if it is none. */
    @Nullable
    T parse(String typed);

    /** A value as it is typed. */
    default String format(T value) {
        return value.toString();
    }

    /** What is said of something typed that is no value. */
    Sentence refusal(Sentence title, String typed);

    /** Any text. */
    record Text() implements Kind<String> {
        @Override
        public String parse(String typed) {
            return typed;
        }

        @Override
        public Sentence refusal(Sentence title, String typed) {
            throw new IllegalStateException("any text is one");
        }
    }

    /** The path of a folder, or nothing. */
    record Folder() implements Kind<String> {
        @Override
        public String parse(String typed) {
            return typed.strip();
        }

        @Override
        public Sentence refusal(Sentence title, String typed) {
            throw new IllegalStateException("any text may be a path");
        }
    }

    /** A whole number. */
    record Whole(int min, int max) implements Kind<Integer> {
        @Override
        public @Nullable Integer parse(String typed) {
            try {
                int number = Integer.parseInt(typed.strip());
                return number < min || number > max ? null : number;
            } catch (NumberFormatException e) {
                return null;
            }
        }

        @Override
        public Sentence refusal(Sentence title, String typed) {
            return max == Integer.MAX_VALUE
                    ? new Sentence("knob.wholeFrom", title, min, shortened(typed))
                    : new Sentence("knob.whole", title, min, max, shortened(typed));
        }
    }

    /** A number with decimals. */
    record Decimal(double min, double max) implements Kind<Double> {
        @Override
        public @Nullable Double parse(String typed) {
            try {
                double number = Double.parseDouble(typed.strip());
                return number >= min && number <= max ? number : null;
            } catch (NumberFormatException e) {
                return null;
            }
        }

        @Override
        public String format(Double value) {
            String plain = value.toString();
            return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
        }

        @Override
        public Sentence refusal(Sentence title, String typed) {
            return max == Double.MAX_VALUE
                    ? new Sentence("knob.decimalFrom", title, format(min), shortened(typed))
                    : new Sentence("knob.decimal", title, format(min), format(max), shortened(typed));
        }
    }

    /** A number that something is made to have, or NaN where it is left what it is by itself, which is typed as {@code own}. */
    record Forced(double min, double max) implements Kind<Double> {
        private static final String OWN = "own";

        @Override
        public @Nullable Double parse(String typed) {
            return typed.strip().equals(OWN) ? Double.valueOf(Double.NaN) : new Decimal(min, max).parse(typed);
        }

        @Override
        public String format(Double value) {
            return value.isNaN() ? OWN : new Decimal(min, max).format(value);
        }

        @Override
        public Sentence refusal(Sentence title, String typed) {
            return new Decimal(min, max).refusal(title, typed);
        }
    }

    /** One of several names. */
    record Choice(List<String> options) implements Kind<String> {
        @Override
        public @Nullable String parse(String typed) {
            return options.contains(typed.strip()) ? typed.strip() : null;
        }

        @Override
        public Sentence refusal(Sentence title, String typed) {
            return new Sentence("knob.choice", title, String.join(", ", options), shortened(typed));
        }
    }

    /** On or off. */
    record Toggle() implements Kind<Boolean> {
        @Override
        public @Nullable Boolean parse(String typed) {
            return switch (typed.strip()) {
                case "true", "on" -> true;
                case "false", "off" -> false;
                default -> null;
            };
        }

        @Override
        public Sentence refusal(Sentence title, String typed) {
            return new Sentence("knob.choice", title, "on, off", shortened(typed));
        }
    }

    private static String shortened(String typed) {
        return typed.length() <= 40 ? typed : typed.substring(0, 40) + "…";
    }
}

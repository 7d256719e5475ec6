package dev.unroll.engine.model;

import dev.unroll.engine.message.Message;
import dev.unroll.engine.message.RefusedException;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Something that decides how a model of a kind is made: what it is called, what it means, and which values it may have. */
public sealed interface Size {
    /** The name in recipes, checkpoints and on the command line. */
    String name();

    /** What it means, in a few words. */
    default Message meaning() {
        return Message.of("size." + name());
    }

    /** The values it may have, in a few words. */
    Message range();

    /** Whether a value is one of them. */
    boolean allows(String text);

    /** The default that a model gets whose other sizes, or whose {@code length} of the sequences that are learnt, are these. */
    String initial(Map<String, String> others);

    /** The default where nothing else is known. */
    default String initial() {
        return initial(Map.of());
    }

    /** Whether the data decide it, and not whoever makes the model. */
    default boolean decidedByData() {
        return this instanceof Data;
    }

    /** A whole number. */
    record Whole(String name, int usual, int min, int max) implements Size {
        @Override
        public Message range() {
            return wholeNumber(min, max);
        }

        @Override
        public boolean allows(String text) {
            return within(text, min, max);
        }

        @Override
        public String initial(Map<String, String> others) {
            return Integer.toString(usual);
        }
    }

    /**
     * A whole number that is a multiple of another unless it is given.
     *
     * @param of the name of another size, or {@code length} for how many tokens of each sequence are learnt from
     * @param usual the default where the other is not known
     */
    record Multiple(String name, int factor, String of, int usual, int min, int max) implements Size {
        @Override
        public Message range() {
            return wholeNumber(min, max);
        }

        @Override
        public boolean allows(String text) {
            return within(text, min, max);
        }

        @Override
        public String initial(Map<String, String> others) {
            String other = others.get(of);
            return Integer.toString(other == null ? usual : Math.multiplyExact(factor, Integer.parseInt(other)));
        }
    }

    /** A number. */
    record Decimal(String name, float usual, float min, float max) implements Size {
        @Override
        public Message range() {
            return Message.of("range.decimal", plain(min), plain(max));
        }

        private static String plain(float value) {
            return new BigDecimal(Float.toString(value)).stripTrailingZeros().toPlainString();
        }

        @Override
        public boolean allows(String text) {
            try {
                float value = Float.parseFloat(text);
                return value >= min && value <= max;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        @Override
        public String initial(Map<String, String> others) {
            return Float.toString(usual);
        }
    }

    /** One of a few words. */
    record Choice(String name, String usual, List<String> choices) implements Size {
        /** The words of an enum. */
        static <E extends Enum<E>> Choice of(String name, E usual) {
            return new Choice(
                    name,
                    Settings.write(usual),
                    Stream.of(usual.getDeclaringClass().getEnumConstants())
                            .map(Settings::write)
                            .toList());
        }

        @Override
        public Message range() {
            return Message.of("range.choice", String.join(", ", choices));
        }

        @Override
        public boolean allows(String text) {
            return choices.stream().anyMatch(text::equalsIgnoreCase);
        }

        @Override
        public String initial(Map<String, String> others) {
            return usual;
        }
    }

    /** A whole number that the data decide. */
    record Data(String name) implements Size {
        /** How many tokens are told apart. */
        static final Data VOCABULARY = new Data("vocabulary");

        /** How many tokens of the sources are told apart. */
        static final Data SOURCE_VOCABULARY = new Data("sourceVocabulary");

        @Override
        public Message range() {
            return wholeNumber(1, Integer.MAX_VALUE);
        }

        @Override
        public boolean allows(String text) {
            return within(text, 1, Integer.MAX_VALUE);
        }

        /** @throws IllegalArgumentException always: without data there is none */
        @Override
        public String initial(Map<String, String> others) {
            throw new RefusedException("model.dataDecide", name);
        }
    }

    /** Units of each layer. */
    static Size hidden(int usual) {
        return new Whole("hidden", usual, 1, 65536);
    }

    /** Layers. */
    static Size layers() {
        return new Whole("layers", 1, 1, 1024);
    }

    /** Heads of attention. */
    static Size heads() {
        return new Whole("heads", 4, 1, 1024);
    }

    /** Units inside a feed-forward network. */
    static Size inner() {
        return new Multiple("inner", 4, "hidden", 256, 1, 262144);
    }

    /** Dropout. */
    static Size dropout() {
        return new Decimal("dropout", 0, 0, 0.99f);
    }

    private static Message wholeNumber(int min, int max) {
        return max == Integer.MAX_VALUE ? Message.of("range.wholeUp", min) : Message.of("range.whole", min, max);
    }

    private static boolean within(String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            return value >= min && value <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}

package dev.unroll.engine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One token for each stretch between white space: for sentences and symbols that are already cut apart. */
public record SpacedTokenizer(Vocabulary vocabulary) implements Tokenizer {
    static final String KIND = "spaced";

    /** Fills up a batch. */
    public static final String PADDING = "<pad>";
    /** What a target begins with. */
    public static final String START = "<sos>";
    /** What a target ends with. */
    public static final String END = "<eos>";

    static final List<String> SPECIAL = List.of(PADDING, START, END);

    /** A tokenizer of all the tokens of some texts, the most frequent first, after {@code <pad>}, {@code <sos>} and {@code <eos>}. */
    public static SpacedTokenizer of(List<String> texts) {
        Map<String, Integer> counts = new HashMap<>();
        for (String text : texts) for (String token : tokens(text)) counts.merge(token, 1, Integer::sum);
        List<String> tokens = new ArrayList<>(SPECIAL);
        counts.keySet().stream()
                .filter(token -> !SPECIAL.contains(token))
                .sorted((a, b) -> counts.get(a).equals(counts.get(b))
                        ? a.compareTo(b)
                        : Integer.compare(counts.get(b), counts.get(a)))
                .forEach(tokens::add);
        return new SpacedTokenizer(new Vocabulary(tokens));
    }

    private static List<String> tokens(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(t -> !t.isEmpty())
                .toList();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<String> split(String text) {
        return tokens(text);
    }

    /** The tokens with a space between them; those that only mark beginning, end and padding are left out. */
    @Override
    public TextStream stream() {
        return new TextStream() {
            private boolean begun;

            @Override
            public String add(int id) {
                String token = vocabulary.token(id);
                if (SPECIAL.contains(token)) return "";
                boolean first = !begun;
                begun = true;
                return first ? token : " " + token;
            }
        };
    }

    /**
     * The ids of a target, from {@code <sos>} to {@code <eos>}.
     *
     * @throws UnknownTokenException if something in it is not in the vocabulary
     */
    public int[] encodeTarget(String target) {
        int[] ids = encode(target);
        int[] all = new int[ids.length + 2];
        all[0] = id(START);
        System.arraycopy(ids, 0, all, 1, ids.length);
        all[all.length - 1] = id(END);
        return all;
    }

    /**
     * The id of a token that must be there.
     *
     * @throws IllegalArgumentException if it is not
     */
    public int id(String token) {
        return vocabulary
                .id(token)
                .orElseThrow(() -> new IllegalArgumentException("The vocabulary has no token ‘" + token + "’."));
    }
}

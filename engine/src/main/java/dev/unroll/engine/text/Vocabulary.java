package dev.unroll.engine.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tokens that a model knows, each with its id: its place in the list. */
public final class Vocabulary {
    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();

    /** @throws IllegalArgumentException if a token stands in the list twice */
    public Vocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            if (ids.put(tokens.get(i), i) != null) {
                throw new IllegalArgumentException(
                        "The vocabulary has the token ‘" + display(tokens.get(i)) + "’ twice.");
            }
        }
    }

    /** How many tokens there are. */
    public int size() {
        return tokens.size();
    }

    /** All tokens in the order of their ids. */
    public List<String> tokens() {
        return tokens;
    }

    /** The token with this id. */
    public String token(int id) {
        return tokens.get(id);
    }

    /** The id of a token, if it is known. */
    public OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** A token as it can be seen: a space as ␣, a line break as ↵, a tab as ⇥, any other control character as U+0007. */
    public String display(int id) {
        return display(token(id));
    }

    /** A token or text as it can be seen. */
    public static String display(String token) {
        StringBuilder text = new StringBuilder();
        token.codePoints().forEach(c -> {
            switch (c) {
                case ' ' -> text.append('␣');
                case '\n' -> text.append('↵');
                case '\t' -> text.append('⇥');
                default -> {
                    if (isUnseen(c)) text.append(String.format("U+%04X", c));
                    else text.appendCodePoint(c);
                }
            }
        });
        return text.toString();
    }

    /** Whether nothing can be seen of it. Joiners and tags are formatting too, but part of the character around them. */
    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            case Character.FORMAT -> c != 0x200C && c != 0x200D && (c < 0xE0020 || c > 0xE007F);
            default -> false;
        };
    }
}
